import type { Columns } from "./ledger-columns.ts"
import { checkStoredSecret, toCopyMark } from "./ledger-secret.ts"
import type { LedgerTable, StateCounts } from "./ledger-table.ts"

/** Maximum number of rows in memory and in one transaction. */
const batchSize = 1_000

/** Error for a ledger that cannot be copied. The message contains no values. */
export class CopyError extends Error {
  override readonly name = "CopyError"
}

/** Options for `copyLedger`. */
export interface CopyOptions {
  readonly source: LedgerTable
  readonly target: LedgerTable
  /** An HMAC under the ledger secret. Both ledgers must have the same secret. */
  readonly canary: string
  /** Called after each batch of rows. */
  readonly onProgress: (copied: number, total: number) => void
}

/**
 * Copies every row of a ledger exactly. Resolves to the number of rows in each state. The target
 * must be empty, or an unfinished copy of the source, which is continued. Until the copy is
 * complete, no server opens the target. If the target has another secret or other rows, rejects
 * with a {@link CopyError} and changes nothing. Also rejects if the copy does not match the source.
 */
export async function copyLedger(options: CopyOptions): Promise<StateCounts> {
  const { source, target, canary } = options
  await checkTarget(options)
  await target.writeSecret(toCopyMark(canary))
  const counts = await source.countStates()
  await copyRows(options, sumOf(counts))
  if (!isEqual(counts, await target.countStates())) {
    throw new CopyError("The copy does not match the source. Copy to a new ledger.")
  }
  await target.writeSecret(canary)
  return counts
}

/**
 * Checks whether a ledger can be copied. Rejects with a {@link CopyError} if it has no secret or
 * another one, is an unfinished copy, or has an active claim.
 */
export async function checkSource(source: LedgerTable, canary: string): Promise<void> {
  const stored = await source.readSecret()
  if (stored === undefined) {
    throw new CopyError("The source is empty, because no server has used it. Check its URL.")
  }
  checkSecret("source", stored, canary)
  const active = await source.countActiveClaims()
  if (active > 0) {
    const orders = active === 1 ? "1 order has" : `${active} orders have`
    throw new CopyError(
      `In the source, ${orders} an active claim. Stop every server that uses the source, wait 35 seconds, and copy again.`,
    )
  }
}

async function checkTarget({ source, target, canary }: CopyOptions): Promise<void> {
  const stored = await target.readSecret()
  if (stored === toCopyMark(canary)) return rejectOtherRows(source, target)
  checkSecret("target", stored, canary)
  const rows = sumOf(await target.countStates())
  if (rows > 0) {
    throw new CopyError(
      `The target already has ${rows === 1 ? "1 order" : `${rows} orders`}. Copy to an empty ledger.`,
    )
  }
}

function checkSecret(role: "source" | "target", stored: string | undefined, canary: string): void {
  try {
    checkStoredSecret(stored, canary)
  } catch (error) {
    throw new CopyError(`The ${role} cannot be copied. ${(error as Error).message}`)
  }
}

/** Throws if the target has rows that the source lacks. Then it is the copy of another ledger. */
async function rejectOtherRows(source: LedgerTable, target: LedgerTable): Promise<void> {
  for await (const rows of readBatches(target)) {
    if ((await source.countExisting(rows)) < rows.length) {
      throw new CopyError(
        "The target is an unfinished copy of another ledger. Copy to an empty ledger.",
      )
    }
  }
}

async function copyRows({ source, target, onProgress }: CopyOptions, total: number) {
  let copied = 0
  for await (const rows of readBatches(source)) {
    await target.writeRows(rows)
    copied += rows.length
    onProgress(copied, total)
  }
}

async function* readBatches(table: LedgerTable): AsyncGenerator<readonly Columns[]> {
  let rows = await table.readRows(undefined, batchSize)
  while (rows.length > 0) {
    yield rows
    rows = await table.readRows(rows.at(-1), batchSize)
  }
}

/** Returns the number of rows in all states. */
export function sumOf(counts: StateCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function isEqual(one: StateCounts, other: StateCounts): boolean {
  return (
    sumOf(one) === sumOf(other) &&
    Object.entries(one).every(([state, count]) => other[state] === count)
  )
}
