import type { Caller, TokenVerifier } from "../caller.ts"
import { ServiceError } from "../service-error.ts"
import type { HttpRequest } from "./message.ts"
import { scopeMissingError } from "./request-errors.ts"

/** Maximum length of the header. It is checked before any cryptography. */
const maxHeaderLength = 8_192

/** The header of RFC 6750, section 2.1. The scheme is case-insensitive (RFC 9110, section 11.1). */
const bearer = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i

/**
 * Returns the caller of a request. Throws a `ServiceError` for a missing or invalid token, and for
 * a missing scope. Rethrows the errors of `verifyToken`.
 */
export async function authenticate(
  request: HttpRequest,
  verifyToken: TokenVerifier,
  scopes: readonly string[],
): Promise<Caller> {
  const header = request.header("authorization")
  if (!header) {
    throw new ServiceError(
      "unauthenticated",
      "The access token is missing. Send the header `Authorization: Bearer <token>`.",
      { noCredentials: true },
    )
  }
  const token = header.length > maxHeaderLength ? undefined : bearer.exec(header)?.[1]
  if (token === undefined) {
    throw new ServiceError(
      "unauthenticated",
      "The Authorization header must be `Bearer <token>`, at most 8,192 characters.",
    )
  }
  const caller = await verifyToken(token)
  const missing = scopes.filter((scope) => !caller.scopes.includes(scope))
  if (missing.length > 0) throw scopeMissingError(missing)
  return caller
}
