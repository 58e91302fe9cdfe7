import { join } from "node:path"
import { onTestFinished } from "vitest"
import type { LogEntry } from "../../src/index.ts"
import type { JunctionLabOptions } from "../../src/junction/index.ts"
import { readConfig, startService, type ServiceHooks } from "../../src/node/index.ts"
import {
  createJunctionSimulator,
  createTokenIssuer,
  listen,
  simulatorPanels,
} from "@loop-health/integrations-simulator"
import { startServer, type Variables } from "./cli-process.ts"
import { sendOrder, type OrderRequest } from "./order-requests.ts"
import { temporaryFolder } from "./temporary-folder.ts"

/** The audience of valid tokens. */
export const audience = "https://integrations.platform.loop.health"
/** The issuer of valid tokens. */
export const issuerName = "https://issuer.example"

/** Variables that `config` and `serve` accept. Their secrets are recognizable in any output. */
export const validVariables: Variables = {
  DATABASE_URL: "sqlite:./never-opened.sqlite",
  LEDGER_SECRET: Buffer.from("ledger-secret-0123456789-abcdefgh").toString("base64"),
  AUTH_ISSUER: issuerName,
  AUTH_AUDIENCE: audience,
  AUTH_JWKS_URL: "https://issuer.example/.well-known/jwks.json",
  JUNCTION_BASE_URL: "https://api.sandbox.us.junction.com",
  JUNCTION_API_KEY: "sk_us_canary_of_the_key",
  JUNCTION_PANELS: JSON.stringify(simulatorPanels),
}

/**
 * Starts an issuer and Junction over HTTP, and returns the variables of a server that uses them.
 */
export async function createDeployment(databaseUrl?: string) {
  const issuer = await createTokenIssuer({ issuer: issuerName, audience })
  const issuerServer = await listen(issuer)
  onTestFinished(() => issuerServer.close())
  const simulator = createJunctionSimulator({ apiKey: "sk_us_canary_of_the_key" })
  let released: Promise<void> | undefined
  let received = 0
  const junction = await listen({
    ...simulator,
    fetch: async (request) => {
      if (request.method === "POST" && new URL(request.url).pathname === "/v3/order") {
        received += 1
        await released
      }
      return simulator.fetch(request)
    },
  })
  onTestFinished(() => junction.close())
  const token = await issuer.issue({ brand_id: "brand_a", user_id: "user_a" })
  const variables: Variables = {
    ...validVariables,
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
    /** Starts a process of the server. */
    start: (more: Variables = {}) => startServer({ ...variables, ...more }),
    /** Sends an order with a key. Rejects if the connection fails. */
    send: (url: string, key: string, body?: object) =>
      sendOrder(url, {
        headers: { authorization: `Bearer ${token}`, "idempotency-key": key },
        body,
      }),
    /** Returns the number of orders that Junction has received. */
    ordersReceived: () => received,
    /** Delays every order at Junction until the returned function is called. */
    delayOrders(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>()
      released = promise
      onTestFinished(() => resolve())
      return resolve
    },
  }
}

/** Options for `startTestService`. */
export interface TestServiceOptions extends ServiceHooks {
  readonly variables?: Variables
  readonly junction?: Partial<JunctionLabOptions>
}

/**
 * Starts the service like `serve`, in this process and with its own deployment, until the test
 * ends.
 */
export async function startTestService({ variables, junction, ...hooks }: TestServiceOptions = {}) {
  const { start: _, ...deployment } = await createDeployment()
  const logs: LogEntry[] = []
  const { service: options } = readConfig({
    ...deployment.variables,
    HOST: "127.0.0.1",
    PORT: "0",
    ...variables,
  })
  const { url, close } = await startService(
    { ...options, junction: { ...options.junction, ...junction } },
    { log: (entry) => logs.push(entry), ...hooks },
  )
  onTestFinished(close)
  const authorization = `Bearer ${deployment.token}`
  /** Sends a request with a valid token. */
  const send = (request: OrderRequest = {}) =>
    sendOrder(url, { ...request, headers: { authorization, ...request.headers } })
  return { ...deployment, url, logs, send }
}
