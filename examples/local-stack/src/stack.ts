import { randomBytes } from "node:crypto"
import {
  migratePostgresLedger,
  readConfig,
  startService,
  type ServiceHooks,
} from "@loop-health/integrations-server/node"
import {
  openDataFolder,
  startUpstreams,
  type TokenIssuer,
} from "@loop-health/integrations-simulator"
import { startEmbeddedPostgres } from "./embedded-postgres.ts"
import type { Settings } from "./settings.ts"

/** A running local stack. */
export interface Stack {
  readonly serverUrl: string
  readonly issuerUrl: string
  readonly junctionUrl: string
  readonly issuer: TokenIssuer
  /** Rejects new requests, waits for active ones, and stops every part. */
  close(): Promise<void>
}

/**
 * Starts a token issuer, the Junction simulator, and the service, with the state of the last run.
 */
export async function startStack(settings: Settings, hooks: ServiceHooks): Promise<Stack> {
  const { serverPort, issuerPort, junctionPort, dataFolder, webhooks } = settings
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closeNext of closers.splice(0).reverse()) await closeNext()
  }

  try {
    const upstreams = await startUpstreams({
      port: junctionPort,
      issuerPort,
      dataFolder,
      ...(webhooks === undefined ? {} : { webhooks }),
    })
    closers.push(upstreams.close)

    const data = openDataFolder(dataFolder)
    const secret =
      data.read<string>("ledger-secret") ??
      data.save("ledger-secret", randomBytes(32).toString("hex"))
    const { service: options } = readConfig({
      ...upstreams.environment,
      PORT: String(serverPort),
      HOST: "127.0.0.1",
      DATABASE_URL: await openDatabase(settings, closers),
      LEDGER_SECRET: Buffer.from(secret, "hex").toString("base64"),
      CORS_ORIGINS: settings.corsOrigins.join(","),
    })
    const service = await startService(options, hooks)
    closers.push(service.close)

    const { issuerUrl, junctionUrl, issuer } = upstreams
    return { serverUrl: service.url, issuerUrl, junctionUrl, issuer, close }
  } catch (error) {
    await close()
    throw describePortInUse(error, settings) ?? error
  }
}

/** Returns the URL of the ledger's database, after it has started and migrated PostgreSQL. */
async function openDatabase(
  { databaseUrl, dataFolder }: Settings,
  closers: (() => Promise<void>)[],
): Promise<string> {
  if (databaseUrl.startsWith("sqlite:")) return databaseUrl
  let connectionString = databaseUrl
  if (databaseUrl === "postgres:embedded") {
    const database = await startEmbeddedPostgres(dataFolder)
    closers.push(database.stop)
    connectionString = database.url
  }
  await migratePostgresLedger({ connectionString })
  return connectionString
}

/** Returns an error that names the variable to set, if a port is in use. */
function describePortInUse(error: unknown, settings: Settings): Error | undefined {
  if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) return undefined
  const { serverPort: PORT, issuerPort: ISSUER_PORT, junctionPort: JUNCTION_PORT } = settings
  const [variable, port] =
    Object.entries({ PORT, ISSUER_PORT, JUNCTION_PORT }).find(
      ([, value]) => "port" in error && error.port === value,
    ) ?? []
  return new Error(
    `Port ${port} is already in use. Set ${variable} to another port, or to 0 for any free port.`,
  )
}
