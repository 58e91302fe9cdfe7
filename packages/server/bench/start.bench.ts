// Measures the time from the start of a process until it serves requests: `npm run bench -- start`.
// `--rounds` sets the number of rounds. Default: 21. Each round starts every server once, so that
// other load affects all of them. This package's server is started from its build.
import { spawn, type ChildProcessByStdio } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Readable } from "node:stream"
import { simulatorPanels } from "@loop-health/integrations-simulator"
import { build } from "tsup"
// @boundaries-ignore The benchmarks of all packages install their contenders in the same way.
import { installContenders } from "../../../scripts/bench/install-contenders.ts"
// @boundaries-ignore The benchmarks of all packages read their options in the same way.
import { readOptions } from "../../../scripts/bench/options.ts"
// @boundaries-ignore The benchmarks of all packages save their results in the same way.
import { saveResults, summarise } from "../../../scripts/bench/results.ts"
import { readCpu } from "./read-cpu.ts"
import { startPostgres } from "./start-postgres.ts"

const { rounds } = readOptions({ rounds: 21 })

/** A server that each round starts. */
interface Contender {
  readonly name: string
  readonly own: boolean
  /** Arguments of Node. */
  readonly args: readonly string[]
  readonly databaseUrl: string
}

/** One start of a server. Times are in milliseconds. */
interface Start {
  readonly readyMs: number
  /** Undefined if the operating system is not Linux. */
  readonly cpuMs: number | undefined
}

/** Variables of the servers. None of them calls the issuer or Junction when it starts. */
const variables = {
  PATH: process.env["PATH"],
  HOST: "127.0.0.1",
  PORT: "0",
  LEDGER_SECRET: Buffer.alloc(32, 7).toString("base64"),
  AUTH_ISSUER: "https://issuer.example",
  AUTH_AUDIENCE: "https://integrations.platform.loop.health",
  AUTH_JWKS_URL: "https://issuer.example/.well-known/jwks.json",
  JUNCTION_BASE_URL: "https://api.sandbox.us.junction.com",
  JUNCTION_API_KEY: "sk_us_benchmark",
  JUNCTION_PANELS: JSON.stringify(simulatorPanels),
  JUNCTION_FALLBACK_PHONE: "+13125550100",
}

const server = join(import.meta.dirname, "..")
const contendersFolder = join(import.meta.dirname, "contenders")
installContenders(contendersFolder)
const folder = mkdtempSync(join(tmpdir(), "start-bench-"))
// In this folder, so that the programs find the packages that they import.
const programs = mkdtempSync(join(contendersFolder, "node_modules/.start-bench-"))
const cleanUps: (() => unknown)[] = [folder, programs].map(
  (path) => () => rmSync(path, { recursive: true, force: true }),
)
try {
  await buildPrograms()
  const postgres = await startPostgres(folder)
  cleanUps.push(postgres.stop)
  const serve = [join(server, "dist/node/cli.js"), "serve"]
  const sqlite = (name: string) => `sqlite:${join(folder, name)}`
  const contenders: readonly Contender[] = [
    {
      name: "bare node:http",
      own: false,
      args: [join(programs, "start-bare.js")],
      databaseUrl: "",
    },
    {
      name: "plain Fastify service, SQLite",
      own: false,
      args: [join(programs, "start-straightforward.js")],
      databaseUrl: sqlite("plain.sqlite"),
    },
    { name: "this server, SQLite", own: true, args: serve, databaseUrl: sqlite("ours.sqlite") },
    {
      name: "this server, PostgreSQL",
      own: true,
      args: serve,
      databaseUrl: postgres.connectionString,
    },
  ]
  const starts = contenders.map((): Start[] => [])
  // The first starts create the ledgers.
  for (const contender of contenders) await start(contender)
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      starts[index]?.push(await start(contender))
    }
  }
  saveResults("start", [
    {
      title: "Time to start",
      description: `From the start of the process until it prints its URL, with an existing ledger. The plain Fastify service has jose, better-sqlite3, and axios. CPU is that of all threads. ${rounds} rounds.`,
      columns: ["ready after, ms", "over bare node:http, ms", "CPU, ms"],
      rows: contenders.map(({ name, own }, index) => ({
        name,
        own,
        cells: toCells(starts[index] ?? [], starts[0] ?? []),
      })),
      plot: { column: 0, better: "lower" },
    },
  ])
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp()
}

function toCells(own: readonly Start[], bare: readonly Start[]) {
  const cpu = own.flatMap(({ cpuMs }) => cpuMs ?? [])
  return [
    summarise(own.map(({ readyMs }) => readyMs)),
    own === bare
      ? 0
      : summarise(own.map(({ readyMs }, round) => readyMs - (bare[round]?.readyMs ?? Number.NaN))),
    cpu.length === 0 ? "not measured" : summarise(cpu),
  ]
}

/** Builds the other servers, because Node would need time for their types. */
async function buildPrograms(): Promise<void> {
  await build({
    entry: [join(contendersFolder, "start-*.ts")],
    outDir: programs,
    format: "esm",
    target: "node24",
    skipNodeModulesBundle: true,
    removeNodeProtocol: false,
    config: false,
    silent: true,
  })
}

/** Starts a server, waits until it is ready, and stops it. */
async function start({ name, args, databaseUrl }: Contender): Promise<Start> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, {
    env: { ...variables, DATABASE_URL: databaseUrl },
    stdio: ["ignore", "pipe", "inherit"],
  })
  const exited = once(child, "exit")
  const url = await readUrl(child)
  const readyMs = performance.now() - startedAt
  const cpuMs = readCpu(child.pid)
  const { status } = await fetch(`${url}/readyz`)
  if (name.startsWith("this") && status !== 200) {
    throw new Error(`${name} is not ready (${status}).`)
  }
  child.kill()
  await exited
  return { readyMs, cpuMs }
}

/** Returns the URL that a server prints when it listens. */
function readUrl(child: ChildProcessByStdio<null, Readable, null>): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? []
      if (url !== undefined) resolve(url)
    })
    child.once("exit", () => reject(new Error(`The server exited before it was ready: ${output}`)))
  })
}
