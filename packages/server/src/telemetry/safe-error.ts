/** What may be logged of something that was thrown. */
export interface SafeError {
  readonly name: string
  readonly code?: string
  readonly frames: readonly string[]
}

/**
 * Tells what may be logged of what was thrown: never a message, nor what somebody wrote into a name, a code or a stack
 * that is none.
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

/** Returns the code of a system or database error, such as `ECONNRESET` or `23505`; undefined for other values. */
export function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown)) return undefined
  return typeof thrown.code === "string" && codeForm.test(thrown.code) ? thrown.code : undefined
}

const nameForm = /^[A-Za-z_$][\w$]{0,63}$/

/** Node's codes and those of its neighbours, and SQLSTATE. */
const codeForm = /^(?:[A-Z][A-Z0-9_]{0,63}|[0-9A-Z]{5})$/

/**
 * The lines of a stack below its message. There are none when it begins with another message than the error's: it has
 * the one with which the error was made, whose lines may look like any others.
 */
function framesOf({ name, message, stack = "" }: Error): readonly string[] {
  // It may have been written before the error was given its name.
  const [madeAs = ""] = /^[\w$. [\]]*/.exec(stack) ?? []
  const head = [name, madeAs]
    .map((named) => (message === "" ? named : `${named}: ${message}`))
    .find((candidate) => stack.startsWith(`${candidate}\n`))
  if (head === undefined) return []
  return stack
    .slice(head.length)
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
}
