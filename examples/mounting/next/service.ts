import { createHandler, toFetchHandler } from "@loop-health/integrations-server"
import { createJunctionLab } from "@loop-health/integrations-server/junction"
import {
  createDigest,
  createTokenVerifier,
  openLedger,
  readConfig,
} from "@loop-health/integrations-server/node"

/** Makes the service of this process, of the variables that `integrations-server config` explains. */
export async function startService(): Promise<(request: Request) => Promise<Response>> {
  const { service } = readConfig(process.env)
  const digest = createDigest(service.ledgerSecret)
  const handler = createHandler({
    digest,
    ledger: await openLedger(service.databaseUrl, digest),
    lab: createJunctionLab(service.junction),
    verifyToken: createTokenVerifier(service.auth),
    log: (entry) => console.log(JSON.stringify(entry)),
  })
  return toFetchHandler(handler)
}
