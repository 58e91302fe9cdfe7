import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"
import {
  createJunctionSimulator,
  createTokenIssuer,
  listen,
  simulatorPanels,
} from "@loop-health/integrations-simulator"
import { aLabOrder } from "./a-lab-order.ts"

const cli = fileURLToPath(new URL("../../src/node/cli.ts", import.meta.url))
const audience = "https://integrations.platform.loop.health"
const issuerName = "https://issuer.example"

/** What a process is told by its environment. */
export type Variables = Readonly<Record<string, string>>

/** What `config` and `serve` accept, with values that can be told apart from any other text. */
export const goodVariables: Variables = {
  DATABASE_URL: "sqlite:./never-opened.sqlite",
  LEDGER_SECRET: Buffer.alloc(32, "ledger-secret").toString("base64"),
  AUTH_ISSUER: issuerName,
  AUTH_AUDIENCE: audience,
  AUTH_JWKS_URL: "https://issuer.example/.well-known/jwks.json",
  JUNCTION_BASE_URL: "https://api.sandbox.us.junction.com",
  JUNCTION_API_KEY: "sk_us_canary_of_the_key",
  JUNCTION_PANELS: JSON.stringify(simulatorPanels),
}

/** A folder of the test's own. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "serve-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A process of the command line: what it has written, and how it ended. */
export interface Process {
  /** Resolves with the exit status, or with the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  stdout(): string
  stderr(): string
  /** Resolves once what it has written makes it so, and rejects when it ends before. */
  until(isSo: () => boolean): Promise<void>
  signal(signal: NodeJS.Signals): void
}

/** Starts the command line as an operator does, with an environment of nothing else. */
export function startCli(parameters: readonly string[], variables: Variables): Process {
  const env = { PATH: process.env["PATH"], ...variables }
  const child = spawn(process.execPath, [cli, ...parameters], { env })
  onTestFinished(() => void child.kill("SIGKILL"))
  const said = { stdout: "", stderr: "" }
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (said[name] += text))
  }
  const ended = once(child, "close").then(
    ([code, signal]) => (code ?? signal) as number | NodeJS.Signals,
  )
  return {
    ended,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    until: (isSo) =>
      new Promise((resolve, reject) => {
        const look = () => isSo() && resolve()
        child.stdout.on("data", look)
        child.once("close", () => reject(new Error(`the process has ended: ${said.stderr}`)))
        look()
      }),
    signal: (signal) => void child.kill(signal),
  }
}

/** Runs the command line to its end. */
export async function runCli(parameters: readonly string[], variables: Variables) {
  const ran = startCli(parameters, variables)
  return { code: await ran.ended, stdout: ran.stdout(), stderr: ran.stderr() }
}

/** A process that serves. */
export interface Server extends Process {
  readonly url: string
  readonly operationsUrl: string
  /** The lines of its log that tell of an event. */
  told(event: string): readonly Record<string, unknown>[]
}

/** Waits until `serve` serves, or rejects with what it said instead. */
export async function startServer(variables: Variables): Promise<Server> {
  const running = startCli(["serve"], { HOST: "127.0.0.1", PORT: "0", ...variables })
  const told = (event: string) =>
    running
      .stdout()
      .split("\n")
      .filter((line) => line.endsWith("}"))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((entry) => entry["event"] === event)
  await running.until(() => told("listening").length > 0)
  const [{ url, operationsUrl } = {}] = told("listening")
  return { ...running, url: String(url), operationsUrl: String(operationsUrl), told }
}

/** An order as a caller sends it, and what came back. */
export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

/** What processes of the service have around them: an issuer and Junction, both real over HTTP, and their variables. */
export async function createDeployment(databaseUrl?: string) {
  const issuer = await createTokenIssuer({ issuer: issuerName, audience })
  const issuerServer = await listen(issuer)
  onTestFinished(() => issuerServer.close())
  const simulator = createJunctionSimulator({ apiKey: "sk_us_canary_of_the_key" })
  let gate: Promise<void> | undefined
  let arrived = 0
  const junction = await listen({
    ...simulator,
    fetch: async (request) => {
      if (request.method === "POST" && new URL(request.url).pathname === "/v3/order") {
        arrived += 1
        await gate
      }
      return simulator.fetch(request)
    },
  })
  onTestFinished(() => junction.close())
  const token = await issuer.issue({ brand_id: "brand_a", user_id: "user_a" })
  const variables: Variables = {
    ...goodVariables,
    DATABASE_URL: databaseUrl ?? `sqlite:${join(temporaryFolder(), "ledger.sqlite")}`,
    AUTH_JWKS_URL: `${issuerServer.url}/.well-known/jwks.json`,
    JUNCTION_BASE_URL: junction.url,
    JUNCTION_FALLBACK_PHONE: "+13125550100",
  }
  return {
    issuer,
    simulator,
    token,
    variables,
    start: (more: Variables = {}) => startServer({ ...variables, ...more }),
    /** Sends an order under a key; rejects when the connection does. */
    async send(url: string, key: string, body: object = aLabOrder()): Promise<Answer> {
      const response = await fetch(`${url}/v1/labs/orders`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "idempotency-key": key,
        },
        body: JSON.stringify(body),
      })
      return { status: response.status, headers: response.headers, text: await response.text() }
    },
    /** How many orders have reached Junction's door. */
    arrived: () => arrived,
    /** Keeps Junction's door closed to orders until what is returned is called. */
    closeDoor(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      onTestFinished(() => resolve())
      return resolve
    },
  }
}
