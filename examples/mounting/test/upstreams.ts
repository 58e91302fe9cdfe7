import { randomUUID } from "node:crypto"
import { createJunctionLab } from "@loop-health/integrations-server/junction"
import { createTokenVerifier } from "@loop-health/integrations-server/node"
import {
  createJunctionSimulator,
  createTokenIssuer,
  listen,
  simulatorPanels,
} from "@loop-health/integrations-simulator"

const issuerName = "https://issuer.example"
const audience = "https://integrations.platform.loop.health"
const apiKey = "sk_us_test"
const fallbackPhone = "+13125550100"

/** Starts the upstreams of the service: a token issuer and a simulated Junction. */
export async function startUpstreams() {
  const issuer = await createTokenIssuer({ issuer: issuerName, audience })
  const issuerServer = await listen(issuer)
  const jwksUrl = `${issuerServer.url}/.well-known/jwks.json`
  const simulator = createJunctionSimulator({ apiKey })
  const junction = await listen(simulator)
  return {
    simulator,
    token: await issuer.issue({ brand_id: "brand_a", user_id: `user_${randomUUID()}` }),
    /** Creates the upstream options of a handler in this process. */
    parts: () => ({
      lab: createJunctionLab({
        baseUrl: junction.url,
        apiKey,
        panels: simulatorPanels,
        fallbackPhone,
      }),
      verifyToken: createTokenVerifier({ issuer: issuerName, audience, jwksUrl }),
    }),
    /** The variables of a service that reads its environment. */
    environment: {
      AUTH_ISSUER: issuerName,
      AUTH_AUDIENCE: audience,
      AUTH_JWKS_URL: jwksUrl,
      JUNCTION_BASE_URL: junction.url,
      JUNCTION_API_KEY: apiKey,
      JUNCTION_PANELS: JSON.stringify(simulatorPanels),
      JUNCTION_FALLBACK_PHONE: fallbackPhone,
    },
    close: async () => {
      await junction.close()
      await issuerServer.close()
    },
  }
}
