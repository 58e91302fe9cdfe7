import type { ErrorCode } from "../service-error.ts"
import { addErrorResponses, noErrorResponses } from "./error-responses.ts"
import {
  hasLapsed,
  leaseMs,
  type Intent,
  type LedgerRow,
  type PlacedQuery,
  type PlacedOrder,
  type Release,
  type UnfinishedQuery,
} from "./ledger.ts"

/** A change of one row. */
export type RowOperation =
  | { readonly kind: "claim"; readonly intent: Intent }
  | { readonly kind: "record"; readonly intent: Intent; readonly placed: PlacedOrder }
  | {
      readonly kind: "reject"
      readonly intent: Intent
      readonly fence: number
      readonly code: ErrorCode
    }
  | {
      readonly kind: "release"
      readonly intent: Intent
      readonly fence: number
      readonly release: Release
    }
  | { readonly kind: "startNextAttempt"; readonly intent: Intent; readonly fence: number }
  | { readonly kind: "markReconciled"; readonly intent: LedgerRow }

/**
 * Returns the row after an operation, or undefined if its guard forbids the change. `now` is in
 * epoch milliseconds. PostgreSQL applies the same rules in SQL (postgres-statements.ts). The
 * conformance tests compare all ledgers.
 */
export function applyOperation(
  row: LedgerRow | undefined,
  operation: RowOperation,
  now: number,
): LedgerRow | undefined {
  const { intent } = operation
  if (operation.kind === "claim") return claimRow(row, intent, now)
  if (row?.orderId !== intent.orderId) return undefined
  const changed = { ...row, updatedAt: now }
  if (operation.kind === "record") {
    if (row.placed !== undefined) return undefined
    return { ...changed, state: "placed", placed: operation.placed }
  }
  if (operation.kind === "markReconciled") {
    const { fence, state } = operation.intent
    const unchanged = row.fence === fence && row.state === state
    return unchanged ? { ...row, reconciledAt: now } : undefined
  }
  if (row.fence !== operation.fence || row.state !== "started") return undefined
  switch (operation.kind) {
    case "reject":
      return {
        ...changed,
        state: "rejected",
        orderFields: noOrderFields,
        lastCode: operation.code,
      }
    case "release": {
      const { code, indeterminate, sent, errorResponses = noErrorResponses } = operation.release
      return {
        ...changed,
        state: "unfinished",
        indeterminate,
        errorResponses: addErrorResponses(row.errorResponses, errorResponses),
        lastSentBefore: sent ? now : row.lastSentBefore,
        lastCode: code,
      }
    }
    case "startNextAttempt":
      return {
        ...changed,
        attempt: row.attempt + 1,
        indeterminate: false,
        errorResponses: noErrorResponses,
        firstSentAt: now,
      }
  }
}

/** Creates the row of a first claim. */
export function createRow(intent: Intent, now: number): LedgerRow {
  return {
    ...intent,
    state: "started",
    fence: 1,
    attempt: 1,
    indeterminate: false,
    errorResponses: noErrorResponses,
    firstSentAt: now,
    lastSentBefore: now,
    leaseUntil: now + leaseMs,
    createdAt: now,
    updatedAt: now,
    placed: undefined,
    lastCode: undefined,
    reconciledAt: undefined,
  }
}

function claimRow(row: LedgerRow | undefined, intent: Intent, now: number): LedgerRow | undefined {
  const fresh = createRow(intent, now)
  if (row === undefined) return fresh
  const fence = row.fence + 1
  const same = row.orderId === intent.orderId
  if (row.state === "rejected") {
    // The attempt never restarts, so that a body that returns does not use its old upstream key.
    const attempt = row.attempt + 1
    return { ...fresh, fence, attempt, createdAt: same ? row.createdAt : now }
  }
  const lapsed = row.state === "started" && hasLapsed(row, now)
  if (!same || !(lapsed || row.state === "unfinished")) return undefined
  const indeterminate = row.indeterminate || lapsed
  return {
    ...row,
    state: "started",
    fence,
    indeterminate,
    // Changes only while nothing can have been sent under the upstream key.
    firstSentAt: indeterminate ? row.firstSentAt : now,
    // A claim sends nothing after its lease. With a wrong clock, it sends nothing later than one
    // lease from now.
    lastSentBefore: lapsed ? Math.min(row.leaseUntil, now + leaseMs) : row.lastSentBefore,
    leaseUntil: now + leaseMs,
    updatedAt: now,
  }
}

/** The order fields of a rejected row. They are empty, because no response needs them. */
export const noOrderFields: LedgerRow["orderFields"] = {
  patient_id: null,
  panel_slug: "",
  total_cents: null,
  currency: null,
}

/** Returns whether a row is unfinished or has an expired lease. */
export function isUnfinished(row: LedgerRow, now: number): boolean {
  return row.state === "unfinished" || (row.state === "started" && hasLapsed(row, now))
}

/** Returns the rows of `OrderLedger.unfinished`. */
export function selectUnfinished(
  rows: Iterable<LedgerRow>,
  { unreconciled, ...page }: UnfinishedQuery,
  now: number,
): readonly LedgerRow[] {
  const isReconciled = (row: LedgerRow) =>
    unreconciled !== undefined &&
    row.reconciledAt !== undefined &&
    row.reconciledAt >= row.updatedAt &&
    row.reconciledAt >=
      Math.min(settledAt(row, unreconciled.settleMs), unreconciled.reconciledBefore)
  return selectPage(rows, (row) => isUnfinished(row, now) && !isReconciled(row), page)
}

/** Returns placed rows with more than one attempt, if they changed since their reconciliation. */
export function selectPlaced(rows: Iterable<LedgerRow>, query: PlacedQuery): readonly LedgerRow[] {
  const isWanted = ({ state, attempt, reconciledAt, updatedAt }: LedgerRow) =>
    state === "placed" && attempt > 1 && (reconciledAt ?? -Infinity) < updatedAt
  return selectPage(rows, isWanted, query)
}

/** Returns the time from which Junction lists an existing order of a row. */
export function settledAt(row: LedgerRow, settleMs: number): number {
  const lastSent = row.state === "started" ? row.updatedAt + leaseMs : row.lastSentBefore
  return Math.max(lastSent, row.updatedAt) + settleMs
}

function selectPage(
  rows: Iterable<LedgerRow>,
  isWanted: (row: LedgerRow) => boolean,
  { limit, changedBefore = Infinity, after }: PlacedQuery,
): readonly LedgerRow[] {
  return [...rows]
    .filter(
      (row) =>
        isWanted(row) &&
        row.updatedAt < changedBefore &&
        (after === undefined || comesAfter(row, after)),
    )
    .sort((one, other) => (comesAfter(one, other) ? 1 : -1))
    .slice(0, limit)
}

function comesAfter(row: LedgerRow, other: Pick<LedgerRow, "updatedAt" | "orderId">): boolean {
  return row.updatedAt === other.updatedAt
    ? row.orderId > other.orderId
    : row.updatedAt > other.updatedAt
}
