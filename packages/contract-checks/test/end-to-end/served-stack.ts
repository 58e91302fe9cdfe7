import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { startService } from "@loop-health/integrations-server/node"
import {
  createJunctionSimulator,
  createTokenIssuer,
  listen,
  simulatorPanels,
  type JunctionSimulator,
} from "@loop-health/integrations-simulator"
import { startFaultyProxy, type FaultyProxy } from "./faulty-proxy.ts"
import { startServerProcess, type ServerProcess } from "./server-process.ts"

const audience = "https://integrations.platform.loop.health"
const issuerName = "https://issuer.example"
const apiKey = "sk_us_test"

/** Options for `startServedStack`. */
export interface ServedStackOptions {
  /** The number of services in this process that share the ledger. Default: 1. */
  readonly services?: number
  /** Timeout of one call to Junction in milliseconds. Default: 10,000. */
  readonly junctionTimeoutMs?: number
}

/** A deployment with a faulty proxy on both sides of its services. */
export interface ServedStack {
  /** Between the SDK and the services. */
  readonly front: FaultyProxy
  /** Between the services and Junction. */
  readonly upstream: FaultyProxy
  readonly simulator: JunctionSimulator
  issueToken(userId: string, expiresIn?: number): Promise<string>
  /** Returns the ledger rows of a user. */
  rowsOf(userId: string): readonly LedgerRow[]
  /** Ends all leases now. Not earlier: a killed process may have sent its order until now. */
  endLeases(): void
  /**
   * Moves a user's last send 10 minutes into the past: the time in which Junction lists an order.
   */
  passSettleTime(userId: string): void
  /** Starts a service in this process that rejects every token, and returns its origin. */
  startServiceForOtherAudience(): Promise<string>
  /** Starts a process of the service. It gets no requests until it is a target of the proxy. */
  startProcess(variables?: Readonly<Record<string, string>>): Promise<ServerProcess>
  /** Closes the services when no request is in progress. */
  drain(): Promise<void>
  close(): Promise<void>
}

/** The columns of a row that show whether an order exists. */
export interface LedgerRow {
  readonly state: "started" | "unfinished" | "rejected" | "placed"
  /** 1 if an order was sent to Junction and its outcome is unknown. */
  readonly indeterminate: 0 | 1
  readonly order_id: string
  readonly junction_order_id: string | null
}

/** Starts the stack: issuer, Junction, SQLite in a file, services over HTTP, and both proxies. */
export async function startServedStack({
  services = 1,
  junctionTimeoutMs,
}: ServedStackOptions = {}): Promise<ServedStack> {
  const resources = new AsyncDisposableStack()
  const issuer = await createTokenIssuer({ issuer: issuerName, audience })
  const issuerServer = await listen(issuer)
  resources.defer(() => issuerServer.close())

  const simulator = createJunctionSimulator({ apiKey, strict: true })
  const junction = await listen(simulator)
  resources.defer(() => junction.close())
  const upstream = await startFaultyProxy([junction.url])
  resources.defer(() => upstream.close())

  const folder = mkdtempSync(join(tmpdir(), "end-to-end-"))
  resources.defer(() => rmSync(folder, { recursive: true, force: true }))
  const ledgerPath = join(folder, "ledger.sqlite")
  const inLedger = <Value>(work: (database: DatabaseSync) => Value): Value => {
    const database = new DatabaseSync(ledgerPath, { timeout: 10_000 })
    try {
      return work(database)
    } finally {
      database.close()
    }
  }

  const ledgerSecret = randomBytes(32)
  const jwksUrl = `${issuerServer.url}/.well-known/jwks.json`
  const start = (tokenAudience: string) =>
    startService({
      port: 0,
      host: "127.0.0.1",
      databaseUrl: `sqlite:${ledgerPath}`,
      ledgerSecret,
      auth: { issuer: issuerName, audience: tokenAudience, jwksUrl },
      junction: {
        baseUrl: upstream.url,
        apiKey,
        panels: simulatorPanels,
        fallbackPhone: "+13125550100",
        ...(junctionTimeoutMs === undefined
          ? {}
          : { orderTimeoutMs: junctionTimeoutMs, callTimeoutMs: junctionTimeoutMs }),
      },
    })
  const running = await Promise.all(Array.from({ length: services }, () => start(audience)))
  const drain = async () => {
    await front.waitUntilIdle()
    await Promise.all(running.map((service) => service.close()))
    await upstream.waitUntilIdle()
  }
  resources.defer(drain)
  const front = await startFaultyProxy(running.map(({ url }) => url))
  resources.defer(() => front.close())

  return {
    front,
    upstream,
    simulator,
    issueToken: (userId, expiresIn = 3_600) =>
      issuer.issue({ brand_id: "brand_a", user_id: userId, expires_in: expiresIn }),
    rowsOf: (userId) =>
      inLedger((database) => {
        const columns = "state, indeterminate, order_id, junction_order_id"
        const rows = database
          .prepare(`SELECT ${columns} FROM lab_orders WHERE user_id = ?`)
          .all(userId)
        // The selected columns, as the ledger's schema types them.
        return rows as unknown as readonly LedgerRow[]
      }),
    endLeases: () =>
      inLedger((database) => database.exec(`UPDATE lab_orders SET lease_until = ${Date.now()}`)),
    passSettleTime: (userId) =>
      inLedger((database) => {
        const past =
          "UPDATE lab_orders SET last_sent_before = last_sent_before - 600000 WHERE user_id = ?"
        database.prepare(past).run(userId)
      }),
    startServiceForOtherAudience: async () => {
      const service = await start("https://elsewhere.example")
      running.push(service)
      return service.url
    },
    startProcess: async (variables) => {
      const started = await startServerProcess({
        DATABASE_URL: `sqlite:${ledgerPath}`,
        LEDGER_SECRET: ledgerSecret.toString("base64"),
        AUTH_ISSUER: issuerName,
        AUTH_AUDIENCE: audience,
        AUTH_JWKS_URL: jwksUrl,
        JUNCTION_BASE_URL: upstream.url,
        JUNCTION_API_KEY: apiKey,
        JUNCTION_PANELS: JSON.stringify(simulatorPanels),
        JUNCTION_FALLBACK_PHONE: "+13125550100",
        ...variables,
      })
      resources.defer(started.kill)
      return started
    },
    drain,
    close: () => resources.disposeAsync(),
  }
}
