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

/** Where the program is, with the package installed beside it, and what it calls. */
export interface ProgramPlace {
  readonly project: string
  readonly baseUrl: string
}

/** Every platform that the README names, each with the same program. */
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

/** Bundles the page's and the worker's script, as apps do: into `page.js` and `worker.js` of the project. */
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
  const node = join(await installTool("node", version), `bin/node${suffix}`)
  await runProgram(node, `v${version}`, [program], place)
}

async function runInDeno(place: ProgramPlace): Promise<void> {
  const deno = join(await installTool("deno", versions.deno), `deno${suffix}`)
  // No permission but for the network: the package reads neither files nor the environment.
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
    throw new UnsupportedHere("no chromium on PATH and no CHROMIUM_PATH")
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

/** Runs a platform's binary, after a look at whether it is the one and runs here. */
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
    throw new UnsupportedHere(`it does not start on this machine: ${check.output.trim()}`)
  }
  if (!check.stdout.startsWith(version)) {
    throw new Error(`this is not ${version} but ${check.stdout.trim()}`)
  }
  const env = { DENO_NO_UPDATE_CHECK: "1" }
  const result = await runCommand(binary, [...parameters, baseUrl], { cwd: project, env })
  expectReport(result, placedOrders)
}
