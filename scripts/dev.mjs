// Runs a command of the project on a machine that has only Node 20 and npm:
//
//   node scripts/dev.mjs [--build=<package>] <command> [arguments]
//
// Installs the dependencies first if they changed. `--build` builds a package and its dependencies.
import { install, run } from "./workspace.mjs"

const args = process.argv.slice(2)
const build = args[0]?.startsWith("--build=") ? args.shift()?.slice("--build=".length) : undefined
const [command, ...parameters] = args

if (command === undefined || command.startsWith("-")) {
  console.error("Usage: node scripts/dev.mjs [--build=<package>] <command> [arguments]")
  process.exitCode = 2
} else {
  process.exitCode =
    (await install()) || (build && (await buildPackage(build))) || (await run(command, parameters))
}

function buildPackage(name) {
  const slow = setTimeout(() => console.error(`Building ${name}.`), 2_000)
  const options = ["--output-logs=errors-only"]
  return run("turbo", ["run", "build", `--filter=${name}`, ...options], { quiet: true }).finally(
    () => clearTimeout(slow),
  )
}
