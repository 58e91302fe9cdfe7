import type { JWK } from "jose"
import { createJunctionSimulator, type JunctionSimulator } from "../junction-simulator.ts"
import { simulatorPanels } from "../operations/lab-tests.ts"
import type { SimulatorState } from "../state.ts"
import { createTokenIssuer, type TokenIssuer } from "../token-issuer.ts"
import type { WebhookOptions } from "../webhooks/webhooks.ts"
import { openDataFolder } from "./data-folder.ts"
import { listen } from "./listen.ts"

/** Options for `startUpstreams`. */
export interface UpstreamsOptions {
  /** Port of the Junction simulator; 0 selects a free port. Default: `upstreamPorts.junction`. */
  readonly port?: number
  /** Port of the token issuer; 0 selects a free port. Default: `upstreamPorts.issuer`. */
  readonly issuerPort?: number
  /** Folder that keeps the issuer's key and Junction's state. Default: none; both are in memory. */
  readonly dataFolder?: string | undefined
  /** Origins whose pages may request tokens. Default: none. */
  readonly corsOrigins?: readonly string[]
  /** Target of Junction's webhooks. Default: none; no webhooks are sent. */
  readonly webhooks?: WebhookOptions | undefined
}

/** The running services that the server calls: a simulated Junction and a token issuer. */
export interface Upstreams {
  readonly junctionUrl: string
  readonly issuerUrl: string
  readonly simulator: JunctionSimulator
  readonly issuer: TokenIssuer
  /** Environment variables that connect `integrations-server` to these services. */
  readonly environment: Readonly<Record<string, string>>
  /** Closes every connection. Resolves when both ports are free. */
  close(this: void): Promise<void>
}

/** Default ports of the upstreams. */
export const upstreamPorts = { junction: 8789, issuer: 8788 } as const

const issuerName = "https://issuer.local.example"
const audience = "https://integrations.platform.loop.health"
const apiKey = "sk_us_local_simulator"
// A ledger requires the secret with which it was created, so this secret never changes.
const ledgerSecret = btoa("a ledger secret for local development only")

/**
 * Starts a Junction simulator and a token issuer on 127.0.0.1. Rejects with the error of node:net
 * if a port is in use. Rejects if a saved file is unreadable.
 */
export async function startUpstreams(options: UpstreamsOptions = {}): Promise<Upstreams> {
  const { port = upstreamPorts.junction, issuerPort = upstreamPorts.issuer } = options
  const { corsOrigins, webhooks } = options
  const data = options.dataFolder === undefined ? undefined : openDataFolder(options.dataFolder)
  const privateKey = data?.read<JWK>("issuer-key")
  const state = data?.read<SimulatorState>("junction-state")

  const issuer = await createTokenIssuer({ issuer: issuerName, audience, privateKey, corsOrigins })
  data?.save("issuer-key", issuer.privateKey)
  const simulator = createJunctionSimulator({
    apiKey,
    onChange: data && ((changed) => data.save("junction-state", changed)),
    state,
    webhooks,
  })

  const issuerListener = await listen(issuer, { port: issuerPort, allowedOrigins: corsOrigins })
  const junctionListener = await listen(simulator, { port }).catch(async (error: unknown) => {
    await issuerListener.close()
    throw error
  })
  return {
    junctionUrl: junctionListener.url,
    issuerUrl: issuerListener.url,
    simulator,
    issuer,
    environment: {
      HOST: "127.0.0.1",
      JUNCTION_BASE_URL: junctionListener.url,
      JUNCTION_API_KEY: apiKey,
      JUNCTION_PANELS: JSON.stringify(simulatorPanels),
      JUNCTION_FALLBACK_PHONE: "+13125550100",
      AUTH_ISSUER: issuerName,
      AUTH_AUDIENCE: audience,
      AUTH_JWKS_URL: `${issuerListener.url}/.well-known/jwks.json`,
      LEDGER_SECRET: ledgerSecret,
    },
    async close() {
      await junctionListener.close()
      await issuerListener.close()
    },
  }
}
