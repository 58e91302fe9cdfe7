import type { Caller, TokenVerifier } from "../caller.ts"
import type { HttpRequest } from "./message.ts"
import {
  credentialsInvalidError,
  credentialsMissingError,
  scopeMissingError,
} from "./request-errors.ts"

/** Longer than any token of use; refused before any cryptography is done on it. */
const maxTokenLength = 8_192

/** RFC 6750, section 2.1; the scheme's name is case-insensitive (RFC 9110, section 11.1). */
const bearer = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i

/** Names the caller of a request, who has all of the scopes, or throws a `ServiceError`. */
export async function authenticate(
  request: HttpRequest,
  verifyToken: TokenVerifier,
  scopes: readonly string[],
): Promise<Caller> {
  const header = request.header("authorization")
  if (header === undefined || header.length === 0) {
    throw credentialsMissingError()
  }
  const token = header.length > maxTokenLength ? undefined : bearer.exec(header)?.[1]
  if (token === undefined) {
    throw credentialsInvalidError()
  }
  const caller = await verifyToken(token)
  const missing = scopes.filter((scope) => !caller.scopes.includes(scope))
  if (missing.length > 0) {
    throw scopeMissingError(missing)
  }
  return caller
}
