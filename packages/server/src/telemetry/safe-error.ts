/** The parts of an exception that may be logged. */
export interface SafeError {
  readonly name: string
  readonly code?: string
  readonly frames: readonly string[]
}

/**
 * Returns the parts of an exception that may be logged. Omits the message, and any name, code, or
 * stack of an unexpected form, because they may contain patient data.
 */
export function toSafeError(thrown: unknown): SafeError {
  if (!(thrown instanceof Error)) return { name: typeof thrown, frames: [] }
  const code = systemCode(thrown)
  return {
    name: nameForm.test(thrown.name) ? thrown.name : "Error",
    ...(code === undefined ? {} : { code }),
    frames: framesOf(thrown).slice(0, 10),
  }
}

/** Returns the code of a system or database error, such as `ECONNRESET` or `23505`. */
export function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown)) return undefined
  return typeof thrown.code === "string" && codeForm.test(thrown.code) ? thrown.code : undefined
}

const nameForm = /^[A-Za-z_$][\w$]{0,63}$/

/** Codes of Node and npm packages, and SQLSTATE. */
const codeForm = /^(?:[A-Z][A-Z0-9_]{0,63}|[0-9A-Z]{5})$/

/**
 * Returns the frames of a stack. Returns none if the stack does not start with the error's message.
 * The lines of another message could look like frames.
 */
function framesOf({ name, message, stack = "" }: Error): readonly string[] {
  // The stack keeps the name that the error had when the stack was captured.
  const [firstName = ""] = /^[\w$. [\]]*/.exec(stack) ?? []
  const head = [name, firstName]
    .map((prefix) => (message === "" ? prefix : `${prefix}: ${message}`))
    .find((candidate) => stack.startsWith(`${candidate}\n`))
  if (head === undefined) return []
  return stack
    .slice(head.length)
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
}
