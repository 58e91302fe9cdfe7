/** What a token function is called with. */
export interface TokenRequest {
  /**
   * True when the API has rejected the token that the function returned before: get a new one, whatever a cache says,
   * and return that one from then on. False at the start of a call.
   */
  readonly refresh: boolean
}

/** An access token, or a function that returns one. */
export type TokenSource = string | ((request: TokenRequest) => string | Promise<string>)

/** Where the calls of a client get their tokens. */
export interface AccessTokens {
  /** Returns the token to begin a call with. Rejects when the source fails or returns no token. */
  first(): Promise<string>
  /** Returns what replaces a rejected token; undefined if there is no token function. */
  replace(rejected: string): Replacement | undefined
}

/**
 * The replacement of a rejected token: one for all calls that had this token, while the function is busy and afterwards,
 * so that a late rejection of an old token requests nothing. Calls that had different tokens share nothing: they may be
 * different users'.
 */
export interface Replacement {
  /** Undefined if the function returned the rejected token again. Rejects as `first` does, and is then discarded. */
  readonly token: Promise<string | undefined>
  /** Removes it: the next rejection of the old token calls the function again. */
  discard(): void
}

/** How many replacements are remembered: a server's client may serve many users. */
const maxReplacements = 1000

/** RFC 6750, section 2.1, and more: a token with a space or a line break would be a broken or a second header. */
const visibleAscii = /^[!-~]+$/

/** Says whether a value can follow "Bearer ". */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && visibleAscii.test(value)
}

/** Creates the tokens of a client. */
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
