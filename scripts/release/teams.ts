import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { parseEnv } from "node:util"
import versions from "../../packages/sdk/consumers/versions.json" with { type: "json" }
import { expectReport, orderedInReact } from "../../packages/sdk/consumers/reports.ts"
import type { Running } from "../start-command.ts"
import type { TeamProject } from "./team-project.ts"

/** The server with a simulated Junction, both started from installed packages. */
export interface Deployment extends AsyncDisposable {
  readonly url: string
  /** URL of the simulated Junction, with its control API. */
  readonly junctionUrl: string
  /** Returns an access token of a user. */
  issueToken(userId: string): Promise<string>
  /** Returns the number of orders at Junction. */
  countOrders(): Promise<number>
  /** Sends SIGTERM to the server. Throws an Error if its exit code is not 0. */
  stopServer(): Promise<void>
}

const own = (name: string) => `@loop-health/${name}`
const compiler = {
  typescript: versions.typescript.at(-1) ?? "",
  "@types/node": versions["@types/node"],
}
const compilerOptions = {
  strict: true,
  target: "ES2022",
  lib: ["ES2023"],
  module: "nodenext",
  types: ["node"],
  skipLibCheck: false,
  outDir: "built",
}

/**
 * The packages that each team installs. "own" and "catalog" are the versions of this repository.
 */
export const dependencies = {
  backend: {
    [own("contract-checks")]: "own",
    [own("integrations-contract")]: "own",
    [own("integrations-server")]: "own",
    [own("integrations-simulator")]: "own",
    ...compiler,
  },
  partner: { [own("integrations-sdk")]: "own", ...compiler },
  frontend: {
    [own("integrations-contract")]: "own",
    [own("integrations-mocks")]: "own",
    [own("integrations-sdk")]: "own",
    ...compiler,
    ...versions.react.at(-1),
    "@types/react": versions["@types/react"],
    msw: "catalog",
    vitest: "catalog",
  },
} satisfies Readonly<Record<string, Readonly<Record<string, string>>>>

/** Compiles and runs the first program of the server's README, which orders a panel. */
export async function runReadmeProgram(project: TeamProject): Promise<void> {
  const readme = join(project.folder, "node_modules", own("integrations-server"), "README.md")
  const [, program = ""] = /```ts\n(.+?)```/s.exec(await readFile(readme, "utf8")) ?? []
  await compile(project, { "readme.mts": program })
  const output = await project.run("node", ["built/readme.mjs"])
  if (!output.startsWith("201 ")) throw new Error(`Expected status 201.\n${output}`)
}

/** Starts `integrations-simulator`, and `integrations-server serve` with the printed variables. */
export async function startDeployment(project: TeamProject): Promise<Deployment> {
  const ports = ["--port", "0", "--issuer-port", "0"]
  const simulator = await project.start("integrations-simulator", ports, /^# curl (\S+) .*\n/m)
  const junctionUrl = /^# Simulated Junction: (\S+)/m.exec(simulator.output)?.[1] ?? ""
  const environment = { ...parseEnv(simulator.output), ...local } as Record<string, string>
  let server: Running
  try {
    await project.run("integrations-server", ["config"], environment)
    server = await project.start(
      "integrations-server",
      ["serve"],
      /"event":"listening".*?"url":"([^"]+)"/,
      environment,
    )
  } catch (error) {
    await simulator.stop()
    throw error
  }
  return {
    url: server.match[1] ?? "",
    junctionUrl,
    async issueToken(userId) {
      const body = JSON.stringify({ brand_id: "brand_example", user_id: userId })
      const issued = await fetch(simulator.match[1] ?? "", { method: "POST", body })
      return ((await issued.json()) as { readonly access_token: string }).access_token
    },
    async countOrders() {
      const listed = await fetch(`${junctionUrl}/__simulator/orders`)
      return ((await listed.json()) as { readonly orders: readonly object[] }).orders.length
    },
    async stopServer() {
      const exitCode = await server.stop()
      if (exitCode !== 0) throw new Error(`serve exited with ${exitCode} after SIGTERM.`)
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
      await simulator.stop()
    },
  }
}

const local = { HOST: "127.0.0.1", PORT: "0", DATABASE_URL: "sqlite:./data/ledger.sqlite" }

/** Runs `contract verify` against the server, with tokens of two callers. */
export async function verifyDeployment(
  project: TeamProject,
  deployment: Deployment,
): Promise<void> {
  const contract = join("node_modules", own("integrations-contract"), "dist/openapi.json")
  const [token, other] = [await deployment.issueToken("a"), await deployment.issueToken("b")]
  const tokens = ["--token", token, "--other-token", other]
  await project.run("contract", ["verify", deployment.url, "--contract", contract, ...tokens])
}

/** Orders with four programs: ESM and CommonJS, in JavaScript and TypeScript. */
export async function orderAsPartner(project: TeamProject, deployment: Deployment): Promise<void> {
  for (const program of ["order.mjs", "order.cjs"]) {
    await project.copy(`examples/partner-node/${program}`, program)
  }
  const [esm, commonJs] = await Promise.all(
    ["order.mjs", "order.cjs"].map((program) => readFile(join(project.folder, program), "utf8")),
  )
  await compile(project, {
    "order.mts": esm ?? "",
    // The compiler makes `require` of this import.
    "order.cts": (commonJs ?? "").replace(/^const (.+) = require\((.+)\)$/m, "import $1 from $2"),
  })
  const before = await deployment.countOrders()
  const env = { LOOP_URL: deployment.url, LOOP_TOKEN: await deployment.issueToken("partner") }
  const programs = ["order.mjs", "order.cjs", "built/order.mjs", "built/order.cjs"]
  for (const program of programs) {
    const output = await project.run("node", [program], env)
    if (!/^\S+ \S+\n$/.test(output)) throw new Error(`${program} printed: ${output}`)
  }
  const placed = (await deployment.countOrders()) - before
  if (placed !== programs.length)
    throw new Error(`${programs.length} programs placed ${placed} orders.`)
}

/** Compiles the example app, and runs its tests, which use the mocks. */
export async function testApp(project: TeamProject): Promise<void> {
  await project.copy("examples/test-your-app/src", "src")
  await project.copy("examples/test-your-app/test", "test")
  await project.copy("tsconfig.base.json", "tsconfig.json")
  await project.run("tsc", [])
  await project.run("vitest", ["run"])
}

/** Orders with React, as ESM and CommonJS, from `integrations-mocks`. */
export async function orderInReact(project: TeamProject): Promise<void> {
  await using mocks = await project.start("integrations-mocks", ["--port", "0"], /(http:\S+)\s/)
  await project.copy("packages/sdk/consumers/programs", "programs")
  for (const program of ["react.mjs", "react.cjs"]) {
    const stdout = await project.run("node", [`programs/${program}`, mocks.match[1] ?? ""])
    expectReport({ exitCode: 0, output: stdout, stdout, hung: false }, orderedInReact)
  }
}

async function compile(
  project: TeamProject,
  programs: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [file, text] of Object.entries(programs)) await project.write(file, text)
  const config = { compilerOptions, files: Object.keys(programs) }
  await project.write("tsconfig.json", JSON.stringify(config))
  await project.run("tsc", [])
}
