import { randomBytes } from "node:crypto"
import { join } from "node:path"
import {
  createHandler,
  startSweeper,
  type LogEntry,
  type SweepEvent,
} from "@loop-health/integrations-server"
import {
  createDigest,
  createJunctionLab,
  createTokenVerifier,
  openSqliteLedger,
  serve,
} from "@loop-health/integrations-server/node"
import {
  createJunctionSimulator,
  createTokenIssuer,
  listen,
  simulatorPanels,
  type SimulatorState,
  type TokenIssuer,
} from "@loop-health/integrations-server/testing"
import type { JWK } from "jose"
import { keep, readKept } from "./kept.ts"
import type { Settings } from "./settings.ts"

/** Everything that runs. */
export interface Stack {
  readonly serverUrl: string
  readonly issuerUrl: string
  readonly junctionUrl: string
  readonly issuer: TokenIssuer
  /** Stops taking requests, lets those in flight end, and closes the ledger. */
  close(): Promise<void>
}

/** Who hears what the service has to say. */
export interface Reporting {
  /** One entry per request. */
  readonly log: (entry: LogEntry) => void
  /** What a sweep found, and orders that nobody is to have. */
  readonly onEvent: (event: SweepEvent) => void
  /** A sweep that could not be made. */
  readonly onFault: (fault: unknown) => void
}

const issuerName = "https://issuer.local.example"
const audience = "https://integrations.platform.loop.health"
const junctionKey = "sk_us_local_simulator"

/** Starts a token issuer, the Junction simulator and the server, each on its port, with the state of last time. */
export async function startStack(
  settings: Settings,
  { log, onEvent, onFault }: Reporting,
): Promise<Stack> {
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
      serve(issuer.handler, { port }),
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
    const digest = createDigest(Buffer.from(secret, "hex"))
    const ledger = await openSqliteLedger({ path: kept("ledger.sqlite"), digest })
    closers.push(() => ledger.close())

    const lab = createJunctionLab({
      baseUrl: junction.url,
      apiKey: junctionKey,
      panels: simulatorPanels,
      fallbackPhone: "+13125550100",
    })
    const sweeper = startSweeper({ ledger, lab, onEvent, onFault })
    closers.push(() => sweeper.stop())

    const handler = createHandler({
      ledger,
      digest,
      lab,
      verifyToken: createTokenVerifier({
        issuer: issuerName,
        audience,
        jwksUrl: `${issuerServer.url}/.well-known/jwks.json`,
      }),
      log,
      onStrayOrder: onEvent,
    })
    const server = await onPort("PORT", settings.serverPort, (port) => serve(handler, { port }))
    closers.push(async () => {
      const closed = server.close()
      await handler.drain()
      await closed
    })

    return {
      serverUrl: server.url,
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
