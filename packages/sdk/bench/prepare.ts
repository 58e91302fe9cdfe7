import { existsSync } from "node:fs"
import { cp, readFile, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { createClient as runHeyApi } from "@hey-api/openapi-ts"
import { build } from "esbuild"
import { installProject } from "../consumers/install.ts"
import { pack } from "../consumers/pack.ts"
import { runCommand } from "../consumers/run-command.ts"
import versions from "./versions.json" with { type: "json" }

const root = new URL("../../../", import.meta.url)

/** A client that can place an order. */
export interface Peer {
  readonly name: string
  /** The program as a module, with its packages installed beside it. */
  readonly module: string
  /** The program as TypeScript. */
  readonly source: string
  /** The program as TypeScript, up to the call. */
  readonly sourceWithoutTheCall: string
  /** Undefined if no package is installed. */
  readonly download: Download | undefined
}

/** The cost of an installation. */
export interface Download {
  readonly dependencies: number
  readonly packedBytes: number
}

const peers = [
  { name: "raw fetch", file: "raw-fetch" },
  { name: "this SDK", file: "ours", package: "@loop-health/integrations-sdk" },
  { name: "openapi-fetch", file: "openapi-fetch", package: "openapi-fetch" },
  { name: "hey-api client-fetch, generated", file: "hey-api" },
  { name: "ky", file: "ky", package: "ky" },
  { name: "axios", file: "axios", package: "axios" },
  { name: "openai", file: "openai", package: "openai" },
]

/** Installs every peer into a folder, this SDK from its tarball, and builds their programs. */
export async function preparePeers(folder: string): Promise<readonly Peer[]> {
  const tarball = await pack("sdk", folder)
  await installProject(folder, { "@loop-health/integrations-sdk": tarball, ...versions })
  await Promise.all(
    ["peers", "programs"].map((name) =>
      cp(new URL(name, import.meta.url), join(folder, name), { recursive: true }),
    ),
  )
  await cp(
    new URL("packages/contract/src/generated/types.gen.ts", root),
    join(folder, "peers/contract.ts"),
  )
  await generateHeyApi(join(folder, "peers/hey-api"))
  await build({
    absWorkingDir: folder,
    entryPoints: peers.map(({ file }) => `peers/${file}.ts`),
    outdir: "modules",
    outExtension: { ".js": ".mjs" },
    // Bundles generated code, but not installed packages, as in a Node app.
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    logLevel: "error",
  })
  return Promise.all(peers.map((peer) => preparePeer(folder, tarball, peer)))
}

async function preparePeer(
  folder: string,
  tarball: string,
  { name, file, package: packageName }: (typeof peers)[number],
): Promise<Peer> {
  const source = join(folder, `peers/${file}.ts`)
  const sourceWithoutTheCall = join(folder, `peers/${file}-without-the-call.ts`)
  const [withoutTheCall = ""] = (await readFile(source, "utf8")).split("// The call.")
  await writeFile(sourceWithoutTheCall, withoutTheCall)
  const version = packageName === undefined ? undefined : await versionOf(folder, packageName)
  return {
    name: version === undefined ? name : `${name} ${version}`,
    module: join(folder, `modules/${file}.mjs`),
    source,
    sourceWithoutTheCall,
    download:
      packageName === undefined
        ? undefined
        : {
            dependencies: (await dependenciesOf(folder, packageName)).size,
            packedBytes:
              file === "ours" ? (await stat(tarball)).size : await packedBytes(folder, packageName),
          },
  }
}

async function generateHeyApi(path: string): Promise<void> {
  await runHeyApi({
    input: fileURLToPath(new URL("spec/openapi.yaml", root)),
    output: { path, header: [] },
    logs: { level: "silent", file: false },
    plugins: ["@hey-api/typescript", "@hey-api/client-fetch", "@hey-api/sdk"],
  })
  // An unknown plugin is not an error, but its file is missing.
  if (!existsSync(join(path, "sdk.gen.ts")))
    throw new Error("@hey-api/openapi-ts did not generate a client.")
}

async function manifestOf(folder: string, packageName: string) {
  const path = join(folder, "node_modules", packageName, "package.json")
  return JSON.parse(await readFile(path, "utf8")) as {
    readonly version: string
    readonly dependencies?: Readonly<Record<string, string>>
  }
}

async function versionOf(folder: string, packageName: string): Promise<string> {
  return (await manifestOf(folder, packageName)).version
}

/** Returns all direct and transitive dependencies. */
async function dependenciesOf(
  folder: string,
  packageName: string,
  found = new Set<string>(),
): Promise<Set<string>> {
  const { dependencies = {} } = await manifestOf(folder, packageName)
  for (const name of Object.keys(dependencies)) {
    if (found.has(name)) continue
    found.add(name)
    await dependenciesOf(folder, name, found)
  }
  return found
}

async function packedBytes(folder: string, packageName: string): Promise<number> {
  const { exitCode, output, stdout } = await runCommand(
    "npm",
    ["pack", "--dry-run", "--json", "--ignore-scripts", `./node_modules/${packageName}`],
    { cwd: folder },
  )
  if (exitCode !== 0) throw new Error(`npm cannot pack ${packageName}.\n${output}`)
  const packed = JSON.parse(stdout) as unknown
  const [first] = (Array.isArray(packed) ? packed : Object.values(packed as object)) as {
    size: number
  }[]
  if (first === undefined) throw new Error(`npm did not print the size of ${packageName}.`)
  return first.size
}
