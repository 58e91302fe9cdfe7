// Measures the cost of one order through this SDK and its peers: `npm run bench -- sdk`, or
// `node bench/sdk.bench.ts`. `--rounds` sets the number of rounds. Default: 9. Each round measures
// every peer once in its own process, so that other load affects all peers. Ratios to raw fetch are
// calculated for each round.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
// @boundaries-ignore The benchmarks of all packages read their options in the same way.
import { readOptions } from "../../../scripts/bench/options.ts"
// @boundaries-ignore The benchmarks of all packages save their results in the same way.
import {
  saveResults,
  summarise,
  summariseRatios,
  type Summary,
} from "../../../scripts/bench/results.ts"
import { countInstantiations } from "../checks/count-instantiations.ts"
import { runCommand } from "../consumers/run-command.ts"
import { preparePeers, type Peer } from "./prepare.ts"

const { rounds } = readOptions({ rounds: 9 })

const folder = await mkdtemp(join(tmpdir(), "sdk-bench-"))
try {
  const peers = await preparePeers(folder)
  const server = spawn(process.execPath, [join(folder, "programs/serve.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  try {
    const [url] = (await once(createInterface(server.stdout), "line")) as [string]
    await compare(peers, url)
  } finally {
    server.kill()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function compare(peers: readonly Peer[], url: string): Promise<void> {
  const own = await measure(peers, (peer) => cpuOfCall(peer, 2_000, 5_000))
  const loopback = await measure(peers, (peer) => cpuOfCall(peer, 500, 2_000, url))
  const imports = await measure(peers, cpuOfImport)
  const sizes = await bundleSizes(peers)
  const rows = await Promise.all(
    peers.map(async ({ name, ...peer }, place) => ({
      name,
      own: name.startsWith("this SDK"),
      cells: [
        own.summaries[place] ?? "",
        own.ratios[place] ?? "",
        loopback.summaries[place] ?? "",
        loopback.ratios[place] ?? "",
        imports.summaries[place] ?? "",
        (sizes[place] ?? Number.NaN) / 1_000,
        await instantiationsOfCall({ name, ...peer }),
        peer.download === undefined ? "none" : peer.download.dependencies,
        peer.download === undefined ? "none" : peer.download.packedBytes / 1_000,
      ],
    })),
  )
  const half = 5
  const head = [
    "in process, µs of CPU",
    "in process, ratio to raw fetch",
    "over loopback, µs of CPU",
    "over loopback, ratio to raw fetch",
    "import, ms of CPU",
    "bundle, kB gzip",
    "TypeScript types",
    "other packages",
    "tarball, kB",
  ]
  saveResults("sdk", [
    {
      title: "SDK: CPU time of one order",
      description: `All clients send the same JSON request and get the same 201, one call at a time, with their default retries and timeouts. In process, an injected fetch creates the Request, reads it, and returns a response (axios: through its fetch adapter). Over loopback, the client sends to a server in another process, whose CPU is not counted (axios: through node:http). The import is measured in a new process. Node loads its fetch at the first access, which is the import for some clients and the first call for others. ${rounds} rounds.`,
      columns: head.slice(0, half),
      rows: rows.map((row) => ({ ...row, cells: row.cells.slice(0, half) })),
      plot: { column: 0, better: "lower" },
    },
    {
      title: "SDK: size",
      description:
        "Bundle of one call. TypeScript instantiates these types for the call. The other packages are dependencies. The client of hey-api is generated into the app, so no package is installed.",
      columns: head.slice(half),
      rows: rows.map((row) => ({ ...row, cells: row.cells.slice(half) })),
      plot: { column: 0, better: "lower" },
    },
  ])
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
    ratios: samples.map((own) => summariseRatios(own, base)),
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
