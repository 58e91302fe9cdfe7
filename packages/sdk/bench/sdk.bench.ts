// Measures the cost of one order through this SDK and its peers: `npm run bench -- sdk`, or
// `node bench/sdk.bench.ts`. `--rounds` sets the number of rounds. Default: 9. Each round measures
// every peer once in its own process, so that other load affects all peers. Ratios to raw fetch are
// calculated for each round.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { cpus, tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { countInstantiations } from "../checks/count-instantiations.ts"
import { runCommand } from "../consumers/run-command.ts"
import { preparePeers, type Peer } from "./prepare.ts"
import { summarise, type Summary } from "./samples.ts"

const { values } = parseArgs({ options: { rounds: { type: "string", default: "9" } } })
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error("--rounds must be an integer, 1 or greater.")

const folder = await mkdtemp(join(tmpdir(), "sdk-bench-"))
try {
  const peers = await preparePeers(folder)
  const server = spawn(process.execPath, [join(folder, "programs/serve.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  try {
    const [url] = (await once(createInterface(server.stdout), "line")) as [string]
    await print(peers, url)
  } finally {
    server.kill()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function print(peers: readonly Peer[], url: string): Promise<void> {
  const own = await measure(peers, (peer) => cpuOfCall(peer, 2_000, 5_000))
  const loopback = await measure(peers, (peer) => cpuOfCall(peer, 500, 2_000, url))
  const imports = await measure(peers, cpuOfImport)
  const sizes = await bundleSizes(peers)
  const heads = [
    "client",
    "bundle of one call, gzip",
    "CPU of a call, in process",
    "× raw fetch",
    "CPU of a call over loopback",
    "× raw fetch",
    "CPU of the import",
    "type instantiations of a call",
    "dependencies",
    "tarball",
  ]
  const rows = await Promise.all(
    peers.map(async (peer, place) => [
      peer.name,
      `${kilo(sizes[place])} kB`,
      `${show(own.summaries[place], 0)} µs`,
      show(own.ratios[place], 2),
      `${show(loopback.summaries[place], 0)} µs`,
      show(loopback.ratios[place], 2),
      `${show(imports.summaries[place], 1)} ms`,
      String(await instantiationsOfCall(peer)),
      peer.download === undefined ? "none" : String(peer.download.dependencies),
      peer.download === undefined ? "none" : `${kilo(peer.download.packedBytes)} kB`,
    ]),
  )
  const lines = [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`)
  process.stdout.write(`${lines.join("\n")}

Node ${process.versions.node}, ${cpus()[0]?.model ?? "unknown processor"}, ${new Date().toISOString().slice(0, 10)}; ${rounds} rounds. Medians, with minimum and maximum in parentheses.
All clients send the same JSON request and get the same 201, one call at a time, with their default retries and timeouts.
In process: an injected fetch creates the Request, reads it, and returns a response (axios through its fetch adapter).
Over loopback: the client sends to a server in another process, whose CPU is not counted (axios through node:http).
The import: in a new process, from the installed files. Node loads its fetch at the first access, which is the import for
some clients and the first call for others. Instantiations: the difference of TypeScript with and without the call.
The client of hey-api is generated into the app, so no package is installed.
`)
}

interface Measured {
  readonly summaries: readonly Summary[]
  /** Ratios to the first peer in the same round. */
  readonly ratios: readonly Summary[]
}

/** Measures every peer once in each round, in a different order. */
async function measure(
  peers: readonly Peer[],
  measureOne: (peer: Peer) => Promise<number>,
): Promise<Measured> {
  const samples = peers.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (let step = 0; step < peers.length; step += 1) {
      const place = (round + step) % peers.length
      const peer = peers[place]
      if (peer !== undefined) samples[place]?.push(await measureOne(peer))
    }
  }
  const base = samples[0] ?? []
  return {
    summaries: samples.map(summarise),
    ratios: samples.map((own) => summarise(own.map((one, round) => one / (base[round] ?? NaN)))),
  }
}

function cpuOfCall(peer: Peer, warmUp: number, measured: number, url = ""): Promise<number> {
  return runProgram("cpu-of-calls", [peer.module, String(warmUp), String(measured), url])
}

function cpuOfImport(peer: Peer): Promise<number> {
  return runProgram("cpu-of-import", [peer.module])
}

async function runProgram(name: string, parameters: readonly string[]): Promise<number> {
  const program = join(folder, `programs/${name}.mjs`)
  const { exitCode, output, stdout } = await runCommand(process.execPath, [program, ...parameters])
  if (exitCode !== 0) throw new Error(`${name} ${parameters.join(" ")} failed:\n${output}`)
  return Number(stdout)
}

/** Returns sizes in bytes, measured as for the package's own limit. */
async function bundleSizes(peers: readonly Peer[]): Promise<readonly number[]> {
  const config = join(folder, ".size-limit.json")
  const entries = peers.map(({ name, module }) => ({ name, path: module, gzip: true }))
  await writeFile(config, JSON.stringify(entries))
  const tool = join(
    dirname(createRequire(import.meta.url).resolve("size-limit/package.json")),
    "bin.js",
  )
  const { exitCode, output, stdout } = await runCommand(
    process.execPath,
    [tool, "--json", "--config", config],
    { cwd: fileURLToPath(new URL("..", import.meta.url)) },
  )
  if (exitCode !== 0) throw new Error(`size-limit failed:\n${output}`)
  return (JSON.parse(stdout) as { size: number }[]).map(({ size }) => size)
}

async function instantiationsOfCall(peer: Peer): Promise<number> {
  const withTheCall = await countInstantiations(peer.source)
  return withTheCall - (await countInstantiations(peer.sourceWithoutTheCall))
}

function kilo(bytes: number | undefined): string {
  return ((bytes ?? NaN) / 1_000).toFixed(1)
}

function show(summary: Summary | undefined, digits: number): string {
  if (summary === undefined) return "–"
  const [median, least, most] = [summary.median, summary.least, summary.most].map((value) =>
    value.toFixed(digits),
  )
  return `${median} (${least}–${most})`
}
