import { join } from "node:path"
import { build } from "esbuild"
import { chromium } from "playwright"
// @boundaries-ignore One finder for the whole repository.
import { findChromium } from "../../../scripts/find-chromium.ts"
import { installTool } from "./install.ts"
import { expectReport, placedOrders } from "./reports.ts"
import { runCommand } from "./run-command.ts"
import { UnsupportedHere, type Consumer } from "./run-consumers.ts"
import versions from "./versions.json" with { type: "json" }

const suffix = process.platform === "win32" ? ".exe" : ""

/** The project with the program and the installed package, and the URL of the API. */
export interface ProgramPlace {
  readonly project: string
  readonly baseUrl: string
}

/** Consumers for each platform of the README, with the same program. */
export function runtimeConsumers(place: ProgramPlace): readonly Consumer[] {
  return [
    ...versions.node.flatMap((version) => [
      { name: `Node ${version}, ESM`, run: () => runInNode(version, "main.mjs", place) },
      { name: `Node ${version}, CommonJS`, run: () => runInNode(version, "main.cjs", place) },
    ]),
    { name: `Deno ${versions.deno}`, run: () => runInDeno(place) },
    { name: `Bun ${versions.bun}`, run: () => runInBun(place) },
    { name: `workerd, miniflare ${versions.miniflare}`, run: () => runInWorkerd(place) },
    { name: "Chromium", run: () => runInChromium(place) },
  ]
}

/**
 * Bundles the scripts of the page and the worker into `bundled/page.js` and `bundled/worker.js`.
 */
export async function bundlePrograms(project: string): Promise<void> {
  await build({
    absWorkingDir: project,
    entryPoints: { page: "page.mjs", worker: "worker.mjs" },
    outdir: "bundled",
    bundle: true,
    format: "esm",
    platform: "neutral",
    logLevel: "error",
  })
}

async function runInNode(version: string, program: string, place: ProgramPlace): Promise<void> {
  await runProgram(await installNode(version), `v${version}`, [program], place)
}

/** Installs a version of Node. Returns the path of its binary. */
export async function installNode(version: string): Promise<string> {
  return join(await installTool("node", version), `bin/node${suffix}`)
}

async function runInDeno(place: ProgramPlace): Promise<void> {
  const deno = join(await installTool("deno", versions.deno), `deno${suffix}`)
  // Only network permission, because the package reads neither files nor the environment.
  await runProgram(
    deno,
    `deno ${versions.deno}`,
    ["run", "--no-prompt", "--allow-net", "main.mjs"],
    place,
  )
}

async function runInBun(place: ProgramPlace): Promise<void> {
  const bun = join(await installTool("bun", versions.bun), "bin/bun.exe")
  await runProgram(bun, versions.bun, ["main.mjs"], place)
}

async function runInWorkerd({ project, baseUrl }: ProgramPlace): Promise<void> {
  const miniflare = await installTool("miniflare", versions.miniflare)
  const parameters = [
    "main-workerd.mjs",
    baseUrl,
    join(miniflare, "package.json"),
    "bundled/worker.js",
  ]
  expectReport(await runCommand(process.execPath, parameters, { cwd: project }), placedOrders)
}

async function runInChromium({ baseUrl }: ProgramPlace): Promise<void> {
  const launchOptions = findChromium()
  if (launchOptions === undefined) {
    throw new UnsupportedHere("Chromium is not on PATH. Set CHROMIUM_PATH.")
  }
  const browser = await chromium.launch(launchOptions)
  try {
    const page = await browser.newPage()
    await page.goto(`${baseUrl}/page`)
    const seen = String(await page.evaluate("seen.then(JSON.stringify)"))
    expectReport({ exitCode: 0, output: seen, stdout: seen, hung: false }, placedOrders)
  } finally {
    await browser.close()
  }
}

/** Runs a platform's binary after a check of its version. */
async function runProgram(
  binary: string,
  version: string,
  parameters: readonly string[],
  { project, baseUrl }: ProgramPlace,
): Promise<void> {
  const check = await runCommand(binary, ["--version"]).catch((error: unknown) => {
    throw new UnsupportedHere(String(error))
  })
  if (check.exitCode !== 0) {
    throw new UnsupportedHere(`The binary does not start on this machine: ${check.output.trim()}`)
  }
  if (!check.stdout.startsWith(version)) {
    throw new Error(`Expected version ${version}, but the binary is ${check.stdout.trim()}.`)
  }
  const env = { DENO_NO_UPDATE_CHECK: "1" }
  const result = await runCommand(binary, [...parameters, baseUrl], { cwd: project, env })
  expectReport(result, placedOrders)
}
