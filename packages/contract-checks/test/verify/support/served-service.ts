import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startService } from "@loop-health/integrations-server/node"
import {
  createJunctionSimulator,
  listen,
  simulatorPanels,
} from "@loop-health/integrations-simulator"
import { audience, issuer, publicJwk } from "./tokens.ts"

/** A service over HTTP with the Junction simulator and the test's token issuer. */
export interface ServedService extends AsyncDisposable {
  readonly url: string
}

/** Starts a service with a ledger in the database. Default: a SQLite file. */
export async function startServedService(databaseUrl?: string): Promise<ServedService> {
  const resources = new AsyncDisposableStack()
  const keys = await listen({ fetch: async () => Response.json({ keys: [publicJwk] }) })
  resources.defer(() => keys.close())
  const junction = await listen(createJunctionSimulator({ apiKey: "sk_us_test", strict: true }))
  resources.defer(() => junction.close())
  const folder = mkdtempSync(join(tmpdir(), "verify-"))
  resources.defer(() => rmSync(folder, { recursive: true, force: true }))
  const service = await startService({
    port: 0,
    host: "127.0.0.1",
    databaseUrl: databaseUrl ?? `sqlite:${join(folder, "ledger.sqlite")}`,
    ledgerSecret: randomBytes(32),
    auth: { issuer, audience, jwksUrl: `${keys.url}/.well-known/jwks.json` },
    junction: {
      baseUrl: junction.url,
      apiKey: "sk_us_test",
      panels: simulatorPanels,
      fallbackPhone: "+13125550100",
    },
  })
  resources.defer(() => service.close())
  return { url: service.url, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}
