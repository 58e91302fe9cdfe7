// The door to every task, for a machine that has nothing but Node >= 20 and npm: brings Node 24 and pnpm through npm,
// installs when what is asked for changed, and runs the task. Uses no dependency, because there may be none yet.
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const windows = process.platform === "win32"
const node24 = join(root, `node_modules/node/bin/node${windows ? ".exe" : ""}`)

/** What `npm test` checks; each is a task in turbo.json. */
const checks = [
  "format",
  "lint",
  "typecheck",
  "generated",
  "lockfile",
  "unused",
  "readme",
  "build",
  "contract:lint",
  "contract:diff",
  "package",
  "api-report",
  "limits",
  "consumers",
  "test",
]

const tasks = {
  start: async (options) => {
    await buildFor("@loop-health/example-local-stack^...")
    await run(node24, ["examples/local-stack/src/main.ts", ...options])
  },
  test: async () => {
    const startedAt = Date.now()
    // By hand, because a turbo task may not call turbo.
    await pnpm("exec", "turbo", "boundaries")
    await turbo(...checks, "--output-logs=new-only", "--continue=dependencies-successful")
    const seconds = Math.round((Date.now() - startedAt) / 1000)
    console.log(`\nEverything holds: floors, ${checks.join(", ")} (${seconds} s).`)
    const files = testFiles()
    if (!files.some((file) => /[\\/]test[\\/]browser[\\/]/.test(file.name))) {
      console.log("The browser tests were not run: there is no chromium (see CHROMIUM_PATH).")
    }
    console.log(readFileSync(join(root, "packages/sdk/.consumers/summary.txt"), "utf8").trim())
    console.log(testTotals())
  },
  "test:faults": async (options) => {
    await buildFor("@loop-health/integrations-server^...")
    await run(node24, ["packages/server/test/faults/run.ts", ...options])
  },
  bench: async ([name, ...options]) => {
    const parts = benches()
    const chosen = name === undefined ? parts : parts.filter((part) => part.name === name)
    if (chosen.length === 0) {
      return fail(`There is no bench "${name}": ${parts.map((part) => part.name).join(", ")}.`)
    }
    for (const { folder, path } of chosen) {
      await buildFor(`./${folder}`)
      await run(node24, [path, ...options])
    }
  },
  generate: () => run(node24, ["scripts/generate/index.ts"]),
  "api-report": async () => {
    await buildFor("@loop-health/integrations-sdk")
    await run(node24, ["packages/sdk/checks/api-report.ts", "--write"])
  },
  "check:generated": () => run(node24, ["scripts/generate/index.ts", "--check"]),
  contract: async (options) => {
    await buildFor("@loop-health/contract-checks")
    await run(node24, ["packages/contract-checks/dist/bin.js", ...options])
  },
  version: async () => {
    await pnpm("exec", "changeset", "version")
    const released = JSON.parse(readFileSync(join(root, "packages/contract/package.json"), "utf8"))
    const contract = join(root, "spec/openapi.yaml")
    const text = readFileSync(contract, "utf8")
    writeFileSync(contract, text.replace(/^  version: .+$/m, `  version: ${released.version}`))
    await run(node24, ["scripts/generate/index.ts"])
    await buildFor("@loop-health/contract-checks")
    await run(node24, [
      "packages/contract-checks/dist/bin.js",
      "release",
      "--version-from",
      "packages/contract/package.json",
    ])
    await pnpm("exec", "prettier", "--write", "--log-level=warn", ".")
  },
  release: async () => {
    await turbo("build", "--filter=./packages/*", "--output-logs=errors-only")
    await pnpm("exec", "changeset", "publish")
  },
  fix: async () => {
    await run(node24, ["scripts/generate/index.ts"])
    await pnpm("exec", "oxlint", "--fix")
    await pnpm("exec", "prettier", "--write", "--log-level=warn", ".")
  },
}

class CommandFailed extends Error {
  constructor(command, exitCode) {
    super(`${command} ended with ${exitCode}`)
    this.exitCode = exitCode
  }
}

const [name = "", ...options] = process.argv.slice(2)
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined
if (Number.parseInt(process.versions.node) < 20) {
  fail(`Node 20 or newer is needed to begin with; this is ${process.version}.`)
} else if (task === undefined) {
  fail(`There is no task "${name}". Tasks: ${Object.keys(tasks).join(", ")}.`)
} else {
  try {
    await install()
    await task(options)
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error
    fail(`\nnpm run ${name} failed: ${error.message}. What is wrong is said above.`, error.exitCode)
  }
}

function fail(message, exitCode = 1) {
  console.error(message)
  process.exitCode = exitCode
}

/** Installs when the manifests, the lockfile or the machine differ from what was installed last. */
async function install() {
  const manifests = ["packages", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((entry) => `${folder}/${entry}/package.json`),
  )
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests]
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`)
  for (const path of files.filter((path) => existsSync(join(root, path)))) {
    hash.update(`\n${path}\n`).update(readFileSync(join(root, path)))
  }
  const asked = hash.digest("hex")
  const stamp = join(root, "node_modules/.installed")
  if (existsSync(stamp) && existsSync(node24) && readFileSync(stamp, "utf8") === asked) return
  console.log("Installing: about a minute on a new machine, seconds after that.")
  await pnpm("install", "--frozen-lockfile")
  writeFileSync(stamp, asked)
}

/** Every `packages/<package>/bench/<name>.bench.ts`. */
function benches() {
  return readdirSync(join(root, "packages")).flatMap((entry) => {
    const folder = `packages/${entry}`
    const files = existsSync(join(root, folder, "bench"))
      ? readdirSync(join(root, folder, "bench"))
      : []
    return files
      .filter((file) => file.endsWith(".bench.ts"))
      .map((file) => ({ name: file.slice(0, -9), folder, path: `${folder}/bench/${file}` }))
  })
}

function buildFor(filter) {
  return turbo("build", `--filter=${filter}`, "--output-logs=errors-only")
}

function turbo(...parameters) {
  return pnpm("exec", "turbo", "run", ...parameters)
}

function pnpm(...parameters) {
  const { devEngines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  return run("npx", ["--yes", `pnpm@${devEngines.packageManager.version}`, ...parameters])
}

/** Runs a command to its end with our own input and output; signals that we get are passed on to it. */
function run(command, parameters) {
  const child = spawn(command, parameters, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
    // npx is a script on Windows; nothing in these parameters needs quoting.
    shell: windows && command === "npx",
  })
  const passOn = (signal) => child.kill(signal)
  process.on("SIGTERM", passOn).on("SIGINT", passOn)
  // Who ends npm ends its shell, and we hear nothing of it but that our parent is another one.
  const parent = process.ppid
  const orphaned = setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 500)
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", (code, signal) => {
      clearInterval(orphaned)
      process.off("SIGTERM", passOn).off("SIGINT", passOn)
      if (code === 0) resolve()
      else reject(new CommandFailed([command, ...parameters].join(" "), code ?? signal))
    })
  })
}

/** What the packages' test runs wrote down; turbo brings these files back when a run was cached. */
function testRuns() {
  return ["packages", "examples"]
    .flatMap((folder) => readdirSync(join(root, folder)).map((entry) => join(folder, entry)))
    .map((folder) => join(root, folder, ".test-results/vitest.json"))
    .filter((path) => existsSync(path))
    .map((path) => JSON.parse(readFileSync(path, "utf8")))
}

function testFiles() {
  return testRuns().flatMap(({ testResults }) => testResults)
}

function testTotals() {
  const sum = (member) => testRuns().reduce((total, result) => total + result[member], 0)
  return `Tests: ${sum("numPassedTests")} passed, ${sum("numFailedTests")} failed`
}
