import { createHandler, toFetchHandler } from "@loop-health/integrations-server"
import { createJunctionLab } from "@loop-health/integrations-server/junction"
import {
  createHashing,
  createTokenVerifier,
  openLedger,
  readConfig,
} from "@loop-health/integrations-server/node"

/** Creates the service from the variables that `integrations-server help` lists. */
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
