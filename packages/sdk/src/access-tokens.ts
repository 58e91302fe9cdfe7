/** The argument of a token function. */
export interface TokenRequest {
  /**
   * False at the start of a call. True if the API rejected the previous token. In this case, get a
   * new token without a cache, and return it for later calls too.
   */
  readonly refresh: boolean
}

/** An access token, or a function that returns one. */
export type TokenSource = string | ((request: TokenRequest) => string | Promise<string>)

/** The access tokens of a client. */
export interface AccessTokens {
  /**
   * Returns the token for the start of a call. Rejects if the token function fails or returns no
   * token.
   */
  first(): Promise<string>
  /**
   * Returns the replacement of a rejected token. Returns undefined if the client's token is a
   * string.
   */
  replace(rejected: string): Replacement | undefined
}

/**
 * The replacement of a rejected token, shared by all calls that had this token. Calls with
 * different tokens share nothing, because they may belong to different users.
 */
export interface Replacement {
  /**
   * Resolves to the new token. Resolves to undefined if the token function returned the rejected
   * token again. Rejects if the function fails or returns no token.
   */
  readonly token: Promise<string | undefined>
  /** Removes the replacement, so that the next rejection of the token calls the function again. */
  discard(): void
}

/** The maximum number of replacements in memory. The client of a server may have many users. */
const maxReplacements = 1000

/** Wider than RFC 6750, section 2.1. Spaces and line breaks would damage the header. */
const visibleAscii = /^[!-~]+$/

/** Returns whether a value is a token that can follow "Bearer ". */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && visibleAscii.test(value)
}

/** Creates the access tokens of a client. */
export function createAccessTokens(source: TokenSource): AccessTokens {
  const replacements = new Map<string, Replacement>()

  const requestToken = async (refresh: boolean) => {
    const token: unknown = typeof source === "function" ? await source({ refresh }) : source
    if (isToken(token)) return token
    throw new TypeError("no token")
  }

  const startReplacement = (rejected: string): Replacement => {
    const token = requestToken(true).then((fresh) => (fresh === rejected ? undefined : fresh))
    const replacement: Replacement = {
      token,
      discard: () => {
        if (replacements.get(rejected) === replacement) replacements.delete(rejected)
      },
    }
    token.catch(replacement.discard)
    replacements.set(rejected, replacement)
    for (const oldest of replacements.keys()) {
      if (replacements.size > maxReplacements) replacements.delete(oldest)
    }
    return replacement
  }

  return {
    first: () => requestToken(false),
    replace: (rejected) =>
      typeof source === "function"
        ? (replacements.get(rejected) ?? startReplacement(rejected))
        : undefined,
  }
}
