import { randomBytes } from "node:crypto"
import { join } from "node:path"
import {
  migratePostgresLedger,
  startService,
  type ServiceHooks,
} from "@loop-health/integrations-server/node"
import {
  createJunctionSimulator,
  createTokenIssuer,
  listen,
  simulatorPanels,
  type SimulatorState,
  type TokenIssuer,
} from "@loop-health/integrations-simulator"
import type { JWK } from "jose"
import { startEmbeddedPostgres } from "./embedded-postgres.ts"
import { keep, readKept } from "./kept.ts"
import type { Settings } from "./settings.ts"

/** Everything that runs. */
export interface Stack {
  readonly serverUrl: string
  readonly issuerUrl: string
  readonly junctionUrl: string
  readonly issuer: TokenIssuer
  /** Stops taking requests, lets those in flight end, and ends every part. */
  close(): Promise<void>
}

const issuerName = "https://issuer.local.example"
const audience = "https://integrations.platform.loop.health"
const junctionKey = "sk_us_local_simulator"

/**
 * Starts a token issuer, the Junction simulator and the service that production runs, each on its port, with the state of
 * last time.
 */
export async function startStack(settings: Settings, hooks: ServiceHooks): Promise<Stack> {
  const kept = (name: string) => join(settings.dataFolder, name)
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closeNext of closers.splice(0).reverse()) await closeNext()
  }

  try {
    const keyPath = kept("issuer-key.json")
    const privateKey = readKept<JWK>(keyPath)
    const issuer = await createTokenIssuer({
      issuer: issuerName,
      audience,
      ...(privateKey === undefined ? {} : { privateKey }),
    })
    keep(keyPath, issuer.privateKey)
    const issuerServer = await onPort("ISSUER_PORT", settings.issuerPort, (port) =>
      listen(issuer, { port }),
    )
    closers.push(issuerServer.close)

    const statePath = kept("junction.json")
    const state = readKept<SimulatorState>(statePath)
    const simulator = createJunctionSimulator({
      apiKey: junctionKey,
      onChange: (changed) => keep(statePath, changed),
      ...(state === undefined ? {} : { state }),
      ...(settings.webhooks === undefined ? {} : { webhooks: settings.webhooks }),
    })
    const junction = await onPort("JUNCTION_PORT", settings.junctionPort, (port) =>
      listen(simulator, { port }),
    )
    closers.push(() => junction.close())

    const secretPath = kept("ledger-secret.json")
    const secret = readKept<string>(secretPath) ?? keep(secretPath, randomBytes(32).toString("hex"))
    const databaseUrl = await openDatabase(settings, closers)
    const service = await onPort("PORT", settings.serverPort, (port) =>
      startService(
        {
          port,
          host: "127.0.0.1",
          databaseUrl,
          corsOrigins: settings.corsOrigins,
          ledgerSecret: Buffer.from(secret, "hex"),
          auth: {
            issuer: issuerName,
            audience,
            jwksUrl: `${issuerServer.url}/.well-known/jwks.json`,
          },
          junction: {
            baseUrl: junction.url,
            apiKey: junctionKey,
            panels: simulatorPanels,
            fallbackPhone: "+13125550100",
          },
        },
        hooks,
      ),
    )
    closers.push(service.close)

    return {
      serverUrl: service.url,
      issuerUrl: issuerServer.url,
      junctionUrl: junction.url,
      issuer,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The ledger's URL, of a database that runs and, where that is PostgreSQL, has the ledger's schema. */
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

/** Says which variable to set when a port is taken. */
async function onPort<Listening>(
  variable: string,
  port: number,
  start: (port: number) => Promise<Listening>,
): Promise<Listening> {
  try {
    return await start(port)
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE"
    throw taken
      ? new Error(`port ${port} is taken: set ${variable} to another one, or to 0 for any`)
      : error
  }
}
