import type { JSONWebKeySet, JWK } from "jose"
import { createLocalJWKSet } from "jose/jwks/local"
import { getField } from "../../junction/client.ts"
import { acceptedAlgorithms, clockToleranceSeconds } from "../tokens/verify-token.ts"
import { checkClock } from "./check-clock.ts"
import { findingsOf, type Finding } from "./finding.ts"
import { probe } from "./probe.ts"

const found = findingsOf("issuer_keys")

/** Checks that the issuer's keys can be fetched and verify tokens, and compares the clocks. */
export async function checkIssuer(jwksUrl: string): Promise<readonly Finding[]> {
  const response = await probe(jwksUrl)
  if (response.kind === "no_response") {
    return [
      found.error(
        `The issuer did not respond (${response.networkCode}).`,
        "Check AUTH_JWKS_URL, and DNS, TLS, and egress from this machine.",
      ),
    ]
  }
  return [
    await checkKeys(response.status, response.json),
    checkClock("issuer_clock", "the issuer", response.skewMs, {
      fromMs: clockToleranceSeconds * 1000,
      effect: "Otherwise, valid tokens are rejected.",
    }),
  ]
}

async function checkKeys(status: number, body: unknown): Promise<Finding> {
  if (status >= 300 && status < 400) {
    return found.error(
      `The issuer responded with a redirect (${status}).`,
      "Set AUTH_JWKS_URL to the URL of the key set itself. Redirects are not followed.",
    )
  }
  const keys = getField(body, "keys")
  if (status !== 200 || !Array.isArray(keys)) {
    return found.error(
      `The issuer responded with ${status} and no key set (RFC 7517).`,
      "Set AUTH_JWKS_URL to the issuer's jwks_uri.",
    )
  }
  if (keys.some((key) => getField(key, "d") !== undefined)) {
    return found.error(
      "The issuer publishes a private key.",
      "Revoke the key. Everyone who has read it can sign tokens.",
    )
  }
  const usable = (await Promise.all(keys.map(isUsable))).filter(Boolean).length
  const count = `${usable} of ${keys.length} published keys can verify access tokens.`
  return usable === 0
    ? found.error(
        count,
        `Publish a signing key for one of: ${acceptedAlgorithms.join(", ")}. RSA keys need at least 2,048 bits.`,
      )
    : found.ok(count)
}

/** Returns whether the server would verify a token with this key. */
async function isUsable(key: unknown): Promise<boolean> {
  const kid = getField(key, "kid")
  const header = typeof kid === "string" ? { kid } : {}
  const imports = acceptedAlgorithms.map(async (alg) => {
    const find = createLocalJWKSet({ keys: [key as JWK] } satisfies JSONWebKeySet)
    const { algorithm } = await find({ alg, ...header })
    // jose verifies no signature of a shorter key.
    return !("modulusLength" in algorithm) || Number(algorithm.modulusLength) >= 2048
  })
  const results = await Promise.allSettled(imports)
  return results.some((result) => result.status === "fulfilled" && result.value)
}
