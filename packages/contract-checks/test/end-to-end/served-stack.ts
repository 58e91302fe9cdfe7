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
import { startServingProcess, type ServingProcess } from "./server-process.ts"

const audience = "https://integrations.platform.loop.health"
const issuerName = "https://issuer.example"
const apiKey = "sk_us_test"

/** How the stack is served. */
export interface ServedStackOptions {
  /** How many services share the ledger, in this process; 1 unless told. */
  readonly services?: number
  /** Milliseconds for one call to Junction; 10,000 unless told. */
  readonly junctionTimeoutMs?: number
}

/** Everything that stands behind an order, as it is deployed, with a faulty way before and behind the services. */
export interface ServedStack {
  /** Between the SDK and the services. */
  readonly front: FaultyProxy
  /** Between the services and Junction. */
  readonly upstream: FaultyProxy
  readonly simulator: JunctionSimulator
  issueToken(userId: string, expiresIn?: number): Promise<string>
  /** What the ledger has for a user. */
  rowsOf(userId: string): readonly LedgerRow[]
  /** Lets the leases of processes that are gone end at this moment. Not earlier: until then they may have sent. */
  endLeases(): void
  /** Lets the time pass that Junction is given to list a user's orders, 10 minutes. */
  passSettleTime(userId: string): void
  /** Starts one more service in this process that takes nobody's token; its origin. */
  startStranger(): Promise<string>
  /** Starts a process of the service; nothing is sent to it unless it is made a target. */
  startProcess(variables?: Readonly<Record<string, string>>): Promise<ServingProcess>
  /** Lets everything that is under way end, the services with it. */
  rest(): Promise<void>
  close(): Promise<void>
}

/** What of a row tells whether there is an order. */
export interface LedgerRow {
  readonly state: "started" | "unfinished" | "refused" | "placed"
  /** 1 when something was sent to Junction and nobody knows what became of it. */
  readonly indeterminate: 0 | 1
  readonly order_id: string
  readonly junction_order_id: string | null
}

/** Starts the stack: issuer, Junction, SQLite in a file, services over HTTP, and both proxies. */
export async function startServedStack({
  services = 1,
  junctionTimeoutMs,
}: ServedStackOptions = {}): Promise<ServedStack> {
  const endings = new AsyncDisposableStack()
  const issuer = await createTokenIssuer({ issuer: issuerName, audience })
  const issuerServer = await listen(issuer)
  endings.defer(() => issuerServer.close())

  const simulator = createJunctionSimulator({ apiKey, strict: true })
  const junction = await listen(simulator)
  endings.defer(() => junction.close())
  const upstream = await startFaultyProxy([junction.url])
  endings.defer(() => upstream.close())

  const folder = mkdtempSync(join(tmpdir(), "end-to-end-"))
  endings.defer(() => rmSync(folder, { recursive: true, force: true }))
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
  const start = (tokensFor: string) =>
    startService({
      port: 0,
      host: "127.0.0.1",
      databaseUrl: `sqlite:${ledgerPath}`,
      ledgerSecret,
      auth: { issuer: issuerName, audience: tokensFor, jwksUrl },
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
  const rest = async () => {
    await front.quiet()
    await Promise.all(running.map((service) => service.close()))
    await upstream.quiet()
  }
  endings.defer(rest)
  const front = await startFaultyProxy(running.map(({ url }) => url))
  endings.defer(() => front.close())

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
        // The columns that were asked for, as the ledger's schema types them.
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
    startStranger: async () => {
      const stranger = await start("https://elsewhere.example")
      running.push(stranger)
      return stranger.url
    },
    startProcess: async (variables) => {
      const started = await startServingProcess({
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
      endings.defer(started.kill)
      return started
    },
    rest,
    close: () => endings.disposeAsync(),
  }
}
