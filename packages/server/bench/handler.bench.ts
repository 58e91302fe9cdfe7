// What all duties of the handler cost over HTTP, beside bare node:http and Fastify: `node bench/handler.bench.ts`.
// Each serves from a process of its own; the rounds are interleaved, so that what else the machine does falls on all.
// Ratios of one run on one machine are what counts. Nothing is durable here: ours is on the memory ledger.
import { fork, type ChildProcess } from "node:child_process"
import { fileURLToPath } from "node:url"
import { createTokenIssuer, listen } from "@loop-health/integrations-simulator"
import { postOrders } from "./post-orders.ts"
import { audience, issuer, type SubjectMessage, type SubjectName } from "./subjects.ts"

const rounds = 9
const warmUpMs = 2_000
const roundMs = 1_500

const labels: Readonly<Record<SubjectName, string>> = {
  bare: "bare node:http, reads the body and answers a fixed 201",
  ours: "the handler, all duties",
  fastify: "Fastify 5 + Ajv, the same duties, our token cache",
  "fastify-jose": "Fastify 5 + Ajv, the same duties, each token verified by jose",
}
const names = Object.keys(labels) as SubjectName[]

/** One round of one subject. */
interface Round {
  readonly perSecond: number
  /** Microseconds of CPU per request, in the server's process alone. */
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
      const before = await askForCpu(child)
      const startedAt = performance.now()
      const requests = await postOrders(url, tokens, roundMs)
      const seconds = (performance.now() - startedAt) / 1_000
      const cpu = ((await askForCpu(child)) - before) / requests
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
  say(`${labels[name]}: ${perSecond} requests/s, ${cpu} µs CPU a request`)
}
for (const name of ["fastify", "fastify-jose"] as const) {
  const ratios = of("ours", "perSecond").map(
    (own, round) => own / (of(name, "perSecond")[round] ?? 0),
  )
  say(`the handler over ${labels[name]}: ${spread(ratios, 2)} x requests/s`)
}
for (const name of ["ours", "fastify", "fastify-jose"] as const) {
  const over = of(name, "cpu").map((own, round) => own - (of("bare", "cpu")[round] ?? 0))
  say(`${labels[name]}, over bare node:http: ${spread(over, 1)} µs CPU a request`)
}

function of(name: SubjectName, member: keyof Round): number[] {
  return (results.get(name) ?? []).map((round) => round[member])
}

/** The median, and the least and the most. */
function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((one, other) => one - other)
  const [median, least, most] = [Math.floor(sorted.length / 2), 0, sorted.length - 1].map((index) =>
    (sorted[index] ?? Number.NaN).toFixed(digits),
  )
  return `${median} (${least} to ${most})`
}

async function startSubject(name: SubjectName) {
  const file = fileURLToPath(new URL("./serve-subject.ts", import.meta.url))
  const child = fork(file, [name, `${keys.url}/.well-known/jwks.json`])
  const { url } = await hear(child)
  return { name, child, url }
}

async function askForCpu(child: ChildProcess): Promise<number> {
  child.send("cpu")
  return (await hear(child)).cpu
}

/** The next thing that a subject says; rejects when it ends instead. */
function hear(child: ChildProcess): Promise<SubjectMessage> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error("a server of the bench ended"))
    child.once("exit", ended)
    child.once("message", (message: SubjectMessage) => {
      child.off("exit", ended)
      resolve(message)
    })
  })
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
