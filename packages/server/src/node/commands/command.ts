import { existsSync } from "node:fs"
import type { OrderLedger } from "../../orders/ledger.ts"
import { toSafeError } from "../../telemetry/safe-error.ts"
import { readValues } from "../config/config.ts"
import type { Environment } from "../config/variables.ts"
import { createHashing } from "../hashing.ts"
import { openLedger, parseLedgerUrl } from "../ledgers/open-ledger.ts"

/** The arguments and environment of a command. */
export interface Invocation {
  readonly args: readonly string[]
  readonly json: boolean
  /** Value of `--url`. */
  readonly url?: string | undefined
  readonly environment: Environment
}

/** Runs a command and resolves to its exit code. */
export type Command = (invocation: Invocation) => Promise<number>

/** Error for wrong arguments. The process exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}

/** Writes a command's result to standard output: `value` as JSON with `--json`, else `text`. */
export function writeResult({ json }: Invocation, value: unknown, text: string): void {
  write(json ? JSON.stringify(value) : text)
}

/** Writes lines to standard output or standard error, with escaped control characters. */
export function write(text: string, stream: NodeJS.WriteStream = process.stdout): void {
  const lines = text.replace(/\n$/, "").split("\n")
  stream.write(lines.map((line) => `${escapeControls(line)}\n`).join(""))
}

/** Control characters, and characters that change the direction of text. */
const controls = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

/**
 * Escapes control characters as `\uXXXX`, which is also valid in JSON strings. Otherwise, token
 * claims and variables could control a terminal.
 */
export function escapeControls(text: string): string {
  return text.replaceAll(
    controls,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
}

/**
 * Opens the ledger, calls `work`, and closes the ledger. Rejects if a variable is invalid, if the
 * ledger does not exist or cannot be opened, or if `work` rejects.
 */
export async function withLedger<Result>(
  { environment }: Invocation,
  work: (ledger: OrderLedger) => Promise<Result>,
): Promise<Result> {
  const values = readValues(environment, ["DATABASE_URL", "LEDGER_SECRET"])
  const location = parseLedgerUrl(values.DATABASE_URL)
  // Opening the ledger would create the file, and report no orders.
  if (location.kind === "sqlite" && !existsSync(location.path)) {
    throw new UsageError("No ledger exists at DATABASE_URL. Check the path.")
  }
  // Only serve binds a new ledger to its secret. A wrong secret here must not become the ledger's.
  const hashing = createHashing(values.LEDGER_SECRET)
  const ledger = await openLedger(values.DATABASE_URL, hashing, { bindSecret: false })
  try {
    return await work(ledger)
  } catch (error) {
    throw new Error(describe(error), { cause: error })
  } finally {
    await ledger.close()
  }
}

/** Describes an error of a ledger without its message, which may quote rows. */
export function describe(error: unknown): string {
  const { name, code, frames } = toSafeError(error)
  const what = code === undefined ? name : `${name} (${code})`
  const message = `The ledger could not be read or written: ${what}. Check its database, then retry.`
  return [message, ...frames].join("\n")
}
