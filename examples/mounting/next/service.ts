import { createHandler, toFetchHandler } from "@loop-health/integrations-server"
import { createJunctionLab } from "@loop-health/integrations-server/junction"
import {
  createHashing,
  createTokenVerifier,
  openLedger,
  readConfig,
} from "@loop-health/integrations-server/node"

/** Makes the service of this process, of the variables that `integrations-server config` explains. */
export async function startService(): Promise<(request: Request) => Promise<Response>> {
  const { service } = readConfig(process.env)
  const hashing = createHashing(service.ledgerSecret)
  const handler = createHandler({
    hashing,
    ledger: await openLedger(service.databaseUrl, hashing),
    lab: createJunctionLab(service.junction),
    verifyToken: createTokenVerifier(service.auth),
    log: (entry) => console.log(JSON.stringify(entry)),
  })
  return toFetchHandler(handler)
}
