import { randomBytes, randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { ApiError, LabOrder } from "@loop-health/integrations-contract"
import { onTestFinished } from "vitest"
import { createHandler, type LogEntry, type OrderLedger } from "../../src/index.ts"
import { createJunctionLab, type JunctionLabOptions } from "../../src/junction/index.ts"
import {
  createHashing,
  createTokenVerifier,
  openSqliteLedger,
  serve,
} from "../../src/node/index.ts"
import {
  createJunctionSimulator,
  createTokenIssuer,
  listen,
  simulatorPanels,
} from "@loop-health/integrations-simulator"
import { aLabOrder } from "./a-lab-order.ts"

const audience = "https://integrations.platform.loop.health"
const issuerName = "https://issuer.example"

/** What a test may change about the service. */
export interface ServiceOptions {
  readonly ledger?: OrderLedger
  readonly lab?: Partial<JunctionLabOptions>
  readonly now?: () => number
  readonly jwksUrl?: string
}

/** A request, but for what a test is about. */
export interface RequestOptions {
  readonly body?: unknown
  /** The body as text, where it is not to be JSON of `body`. */
  readonly text?: string | Uint8Array<ArrayBuffer>
  readonly method?: string
  readonly path?: string
  /** `undefined` leaves a header out. */
  readonly headers?: Record<string, string | undefined>
}

/** An answer, read to its end. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly error: ApiError
  readonly order: LabOrder
}

/**
 * Starts the service as it is deployed: HTTP on a free port, keys fetched over HTTP, SQLite in a file, and the
 * Junction simulator behind a socket. Everything ends with the test.
 */
export async function startService(options: ServiceOptions = {}) {
  const issuer = await createTokenIssuer({ issuer: issuerName, audience })
  const issuerServer = await listen(issuer)
  onTestFinished(() => issuerServer.close())

  const simulator = createJunctionSimulator({ apiKey: "sk_us_test" })
  const junction = await listen(simulator)
  onTestFinished(() => junction.close())

  const hashing = createHashing(randomBytes(32))
  const folder = mkdtempSync(join(tmpdir(), "ledger-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const databasePath = join(folder, "ledger.sqlite")
  const ledger = options.ledger ?? (await openSqliteLedger({ path: databasePath, hashing }))
  onTestFinished(() => ledger.close())

  const logs: LogEntry[] = []
  const handler = createHandler({
    ledger,
    hashing,
    lab: createJunctionLab({
      baseUrl: junction.url,
      apiKey: "sk_us_test",
      panels: simulatorPanels,
      fallbackPhone: "+13125550100",
      ...options.lab,
    }),
    verifyToken: createTokenVerifier({
      issuer: issuerName,
      audience,
      jwksUrl: options.jwksUrl ?? `${issuerServer.url}/.well-known/jwks.json`,
    }),
    log: (entry) => logs.push(entry),
    ...(options.now === undefined ? {} : { now: options.now }),
  })
  const server = await serve(handler, { port: 0 })
  onTestFinished(() => server.close())

  const token = await issuer.issue({ brand_id: "brand_a", user_id: "user_a" })
  return {
    url: server.url,
    handler,
    simulator,
    junctionUrl: junction.url,
    issuer,
    databasePath,
    logs,
    /** Sends a good request but for what is told. */
    async send(request: RequestOptions = {}): Promise<Answered> {
      const { body = aLabOrder(), text, method = "POST", path = "/v1/labs/orders" } = request
      const headers = Object.entries({
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": randomUUID(),
        ...request.headers,
      }).filter((header): header is [string, string] => header[1] !== undefined)
      const response = await fetch(server.url + path, {
        method,
        headers,
        ...(method === "GET" || method === "HEAD" ? {} : { body: text ?? JSON.stringify(body) }),
      })
      const answer = await response.text()
      const json: unknown = answer === "" ? undefined : JSON.parse(answer)
      return {
        status: response.status,
        headers: response.headers,
        text: answer,
        error: json as ApiError,
        order: json as LabOrder,
      }
    },
  }
}
