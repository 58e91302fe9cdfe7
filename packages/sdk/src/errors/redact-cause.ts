/** Texts that runtimes write word for word: they can hold no value. */
const fixedMessages: readonly string[] = [
  "fetch failed",
  "other side closed",
  "terminated",
  "Failed to fetch",
  "Load failed",
  "NetworkError when attempting to fetch resource.",
]

const withheld = "message withheld"
const maxDepth = 5

/**
 * Copies what was thrown, and its causes, without what may hold a token or patient data. A message may quote either
 * (a JSON SyntaxError quotes the text, an invalid-header error the token), and properties may too (undici's parser error
 * keeps bytes, an HTTP client's error its request). What stays is the name, a system code such as ECONNRESET, where
 * it was thrown, and a message only if it is that code or one of the runtimes' fixed texts. Of what is no error, and of
 * what throws when it is looked at, nothing stays.
 */
export function redactCause(thrown: unknown, depth = 1): Error | undefined {
  try {
    if (!(thrown instanceof Error) && Object.prototype.toString.call(thrown) !== "[object Error]") {
      return undefined
    }
    const original = thrown as Error & { readonly code?: unknown }
    const code = systemCode(original.code)
    const fixed = fixedMessages.includes(original.message) ? original.message : undefined
    const cause = depth < maxDepth ? redactCause(original.cause, depth + 1) : undefined
    const copy = new Error(fixed ?? code ?? withheld, cause && { cause })
    copy.name = /^[A-Z][A-Za-z]{0,40}Error$/.test(original.name) ? original.name : "Error"
    copy.stack = `${copy.name}: ${copy.message}${framesOf(original)}`
    return code === undefined ? copy : Object.assign(copy, { code })
  } catch {
    return undefined
  }
}

/** The most telling text of a redacted chain: the innermost that was not withheld. */
export function innermostMessage(cause: Error | undefined): string {
  if (cause === undefined) return "no reason given"
  const inner = cause.cause instanceof Error ? innermostMessage(cause.cause) : withheld
  return inner === withheld ? cause.message : inner
}

function systemCode(code: unknown): string | undefined {
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{2,50}$/.test(code) ? code : undefined
}

/** Returns the stack's frames. The message, at its head, goes first: a line of it may look like a frame. */
function framesOf({ stack, message }: Error): string {
  if (typeof stack !== "string") return ""
  return (
    stack
      .replace(message, "")
      .match(/\n {4}at .*/g)
      ?.join("") ?? ""
  )
}
