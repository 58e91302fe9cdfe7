// Writes the table of the faults that `contract verify` finds, beside those that random bodies with
// response checks find, and those that Prism's proxy finds. Installs Prism in a temporary folder.
//
//   npm run verify:faults
import { writeFile } from "node:fs/promises"
import { allFaults } from "./all-faults.ts"
import { findFault } from "./find-fault.ts"
import { startPrism, version } from "./prism.ts"

/** The groups that send random bodies and check each response. */
const randomGroups = ["fuzz", "responses"] as const

await using prism = await startPrism()
const rows: string[] = []
const counts = { found: 0, random: 0, prism: 0 }
for (const fault of allFaults) {
  const found = {
    found: (await findFault(fault)).includes(fault.rule),
    random: (await findFault(fault, randomGroups)).length > 0,
    prism: await prism.finds(fault),
  }
  for (const tool of ["found", "random", "prism"] as const) counts[tool] += Number(found[tool])
  const cells = [fault.name, `\`${fault.group}\``, `\`${fault.rule}\``]
  const marks = Object.values(found).map((isFound) => (isFound ? "yes" : "no"))
  rows.push(`| ${[...cells, ...marks].join(" | ")} |`)
}
const summary = `${counts.found} of ${allFaults.length} faults are found, ${counts.random} at random, ${counts.prism} by Prism.`
const text = `# Faults that \`contract verify\` finds

\`npm run verify:faults\` writes this table. Each row is a switch of the faulty server in the tests.

- Found: a finding has the rule.
- Random: random bodies and the checks of each response find any error.
- Prism: the proxy of Prism ${version} gets the requests that \`contract verify\` sends for the group. It
  reports a violation of a response, a violation of a request that the server accepted, or an
  error of its own. The correct server has none of these.

${summary}

| the server | group | rule | found | random | Prism |
| --- | --- | --- | --- | --- | --- |
${rows.join("\n")}
`
await writeFile(new URL("faults.md", import.meta.url), text)
process.stdout.write(`${summary}\n`)
