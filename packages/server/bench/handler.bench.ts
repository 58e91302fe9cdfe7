// Compares the handler with bare node:http and Fastify. Run `node bench/handler.bench.ts`.
// Each server has its own process. The rounds are interleaved, so that other load affects all of
// them. Compare only ratios of one run on one machine. The memory ledger is not durable.
import { fork, type ChildProcess } from "node:child_process"
import { fileURLToPath } from "node:url"
import { createTokenIssuer, listen } from "@loop-health/integrations-simulator"
import { postOrders } from "./post-orders.ts"
import { audience, issuer, type SubjectMessage, type SubjectName } from "./subjects.ts"

const rounds = 9
const warmUpMs = 2_000
const roundMs = 1_500

const labels: Readonly<Record<SubjectName, string>> = {
  bare: "bare node:http, which reads the body and returns a fixed 201",
  ours: "the handler with all checks",
  fastify: "Fastify 5 with Ajv, the same checks, and the token cache of this package",
  "fastify-jose": "Fastify 5 with Ajv, the same checks, and jose for each token",
}
const names = Object.keys(labels) as SubjectName[]

/** The result of one round of one server. */
interface Round {
  readonly perSecond: number
  /** CPU time of the server's process per request, in microseconds. */
  readonly cpu: number
}

const tokenIssuer = await createTokenIssuer({ issuer, audience })
const keys = await listen(tokenIssuer)
const tokens = await Promise.all(
  Array.from({ length: 50 }, (_, index) =>
    tokenIssuer.issue({ brand_id: "brand", user_id: `user-${index}` }),
  ),
)
const subjects = await Promise.all(names.map(startSubject))
const results = new Map<SubjectName, Round[]>(names.map((name) => [name, []]))
try {
  for (const { url } of subjects) await postOrders(url, tokens, warmUpMs)
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, url, child } of subjects) {
      const before = await readCpu(child)
      const startedAt = performance.now()
      const requests = await postOrders(url, tokens, roundMs)
      const seconds = (performance.now() - startedAt) / 1_000
      const cpu = ((await readCpu(child)) - before) / requests
      results.get(name)?.push({ perSecond: requests / seconds, cpu })
    }
  }
} finally {
  for (const { child } of subjects) child.kill()
  await keys.close()
}

for (const name of names) {
  const perSecond = spread(of(name, "perSecond"), 0)
  const cpu = spread(of(name, "cpu"), 1)
  print(`${labels[name]}: ${perSecond} requests/s, ${cpu} µs CPU per request`)
}
for (const name of ["fastify", "fastify-jose"] as const) {
  const ratios = of("ours", "perSecond").map(
    (own, round) => own / (of(name, "perSecond")[round] ?? 0),
  )
  print(`the handler compared with ${labels[name]}: ${spread(ratios, 2)} x requests/s`)
}
for (const name of ["ours", "fastify", "fastify-jose"] as const) {
  const over = of(name, "cpu").map((own, round) => own - (of("bare", "cpu")[round] ?? 0))
  print(`${labels[name]}, in addition to bare node:http: ${spread(over, 1)} µs CPU per request`)
}

function of(name: SubjectName, figure: keyof Round): number[] {
  return (results.get(name) ?? []).map((round) => round[figure])
}

/** Returns the median, minimum, and maximum as text. */
function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((one, other) => one - other)
  const [median, minimum, maximum] = [Math.floor(sorted.length / 2), 0, sorted.length - 1].map(
    (index) => (sorted[index] ?? Number.NaN).toFixed(digits),
  )
  return `${median} (${minimum} to ${maximum})`
}

async function startSubject(name: SubjectName) {
  const file = fileURLToPath(new URL("./serve-subject.ts", import.meta.url))
  const child = fork(file, [name, `${keys.url}/.well-known/jwks.json`])
  const { url } = await nextMessage(child)
  return { name, child, url }
}

/** Returns the CPU time that a server has used, in microseconds. */
async function readCpu(child: ChildProcess): Promise<number> {
  child.send("cpu")
  return (await nextMessage(child)).cpu
}

/** Returns the next message of a server. Rejects if the server exits first. */
function nextMessage(child: ChildProcess): Promise<SubjectMessage> {
  return new Promise((resolve, reject) => {
    const rejectExit = () => reject(new Error("A server of the benchmark exited."))
    child.once("exit", rejectExit)
    child.once("message", (message: SubjectMessage) => {
      child.off("exit", rejectExit)
      resolve(message)
    })
  })
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
