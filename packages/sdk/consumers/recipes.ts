import { spawn } from "node:child_process"
import { once } from "node:events"
import { cp, mkdir, readFile, writeFile } from "node:fs/promises"
import { createServer, type AddressInfo } from "node:net"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { transform } from "esbuild"
// @boundaries-ignore One finder for the whole repository.
import { findChromium } from "../../../scripts/find-chromium.ts"
import { installProject } from "./install.ts"
import type { Packages } from "./pack.ts"
import { runCommand } from "./run-command.ts"
import { UnsupportedHere, type Consumer } from "./run-consumers.ts"

const versions = {
  vitest: "5.1.1",
  "happy-dom": "21.0.4",
  jsdom: "31.0.1",
  jest: "30.5.2",
  "jest-environment-jsdom": "30.5.2",
  "jest-fixed-jsdom": "0.0.11",
  // React Native has this fetch.
  "whatwg-fetch": "3.6.20",
  "cross-fetch": "4.1.0",
  "@playwright/test": "1.65.1",
  vite: "8.3.8",
}

const msw = { oldest: "2.15.0", newest: "3.0.5" }

const root = fileURLToPath(new URL("../../..", import.meta.url))
const guide = "packages/docs/src/content/docs/guides/test-your-app.md"
const fixtures = fileURLToPath(new URL("recipes", import.meta.url))

/** The recipes of the page "Test your app", each with the tool that it is for. */
export async function recipeConsumers(
  folder: string,
  tarballs: Packages,
): Promise<readonly Consumer[]> {
  const packages = {
    "@loop-health/integrations-contract": tarballs.contract,
    "@loop-health/integrations-sdk": tarballs.sdk,
    "@loop-health/integrations-mocks": tarballs.mocks,
  }
  const [project, withOldMsw] = await Promise.all([
    createProject(join(folder, "recipes"), { ...packages, ...versions, msw: msw.newest }),
    createProject(join(folder, "recipes-old-msw"), {
      ...packages,
      vitest: versions.vitest,
      typescript: "6.0.3",
      msw: msw.oldest,
    }),
  ])
  // Writes package.json, which the other tools read later, at the same time.
  await runTool(project, "msw/cli/index.js", ["init", "public", "--save"])
  return [
    {
      name: `Recipes, vitest ${versions.vitest} in Node, jsdom, and happy-dom, msw ${msw.newest}`,
      run: () => runTool(project, "vitest/vitest.mjs", ["run", "--project", "recipes*"]),
    },
    { name: `The mocks' msw tests, msw ${msw.oldest}`, run: () => runMswTests(withOldMsw) },
    { name: `Recipes, jest ${versions.jest}, CommonJS and ESM`, run: () => runJest(project) },
    {
      name: `jest ${versions.jest} in jsdom, with whatwg-fetch and cross-fetch`,
      run: () => runPolyfills(project),
    },
    { name: "Recipes, Playwright and msw's worker", run: () => runPlaywright(project) },
    { name: "Recipes, Python", run: () => runPython(project) },
  ]
}

/** Creates a project with the fixtures, the app of the example, and the page's files. */
async function createProject(
  folder: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<string> {
  await installProject(folder, dependencies)
  await cp(fixtures, folder, { recursive: true })
  await cp(join(root, "examples/test-your-app/src"), join(folder, "src"), { recursive: true })
  const page = await readFile(join(root, guide), "utf8")
  for (const [name, text] of filesIn(page)) await writeFile(join(folder, name), text)
  return folder
}

/** Returns the blocks whose first line is a comment with a file name, by that name. */
function filesIn(page: string): ReadonlyMap<string, string> {
  const blocks = page.matchAll(/^```\w+\n(?:\/\/|#) ([\w.-]+\.\w+)\n([^]*?)^```$/gm)
  return new Map([...blocks].map(([, name = "", text = ""]) => [name, text]))
}

/** Runs a file of a dependency with Node. Throws an Error with its output if it fails. */
async function runTool(
  project: string,
  file: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const command = join(project, "node_modules", file)
  const result = await runCommand(process.execPath, [command, ...parameters], { cwd: project, env })
  if (result.exitCode !== 0) throw new Error(result.output)
}

/** Runs the mocks' own tests of the msw handlers, and compiles the recipe, with msw 2. */
async function runMswTests(project: string): Promise<void> {
  const withOldOption = async (source: string, file: string) => {
    const text = await readFile(source, "utf8")
    const target = join(project, file)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(
      target,
      text
        .replaceAll(/"(?:\.\.\/)+src\/(\w+)\.ts"/g, '"@loop-health/integrations-mocks/$1"')
        .replaceAll("onUnhandledFrame", "onUnhandledRequest"),
    )
  }
  for (const file of ["msw.test.ts", "support/send.ts"]) {
    await withOldOption(join(root, "packages/mocks/test", file), join("mocks", file))
  }
  for (const file of ["msw.test.ts", "mock-api.ts"]) {
    await withOldOption(join(project, file), file)
  }
  await runTool(project, "vitest/vitest.mjs", ["run", "--project", "msw tests"])
  await runTool(project, "typescript/bin/tsc", ["--project", "."])
}

async function runJest(project: string): Promise<void> {
  const recipe = await readFile(join(project, "order.jest.ts"), "utf8")
  const runAs = async (format: "cjs" | "esm", environment: string, env = {}) => {
    const file = `order.jest.${format === "cjs" ? "cjs" : "mjs"}`
    const { code } = await transform(recipe, { loader: "ts", format })
    await writeFile(join(project, file), code)
    const parameters = ["--testMatch", `**/${file}`, "--env", environment]
    await runTool(project, "jest/bin/jest.js", parameters, env)
  }
  await runAs("cjs", "node")
  await runAs("cjs", "jest-fixed-jsdom")
  await runAs("esm", "node", { NODE_OPTIONS: "--experimental-vm-modules" })
}

/** Runs the specs of the page and the fixtures, with free ports for those of the page. */
async function runPlaywright(project: string): Promise<void> {
  const launchOptions = findChromium()
  if (launchOptions === undefined) {
    throw new UnsupportedHere("Chromium is not on PATH. Set CHROMIUM_PATH.")
  }
  const ports = { 5173: await freePort(), 4010: await freePort() }
  for (const file of ["playwright.config.ts", "order.e2e.ts", "src/page.js"]) {
    const text = await readFile(join(project, file), "utf8")
    const replaced = text.replaceAll(/5173|4010/g, (port) => String(Reflect.get(ports, port)))
    await writeFile(join(project, file), replaced)
  }
  const env = { LAUNCH_OPTIONS: JSON.stringify(launchOptions) }
  await runTool(project, "@playwright/test/cli.js", ["test", "--config", "with-chromium.js"], env)
}

/** Places an order in jsdom with each polyfill of fetch. */
async function runPolyfills(project: string): Promise<void> {
  await withMockServer(project, async (url) => {
    for (const polyfill of ["whatwg-fetch", "cross-fetch/polyfill", ""]) {
      const parameters = ["--testMatch", "**/polyfill.jest.cjs", "--env", "jsdom"]
      const env = { POLYFILL: polyfill, MOCK_URL: url }
      await runTool(project, "jest/bin/jest.js", parameters, env)
    }
  })
}

async function runPython(project: string): Promise<void> {
  const version = await runCommand("python3", ["--version"]).catch(() => undefined)
  if (version?.exitCode !== 0) throw new UnsupportedHere("python3 is not on PATH.")
  await withMockServer(project, async (url) => {
    const recipe = await readFile(join(project, "order_test.py"), "utf8")
    const file = join(project, "order_test_with_port.py")
    await writeFile(file, recipe.replace("4010", new URL(url).port))
    const { exitCode, output } = await runCommand("python3", [file])
    if (exitCode !== 0) throw new Error(output)
  })
}

/** Runs the mocks' command during a function, which gets the URL of the API. */
async function withMockServer(project: string, run: (url: string) => Promise<void>): Promise<void> {
  const cli = join(project, "node_modules/@loop-health/integrations-mocks/dist/cli.js")
  const mock = spawn(process.execPath, [cli, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  try {
    const [line] = (await once(createInterface(mock.stdout), "line")) as [string]
    await run(new URL(line.slice(line.indexOf("http"))).origin)
  } finally {
    mock.kill()
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}
