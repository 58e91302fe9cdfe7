/**
 * The brand, user, and scopes of a request. They come only from the access token. Both IDs must
 * have 1 to 255 characters, no control characters, and no lone surrogates, so that every ledger can
 * store them.
 */
export interface Caller {
  readonly brandId: string
  readonly userId: string
  readonly scopes: readonly string[]
}

/**
 * Verifies an access token and returns its caller. Throws the `ServiceError` `unauthenticated`,
 * `token_expired`, or, if the issuer's keys are unavailable, `auth_unavailable`. Throws
 * `overloaded` if too many tokens wait for the keys.
 */
export type TokenVerifier = (token: string) => Promise<Caller>
