import { existsSync } from "node:fs"
import { readValues } from "../config/config.ts"
import { createHashing, toCanary } from "../hashing.ts"
import { checkSource, CopyError, copyLedger, sumOf } from "../ledgers/copy-ledger.ts"
import type { LedgerTable } from "../ledgers/ledger-table.ts"
import { parseLedgerUrl, type LedgerLocation } from "../ledgers/open-ledger.ts"
import { describe, UsageError, writeResult, type Command } from "./command.ts"

/** `ledger copy <from> <to>`: copies a ledger to another database. */
export const runLedgerCopy: Command = async (invocation) => {
  const [, , from, to] = invocation.args
  if (from === undefined || to === undefined) {
    throw new UsageError("Two ledgers are required: ledger copy <from> <to>.")
  }
  const [sourceLocation, targetLocation] = [parse("source", from), parse("target", to)]
  if (from === to) throw new UsageError("The source and the target must be different ledgers.")
  const { LEDGER_SECRET } = readValues(invocation.environment, ["LEDGER_SECRET"])
  const canary = toCanary(createHashing(LEDGER_SECRET))
  if (sourceLocation.kind === "sqlite" && !existsSync(sourceLocation.path)) {
    throw new UsageError("No ledger exists at the source. Check the path.")
  }
  const states = await withTable("source", sourceLocation, async (source) => {
    // Before the target is opened, which can create a file.
    await checkSource(source, canary)
    return withTable("target", targetLocation, (target) =>
      copyLedger({ source, target, canary, onProgress: showProgress }),
    )
  })
  const copied = sumOf(states)
  const details = Object.entries(states).map(([state, count]) => `${count} ${state}`)
  const text = [`Copied ${copied === 1 ? "1 order" : `${copied} orders`}`, details.join(", ")]
  writeResult(
    invocation,
    { copied, states },
    `${text.filter(Boolean).join(": ")}.\nSet DATABASE_URL to the target, and start the servers.\n`,
  )
  return 0
}

function parse(role: string, url: string): LedgerLocation {
  try {
    return parseLedgerUrl(url)
  } catch {
    // The URL may contain a password.
    throw new UsageError(
      `The ${role} must be sqlite:<path>, file:///<path>, or postgres://<host>/<database>.`,
    )
  }
}

/** Opens a ledger, calls `work`, and closes the ledger. */
async function withTable<Result>(
  role: "source" | "target",
  location: LedgerLocation,
  work: (table: LedgerTable) => Promise<Result>,
): Promise<Result> {
  const table = await openTable(location).catch((cause: unknown) => {
    const reason = cause instanceof Error && cause.message !== "" ? cause.message : describe(cause)
    throw new CopyError(`The ${role} cannot be opened. ${reason}`, { cause })
  })
  try {
    return await work(table)
  } catch (error) {
    if (error instanceof CopyError) throw error
    throw new CopyError(describe(error), { cause: error })
  } finally {
    await table.close()
  }
}

async function openTable(location: LedgerLocation): Promise<LedgerTable> {
  if (location.kind === "sqlite") {
    const { openSqliteTable } = await import("../ledgers/sqlite/sqlite-table.ts")
    return openSqliteTable(location.path)
  }
  const { openPostgresTable } = await import("../ledgers/postgres/postgres-table.ts")
  return openPostgresTable(location.connectionString)
}

function showProgress(copied: number, total: number): void {
  if (!process.stderr.isTTY) return
  process.stderr.write(`\r${copied} of ${total} orders${copied === total ? "\n" : ""}`)
}
