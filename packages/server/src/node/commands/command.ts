import { existsSync } from "node:fs"
import type { OrderLedger } from "../../orders/ledger.ts"
import { toSafeError } from "../../telemetry/safe-error.ts"
import { readValues } from "../config/config.ts"
import type { Environment } from "../config/variables.ts"
import { createHashing } from "../hashing.ts"
import { openLedger, parseLedgerUrl } from "../ledgers/open-ledger.ts"

/** What was typed, and where. */
export interface Invocation {
  readonly args: readonly string[]
  readonly json: boolean
  readonly environment: Environment
}

/** Does what was asked for, and resolves to the exit status. */
export type Command = (invocation: Invocation) => Promise<number>

/** What was asked for wrongly: told in one line. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}

/** Opens the ledger of the environment for some work, and closes it. Rejects when there is none. */
export async function withLedger<Result>(
  { args: words, environment }: Invocation,
  work: (ledger: OrderLedger) => Promise<Result>,
): Promise<Result> {
  const values = readValues(environment, ["DATABASE_URL", "LEDGER_SECRET"])
  const location = parseLedgerUrl(values.DATABASE_URL)
  // Opening would make the file, and say that nothing is unfinished in it.
  if (location.kind === "sqlite" && words[0] !== "migrate" && !existsSync(location.path)) {
    throw new UsageError("there is no ledger at DATABASE_URL")
  }
  const ledger = await openLedger(values.DATABASE_URL, createHashing(values.LEDGER_SECRET))
  try {
    return await work(ledger)
  } catch (error) {
    throw new Error(describe(error), { cause: error })
  } finally {
    await ledger.close()
  }
}

/** The message would be shown, and one that was made in the midst of rows may quote them. */
function describe(error: unknown): string {
  const { name, code, frames } = toSafeError(error)
  const what = code === undefined ? name : `${name} (${code})`
  return [`the ledger's rows could not be worked on: ${what}`, ...frames].join("\n")
}
