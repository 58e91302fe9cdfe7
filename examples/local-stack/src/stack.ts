import { randomBytes } from "node:crypto"
import {
  migratePostgresLedger,
  readConfig,
  startService,
  type ServiceHooks,
} from "@loop-health/integrations-server/node"
import {
  listen,
  openDataFolder,
  startUpstreams,
  type TokenIssuer,
} from "@loop-health/integrations-simulator"
import { lockDataFolder } from "./data-folder-lock.ts"
import { startEmbeddedPostgres } from "./embedded-postgres.ts"
import { createPages } from "./pages.ts"
import { findPortErrors } from "./port-check.ts"
import type { Settings } from "./settings.ts"

/** A running local stack. */
export interface Stack {
  readonly serverUrl: string
  readonly issuerUrl: string
  readonly junctionUrl: string
  /**
   * Origin of the ordering page. It also has the reference site at `/docs/` and a list of orders at
   * `/orders`.
   */
  readonly pagesUrl: string
  readonly issuer: TokenIssuer
  /** Rejects new requests, waits for active ones, and stops every part. */
  close(): Promise<void>
}

/**
 * Starts a token issuer, the Junction simulator, and the service, with the state of the last run.
 * Rejects with an error that names the variable to change. If the data folder or a port is in use,
 * nothing starts, and the error lists all of them.
 */
export async function startStack(settings: Settings, hooks: ServiceHooks): Promise<Stack> {
  await using parts = new AsyncDisposableStack()
  const lock = lockDataFolder(settings.dataFolder)
  if ("unlock" in lock) parts.defer(lock.unlock)
  const errors = [...("error" in lock ? [lock.error] : []), ...(await findPortErrors(settings))]
  if (errors.length > 0) throw new Error(errors.join("\n"))

  const { junctionPort: port, issuerPort, dataFolder, webhooks, corsOrigins } = settings
  const upstreams = await startUpstreams({
    port,
    issuerPort,
    dataFolder,
    corsOrigins,
    webhooks,
  }).catch(nameVariable("DATA_DIR"))
  parts.defer(upstreams.close)
  const targets = { ...upstreams, serverUrl: "" }
  const pages = await listen(
    createPages(() => targets),
    { port: settings.pagesPort },
  )
  parts.defer(pages.close)
  const databaseUrl = await openDatabase(settings, parts).catch(nameVariable("DATABASE_URL"))
  const { service: options } = readConfig({
    ...upstreams.environment,
    PORT: String(settings.serverPort),
    HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl,
    LEDGER_SECRET: readLedgerSecret(dataFolder),
    CORS_ORIGINS: [...corsOrigins, pages.url].join(","),
  })
  const service = await startService(options, hooks).catch(nameVariable("DATABASE_URL"))
  parts.defer(service.close)
  targets.serverUrl = service.url

  const { issuerUrl, junctionUrl, issuer } = upstreams
  const running = parts.move()
  return {
    serverUrl: service.url,
    issuerUrl,
    junctionUrl,
    pagesUrl: pages.url,
    issuer,
    close: () => running.disposeAsync(),
  }
}

/** Returns the ledger secret of the data folder, in base64. */
function readLedgerSecret(dataFolder: string): string {
  const data = openDataFolder(dataFolder)
  const secret =
    data.read<string>("ledger-secret") ??
    data.save("ledger-secret", randomBytes(32).toString("hex"))
  return Buffer.from(secret, "hex").toString("base64")
}

/** Returns the URL of the ledger's database, after it has started and migrated PostgreSQL. */
async function openDatabase(
  { databaseUrl, dataFolder }: Settings,
  parts: AsyncDisposableStack,
): Promise<string> {
  if (databaseUrl.startsWith("sqlite:")) return databaseUrl
  let connectionString = databaseUrl
  if (databaseUrl === "postgres:embedded") {
    const database = await startEmbeddedPostgres(dataFolder)
    parts.defer(database.stop)
    connectionString = database.url
  }
  await migratePostgresLedger({ connectionString })
  return connectionString
}

/** Returns a handler that rethrows an error of a part, with the variable of the stack to change. */
function nameVariable(variable: "DATA_DIR" | "DATABASE_URL"): (error: unknown) => never {
  return (error) => {
    const message = error instanceof Error ? error.message : String(error)
    if (message.includes("LEDGER_SECRET")) {
      throw new Error(
        "The ledger of DATABASE_URL belongs to another DATA_DIR, which contains its secret. Set " +
          "DATA_DIR to that folder, or DATABASE_URL to another database.",
      )
    }
    const named = message
      .replace(/^webhooks\.url/, "WEBHOOK_URL")
      .replace(/^webhooks\.secret/, "WEBHOOK_SECRET")
    const isNamed = named !== message || message.includes(variable)
    throw new Error(isNamed ? named : `${variable}: ${message}`, { cause: error })
  }
}
