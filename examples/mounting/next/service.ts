import { createHandler, toFetchHandler } from "@loop-health/integrations-server"
import {
  createDigest,
  createJunctionLab,
  createTokenVerifier,
  openLedger,
} from "@loop-health/integrations-server/node"

/** Makes the service of this process from its environment. */
export async function startService(): Promise<(request: Request) => Promise<Response>> {
  const digest = createDigest(Buffer.from(variable("LEDGER_SECRET"), "base64"))
  const handler = createHandler({
    digest,
    ledger: await openLedger(variable("DATABASE_URL"), digest),
    lab: createJunctionLab({
      baseUrl: variable("JUNCTION_BASE_URL"),
      apiKey: variable("JUNCTION_API_KEY"),
      panels: JSON.parse(variable("JUNCTION_PANELS")),
      fallbackPhone: variable("JUNCTION_FALLBACK_PHONE"),
    }),
    verifyToken: createTokenVerifier({
      issuer: variable("AUTH_ISSUER"),
      audience: variable("AUTH_AUDIENCE"),
      jwksUrl: variable("AUTH_JWKS_URL"),
    }),
    log: (entry) => console.log(JSON.stringify(entry)),
  })
  return toFetchHandler(handler)
}

function variable(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}
