// Measures the whole service with tokens, a durable ledger, and the simulator: `npm run bench --
// service`. `--rounds` sets the number of rounds, default 3. `--minutes` sets the time for which the
// memory is measured, default 10. The simulator and the client share the machine with the server.
import { fork, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Client } from "pg"
// @boundaries-ignore The benchmarks of all packages install contenders in the same way.
import { installContenders } from "../../../scripts/bench/install-contenders.ts"
// @boundaries-ignore The benchmarks of all packages read their options in the same way.
import { readOptions } from "../../../scripts/bench/options.ts"
// @boundaries-ignore The benchmarks of all packages save their results in the same way.
import { saveResults, summarise, type ResultTable } from "../../../scripts/bench/results.ts"
import { postOrders } from "./post-orders.ts"
import { readCpu } from "./read-cpu.ts"
import { startPostgres, type PostgresServer } from "./start-postgres.ts"
import type { ServiceMessage } from "./service-process.ts"

const { rounds, minutes } = readOptions({ rounds: 3, minutes: 10 })
const roundMs = 5_000

/** A process that the benchmark started, with its last message. */
interface Server {
  readonly child: ChildProcess
  readonly url: string
}

/** A deployment of the service, of one or more processes. */
interface Deployment {
  readonly name: string
  readonly own: boolean
  readonly servers: readonly Server[]
  readonly samples: { readonly perSecond: number; readonly cpu: number; readonly times: number[] }[]
}

installContenders(join(import.meta.dirname, "contenders"))
const folder = mkdtempSync(join(tmpdir(), "service-bench-"))
const cleanUps: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
try {
  const upstreams = await start("upstreams", {})
  const { environment = {}, tokens = [] } = await ask(upstreams.child)
  const serve = (kind: string, databaseUrl: string) =>
    start(kind, { ...environment, DATABASE_URL: databaseUrl, AUDIT_LOG: "/dev/null" })
  const postgres = await startPostgres(folder)
  cleanUps.push(postgres.stop)

  const sqliteFile = join(folder, "ours.sqlite")
  const ours = await serve("ours", `sqlite:${sqliteFile}`)
  const onPostgres: Server[] = []
  for (let index = 0; index < 4; index += 1)
    onPostgres.push(await serve("ours", postgres.connectionString))
  const plain = await serve("straightforward", `sqlite:${join(folder, "plain.sqlite")}`)
  const deployments: readonly Deployment[] = [
    { name: "plain Fastify service, SQLite", own: false, servers: [plain], samples: [] },
    { name: "this server, SQLite", own: true, servers: [ours], samples: [] },
    ...[1, 2, 4].map((count) => ({
      name: `this server, PostgreSQL, ${count === 1 ? "1 process" : `${count} processes`}`,
      own: true,
      servers: onPostgres.slice(0, count),
      samples: [],
    })),
  ]
  for (const { servers } of deployments) await load(servers, tokens, 1_000)
  for (let round = 0; round < rounds; round += 1) {
    for (const { servers, samples } of deployments) {
      samples.push(await load(servers, tokens, roundMs))
    }
  }
  const costs = [
    await measureCost("this server, SQLite", [ours], tokens, () => readSqlite(sqliteFile)),
    await measureCost("this server, PostgreSQL", onPostgres.slice(0, 1), tokens, () =>
      readPostgres(postgres),
    ),
  ]
  saveResults("service", [
    toTable(deployments),
    toCostTable(costs),
    await measureMemory(ours, tokens),
  ])
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp()
}

function toTable(deployments: readonly Deployment[]): ResultTable {
  return {
    title: "Whole service",
    description: `Orders with access tokens, a durable ledger, and a simulated lab, from 64 connections for each process. The plain Fastify service has jose, better-sqlite3, and axios. It commits each step durably, as this server does (WAL, synchronous=FULL), but it does not recover from lost responses. ${rounds} rounds of ${roundMs / 1_000} seconds. The client and the simulator share the machine, so more processes get more connections, but no more hardware. The two columns in ms are response times.`,
    columns: ["orders/s", "median, ms", "99th percentile, ms", "server CPU per order, µs"],
    rows: deployments.map(({ name, own, samples }) => ({
      name,
      own,
      cells: [
        summarise(samples.map(({ perSecond }) => perSecond)),
        summarise(samples.map(({ times }) => quantile(times, 0.5))),
        summarise(samples.map(({ times }) => quantile(times, 0.99))),
        summarise(samples.map(({ cpu }) => cpu)),
      ],
    })),
    plot: { column: 0, better: "higher" },
  }
}

/** What the orders have used of a ledger's database since it was created. */
interface DatabaseUse {
  readonly orders: number
  readonly bytes: number
  readonly walBytes?: number
  /** CPU time of the database's own processes, in milliseconds. */
  readonly cpuMs?: number | undefined
}

function readSqlite(path: string): DatabaseUse {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 })
  const row = database
    .prepare(
      `SELECT (SELECT count(*) FROM lab_orders) AS orders,
        (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) AS bytes`,
    )
    .get()
  database.close()
  return { orders: Number(row?.["orders"]), bytes: Number(row?.["bytes"]) }
}

async function readPostgres({ connectionString, pid }: PostgresServer): Promise<DatabaseUse> {
  const client = new Client({ connectionString })
  await client.connect()
  const { rows } = await client.query<Record<"orders" | "bytes" | "wal_bytes", string>>(`
    SELECT (SELECT count(*) FROM lab_orders) AS orders,
      pg_total_relation_size('lab_orders') AS bytes,
      pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS wal_bytes`)
  await client.end()
  const figure = (name: "orders" | "bytes" | "wal_bytes") => Number(rows[0]?.[name])
  return {
    orders: figure("orders"),
    bytes: figure("bytes"),
    walBytes: figure("wal_bytes"),
    cpuMs: readCpu(pid),
  }
}

/** Measures what one order costs a deployment. */
async function measureCost(
  name: string,
  servers: readonly Server[],
  tokens: readonly string[],
  readDatabase: () => DatabaseUse | Promise<DatabaseUse>,
): Promise<ResultTable["rows"][number]> {
  const before = await readDatabase()
  const { cpu } = await load(servers, tokens, rounds * roundMs)
  const after = await readDatabase()
  const orders = after.orders - before.orders
  const perOrder = (figure: (use: DatabaseUse) => number | undefined, none: string) => {
    const [most, least] = [figure(after), figure(before)]
    return most === undefined || least === undefined ? none : (most - least) / orders
  }
  return {
    name,
    own: true,
    cells: [
      cpu,
      perOrder(({ cpuMs }) => cpuMs && cpuMs * 1_000, "in the server"),
      perOrder(({ bytes }) => bytes, ""),
      perOrder(({ walBytes }) => walBytes, "not measured"),
    ],
  }
}

function toCostTable(rows: ResultTable["rows"]): ResultTable {
  return {
    title: "Cost of one order",
    description: `What each order of one process costs at full load, in ${(rounds * roundMs) / 1_000} seconds. The disk has the row and its indexes.`,
    columns: [
      "CPU of the server, µs",
      "CPU of the database, µs",
      "bytes on disk",
      "bytes of PostgreSQL's WAL",
    ],
    rows,
  }
}

/** Measures the memory of a server under load, at the start and after parts of the time. */
async function measureMemory(
  { child, url }: Server,
  tokens: readonly string[],
): Promise<ResultTable> {
  const times = [0, 0.1, 0.2, 0.5, 1].map((part) => Number((part * minutes).toPrecision(3)))
  const cells: number[] = []
  let orders = 0
  for (const [index, time] of times.entries()) {
    const since = times[index - 1] ?? 0
    if (time > since) orders += await postOrders(url, tokens, (time - since) * 60_000)
    cells.push((await ask(child)).memory / 1_000_000)
  }
  return {
    title: "Memory under load",
    description: `Resident memory of the server on SQLite in MB, while 64 connections place ${orders.toLocaleString("en-US")} orders in ${minutes} minutes.`,
    columns: times.map((time) => `${time} min`),
    rows: [{ name: "this server", own: true, cells }],
  }
}

async function load(servers: readonly Server[], tokens: readonly string[], milliseconds: number) {
  const cpuOf = async () => {
    const messages = await Promise.all(servers.map(({ child }) => ask(child)))
    return messages.reduce((sum, { cpu }) => sum + cpu, 0)
  }
  const times: number[] = []
  const before = await cpuOf()
  const startedAt = performance.now()
  const counts = await Promise.all(
    servers.map(({ url }) => postOrders(url, tokens, milliseconds, (time) => times.push(time))),
  )
  const seconds = (performance.now() - startedAt) / 1_000
  const orders = counts.reduce((sum, count) => sum + count, 0)
  return { perSecond: orders / seconds, cpu: ((await cpuOf()) - before) / orders, times }
}

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

async function start(kind: string, environment: Readonly<Record<string, string>>): Promise<Server> {
  const child = fork(join(import.meta.dirname, "service-process.ts"), [kind], {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  cleanUps.push(() => child.kill())
  const { url } = await nextMessage(child)
  return { child, url }
}

/** Returns the current figures of a process. */
async function ask(child: ChildProcess): Promise<ServiceMessage> {
  child.send("report")
  return nextMessage(child)
}

/** Returns the next message of a process. Rejects if the process exits first. */
async function nextMessage(child: ChildProcess): Promise<ServiceMessage> {
  const received = new AbortController()
  const exit = once(child, "exit", { signal: received.signal }).then(([code]) => {
    throw new Error(`A process exited with ${code}.`)
  })
  try {
    const [message] = await Promise.race([
      once(child, "message", { signal: received.signal }),
      exit,
    ])
    return message as ServiceMessage
  } finally {
    received.abort()
  }
}
