/** Fixed texts of runtimes, which contain no values. */
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
 * Copies an error and its causes without tokens and patient data. Messages may quote them (a JSON
 * SyntaxError quotes the text), and properties may contain them (an HTTP client's error has its
 * request). The copy has the name, the stack frames, a system code such as ECONNRESET, and a
 * message only if it is that code or a fixed text. Returns undefined for other values, and for an
 * error that throws when it is read.
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

/** Returns the innermost message of a redacted chain. Skips withheld messages. */
export function innermostMessage(cause: Error | undefined): string {
  if (cause === undefined) return "unknown cause"
  const inner = cause.cause instanceof Error ? innermostMessage(cause.cause) : withheld
  return inner === withheld ? cause.message : inner
}

function systemCode(code: unknown): string | undefined {
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{2,50}$/.test(code) ? code : undefined
}

/** Returns the stack frames, without the message, whose lines may look like frames. */
function framesOf({ stack, message }: Error): string {
  if (typeof stack !== "string") return ""
  return (
    stack
      .replace(message, "")
      .match(/\n {4}at .*/g)
      ?.join("") ?? ""
  )
}
