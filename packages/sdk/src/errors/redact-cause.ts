/**
 * Messages without values: fixed texts of runtimes, and programming errors. The group is their
 * identifier, without digits, because functions such as `map` quote their argument.
 */
const safeMessages =
  /^(?:(?:fetch failed|other side closed|terminated|Failed to fetch|Load failed|NetworkError when attempting to fetch resource.|Only absolute URLs are supported|bad port|fetch returned no headers.get or text)$|([A-Za-z_$.]{1,80}) is not (?:a function|a constructor|defined))/

/**
 * Errors that prove that no request was sent: no address, no port, a blocked port, or no trust in
 * the certificate. The group has the errors of a fetch with a `Request` or a dispatcher of another
 * library.
 */
const unsentError =
  /^(?:bad port|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|\w*(?:CERT_|SELF_SIGNED|UNABLE_TO_|WRONG_VERSION|HANDSHAKE_FAILURE|PROTOCOL_VERSION)\w*|(UND_ERR_INVALID_ARG|ERR_INVALID_URL|Only .*))$/

const withheld = "message withheld"
const maxDepth = 5

/**
 * Copies an error and its causes without tokens and patient data. Messages may quote them (a JSON
 * SyntaxError quotes the text), and properties may contain them (an HTTP client's error has its
 * request). The copy has the name, the stack frames, and a system code such as ECONNRESET. The
 * message is kept only if it is that code, a fixed text, or a programming error. Returns undefined
 * for values without a message, and for an error whose properties throw.
 *
 * @param secrets Text that copied messages of programming errors must not quote. Default: all such
 * messages are withheld.
 */
export function redactCause(thrown: unknown, secrets?: string, depth = 1): Error | undefined {
  try {
    // Not instanceof, which fails for errors of another realm.
    const original = Object(thrown) as Error & { readonly code?: unknown }
    if (typeof original.message !== "string") return undefined
    const [code] = /^[A-Z][A-Z0-9_]{2,50}$/.exec(String(original.code)) ?? []
    const cause = depth < maxDepth ? redactCause(original.cause, secrets, depth + 1) : undefined
    const message = safeMessage(original.message, secrets) ?? code ?? withheld
    const copy = new Error(message, cause && { cause })
    copy.name = /^[A-Z][A-Za-z]{0,40}Error$/.test(original.name) ? original.name : "Error"
    copy.stack = `${copy.name}: ${copy.message}${framesOf(original)}`
    return Object.assign(copy, code && { code })
  } catch {
    return undefined
  }
}

/** Returns a message that contains no values, or undefined. */
function safeMessage(message: string, secrets: string | undefined): string | undefined {
  const [matched, identifier] = safeMessages.exec(message) ?? []
  const isSafe = identifier === undefined || secrets?.includes(identifier) === false
  return isSafe ? matched : undefined
}

/** Returns the innermost message of a redacted chain. Skips withheld messages. */
export function innermostMessage(cause: Error | undefined): string {
  if (cause === undefined) return "unknown cause"
  const inner = cause.cause instanceof Error ? innermostMessage(cause.cause) : withheld
  return inner === withheld ? cause.message : inner
}

/** Matches a cause whose innermost message proves that no request was sent. */
export function matchUnsent(cause: Error | undefined): RegExpExecArray | null {
  return unsentError.exec(innermostMessage(cause))
}

/** Returns the stack frames, without the message, whose lines may look like frames. */
function framesOf({ stack, message }: Error): string {
  const frames = String(stack)
    .replace(message, "")
    .match(/\n {4}at .*/g)
  return frames?.join("") ?? ""
}
