// Compares the handler with bare node:http and with servers on other frameworks that have the same
// duties: `npm run bench -- handler`. Each server has its own process. The rounds are interleaved,
// so that other load affects all of them. Compare only ratios of one run on one machine. The memory
// ledger is not durable.
import { fork, type ChildProcess } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { createTokenIssuer, listen } from "@loop-health/integrations-simulator"
// @boundaries-ignore The benchmarks of all packages install their contenders in the same way.
import { installContenders } from "../../../scripts/bench/install-contenders.ts"
// @boundaries-ignore The benchmarks of all packages read their options in the same way.
import { readOptions } from "../../../scripts/bench/options.ts"
// @boundaries-ignore The benchmarks of all packages save their results in the same way.
import { saveResults, summarise, summariseRatios } from "../../../scripts/bench/results.ts"
import { createTokenVerifier } from "../src/node/tokens/verify-token.ts"
import { measureInProcess, type InProcess } from "./in-process.ts"
import { postOrders } from "./post-orders.ts"
import { audience, issuer, type SubjectMessage, type SubjectName } from "./subjects.ts"

const { rounds } = readOptions({ rounds: 9 })
const warmUpMs = 2_000
const roundMs = 1_500

const labels: Readonly<Record<SubjectName, string>> = {
  bare: "bare node:http, a fixed 201",
  ours: "this server's handler",
  fastify: "Fastify 5",
  hono: "Hono on Node",
  express: "Express 5, express-openapi-validator",
}
const names = Object.keys(labels) as SubjectName[]

/** The result of one round of one server. */
interface Round {
  readonly perSecond: number
  /** CPU time of the server's process per request, in microseconds. */
  readonly cpu: number
}

installContenders(join(import.meta.dirname, "contenders"))
const tokenIssuer = await createTokenIssuer({ issuer, audience })
const keys = await listen(tokenIssuer)
const jwksUrl = `${keys.url}/.well-known/jwks.json`
const tokens = await Promise.all(
  Array.from({ length: 50 }, (_, index) =>
    tokenIssuer.issue({ brand_id: "brand", user_id: `user-${index}` }),
  ),
)
const subjects = await Promise.all(names.map(startSubject))
const results = new Map<SubjectName, Round[]>(names.map((name) => [name, []]))
const verifyToken = createTokenVerifier({ issuer, audience, jwksUrl })
const inProcess: InProcess[] = []
try {
  for (const { url } of subjects) await postOrdersAwake(url, warmUpMs)
  await measureInProcess(verifyToken, tokens)
  for (let round = 0; round < rounds; round += 1) {
    inProcess.push(await measureInProcess(verifyToken, tokens))
    for (const { name, url, child } of subjects) {
      const before = await readCpu(child)
      const startedAt = performance.now()
      const requests = await postOrdersAwake(url, roundMs)
      const seconds = (performance.now() - startedAt) / 1_000
      const cpu = ((await readCpu(child)) - before) / requests
      results.get(name)?.push({ perSecond: requests / seconds, cpu })
    }
  }
} finally {
  for (const { child } of subjects) child.kill()
  await keys.close()
}

saveResults("handler", [
  {
    title: "Handler over HTTP",
    description: `New orders from 64 connections on the same machine. All servers but bare node:http use the same functions to verify the token, validate and hash the body, record the order in a memory ledger, and write an audit record. CPU is that of the server, sockets included. The client never sleeps, so that no server spends time to wake it up. ${rounds} rounds of ${roundMs / 1_000} seconds.`,
    columns: [
      "CPU per request, µs",
      "CPU, ratio to Fastify",
      "requests/s",
      "rate, ratio to Fastify",
    ],
    rows: names.map((name) => ({
      name: labels[name],
      own: name === "ours",
      cells: [
        summarise(of(name, "cpu")),
        summariseRatios(of(name, "cpu"), of("fastify", "cpu")),
        summarise(of(name, "perSecond")),
        summariseRatios(of(name, "perSecond"), of("fastify", "perSecond")),
      ],
    })),
    plot: { column: 0, better: "lower" },
  },
  {
    title: "Handler in process",
    description: `One request at a time, with the same work as above and without HTTP. A replay is an order whose idempotency key was used before. ${rounds} rounds.`,
    columns: ["CPU per request, µs"],
    rows: [
      { name: "a new order", own: true, cells: [summarise(inProcess.map((cpu) => cpu.newOrder))] },
      { name: "a replay", own: true, cells: [summarise(inProcess.map((cpu) => cpu.replay))] },
    ],
  },
])

/**
 * Sends orders for the given milliseconds, and returns their number. Never sleeps meanwhile: to wake
 * up its client, a server in a virtual machine would use up to 10 µs of CPU time for each response,
 * which depends on the time between responses.
 */
async function postOrdersAwake(url: string, milliseconds: number): Promise<number> {
  let posting = true
  const poll = () => {
    if (posting) setImmediate(poll)
  }
  poll()
  try {
    return await postOrders(url, tokens, milliseconds)
  } finally {
    posting = false
  }
}

function of(name: SubjectName, figure: keyof Round): number[] {
  return (results.get(name) ?? []).map((round) => round[figure])
}

async function startSubject(name: SubjectName) {
  const file = fileURLToPath(new URL("./serve-subject.ts", import.meta.url))
  const child = fork(file, [name, jwksUrl])
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
