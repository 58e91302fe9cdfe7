// Measures one mocked order as the author of a test pays for it: `npm run bench -- mocks`.
// `--rounds` sets the number of rounds. Default: 9. Each round measures every mock once in a new
// process, so that other load affects all of them.
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { validateLabOrder } from "@loop-health/integrations-contract/validators"
// @boundaries-ignore The benchmarks of all packages install their contenders in the same way.
import { installContenders } from "../../../scripts/bench/install-contenders.ts"
// @boundaries-ignore The benchmarks of all packages read their options in the same way.
import { readOptions } from "../../../scripts/bench/options.ts"
// @boundaries-ignore The benchmarks of all packages save their results in the same way.
import { saveResults, summarise, summariseRatios } from "../../../scripts/bench/results.ts"

const { rounds } = readOptions({ rounds: 9 })

/** What `measure-mock.mjs` prints. Times are in milliseconds (`Ms`) or microseconds (`Us`). */
interface Measured {
  readonly order: unknown
  readonly startMs: number
  readonly coldCpuUs: number
  readonly cpuUs: number
  readonly wallUs: number
}

type Figure = Exclude<keyof Measured, "order">

/** The measured mocks, by their names in `programs/mocks.mjs`. */
const labels = {
  injected: "these mocks, injected fetch",
  msw: "these mocks, msw handlers",
  port: "these mocks, HTTP server",
  prism: "Prism 5, HTTP server",
  handWritten: "msw, hand-written handler",
}
const names = Object.keys(labels) as (keyof typeof labels)[]
const others = new Set<string>(["prism", "handWritten"])

installContenders(fileURLToPath(new URL("contenders", import.meta.url)))
const samples = new Map(names.map((name): [string, Measured[]] => [name, []]))
for (let round = 0; round < rounds; round += 1) {
  for (let step = 0; step < names.length; step += 1) {
    const name = names[(round + step) % names.length] ?? "injected"
    samples.get(name)?.push(await measure(name))
  }
}

saveResults("mocks", [
  {
    title: "One mocked order",
    description: `Each mock gets the same orders with new idempotency keys through fetch, one at a time, and returns a 201 that the contract allows. The CPU time of an HTTP server and of its client is counted. These mocks run the server's handler, which validates the request, handles the key, and records the order. Prism validates the request and returns the document's example, here without its log. The hand-written handler returns a constant and reads nothing. The time to the first order includes the import or the start of the server, but not the start of the test's own process. ${rounds} rounds, each in a new process.`,
    columns: [
      "CPU per order, µs",
      "CPU, ratio to the injected fetch",
      "time per order, µs",
      "CPU per order, first 100, µs",
      "time to the first order, ms",
    ],
    rows: names.map((name) => ({
      name: labels[name],
      own: !others.has(name),
      cells: [
        summarise(of(name, "cpuUs")),
        summariseRatios(of(name, "cpuUs"), of("injected", "cpuUs")),
        summarise(of(name, "wallUs")),
        summarise(of(name, "coldCpuUs")),
        summarise(of(name, "startMs")),
      ],
    })),
    plot: { column: 0, better: "lower" },
  },
])

function of(name: string, figure: Figure): number[] {
  return (samples.get(name) ?? []).map((measured) => measured[figure])
}

async function measure(name: string): Promise<Measured> {
  const program = fileURLToPath(new URL("programs/measure-mock.mjs", import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [program, name])
  const measured = JSON.parse(stdout) as Measured
  const validation = validateLabOrder(measured.order)
  if (validation.valid) return measured
  throw new Error(`The contract forbids the order of ${name}: ${validation.issues[0].path}.`)
}
