/** The brand and user a request acts for. Read from the access token only. */
export interface Caller {
  readonly brandId: string
  readonly userId: string
  readonly scopes: readonly string[]
}

/**
 * Verifies an access token and returns its caller. Throws a `ServiceError`: `unauthenticated`, `token_expired`, or
 * `auth_unavailable` if the issuer's keys cannot be fetched.
 */
export type TokenVerifier = (token: string) => Promise<Caller>
