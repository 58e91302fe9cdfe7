// Writes the table of the faults that `contract verify` finds, beside those that random bodies with
// response checks find.
//
//   npm run verify:faults
import { writeFile } from "node:fs/promises"
import { allFaults } from "./all-faults.ts"
import { findFault } from "./find-fault.ts"

/** The groups that send random bodies and check each response. */
const randomGroups = ["fuzz", "responses"] as const

const rows: string[] = []
let found = 0
let foundAtRandom = 0
for (const fault of allFaults) {
  const rules = await findFault(fault)
  const atRandom = await findFault(fault, randomGroups)
  const isFound = rules.includes(fault.rule)
  const isFoundAtRandom = atRandom.length > 0
  found += Number(isFound)
  foundAtRandom += Number(isFoundAtRandom)
  const cells = [fault.name, `\`${fault.group}\``, `\`${fault.rule}\``]
  rows.push(`| ${[...cells, isFound ? "yes" : "no", isFoundAtRandom ? "yes" : "no"].join(" | ")} |`)
}
const text = `# Faults that \`contract verify\` finds

\`npm run verify:faults\` writes this table. Each row is a switch of the faulty server in the tests. "Found"
means that a finding has the rule. "Random" means that random bodies and the checks of each response find any error.

${found} of ${allFaults.length} faults are found, ${foundAtRandom} at random.

| the server | group | rule | found | random |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`
await writeFile(new URL("faults.md", import.meta.url), text)
process.stdout.write(`${found} of ${allFaults.length} found, ${foundAtRandom} at random\n`)
