import { ServiceError } from "../../service-error.ts"
import type { Values } from "../config/variables.ts"
import { createTokenVerifier } from "../tokens/verify-token.ts"
import { findingsOf, type Finding } from "./finding.ts"

const found = findingsOf("access_token")

/** Verifies an access token as the server does. */
export async function checkToken(
  values: Partial<Values>,
  token: string | undefined,
): Promise<readonly Finding[]> {
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_JWKS_URL: jwksUrl } = values
  const { AUTH_BRAND_CLAIM: brandClaim, AUTH_USER_CLAIM: userClaim } = values
  if (token === undefined) {
    const message = "The variable ACCESS_TOKEN is not set."
    return [found.skipped(message, "Set ACCESS_TOKEN to an access token of a caller.")]
  }
  if (issuer === undefined || audience === undefined || jwksUrl === undefined) {
    const message = "AUTH_ISSUER, AUTH_AUDIENCE, or AUTH_JWKS_URL is invalid or not set."
    return [found.skipped(message, "Fix the variable, then run doctor again.")]
  }
  const verify = createTokenVerifier({
    issuer,
    audience,
    jwksUrl,
    ...(brandClaim === undefined ? {} : { brandClaim }),
    ...(userClaim === undefined ? {} : { userClaim }),
  })
  try {
    await verify(token)
    return [found.ok("The server accepts ACCESS_TOKEN.")]
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    // The message names a claim, and no value.
    const [rule] = error.message.split(". ")
    return [
      found.error(
        `ACCESS_TOKEN: ${rule}.`,
        "Compare the token with AUTH_ISSUER, AUTH_AUDIENCE, AUTH_BRAND_CLAIM, and AUTH_USER_CLAIM.",
      ),
    ]
  }
}
