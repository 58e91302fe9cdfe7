import {
  leaseMs,
  type Intent,
  type LedgerRow,
  type UnfinishedQuery,
} from "../../../src/orders/ledger.ts"
import type { ErrorResponses } from "../../../src/orders/error-responses.ts"
import { placed } from "../../support/ledgers.ts"

/** An operation of a ledger on a row that the model knows. */
export type Step =
  | { readonly kind: "claim"; readonly intent: Intent }
  | { readonly kind: "record"; readonly intent: Intent }
  | { readonly kind: "reject"; readonly intent: Intent; readonly fence: number }
  | { readonly kind: "startNextAttempt"; readonly intent: Intent; readonly fence: number }
  | {
      readonly kind: "release"
      readonly intent: Intent
      readonly fence: number
      readonly indeterminate: boolean
      readonly sent: boolean
      readonly errorResponses: ErrorResponses
    }
  | { readonly kind: "markReconciled"; readonly row: LedgerRow }

/** The result of a step, and the row after it. */
export interface StepResult {
  readonly result: string
  readonly row: LedgerRow | undefined
}

/**
 * Applies a step to one row. Written independently of the ledgers, so that each ledger can be
 * compared with it.
 */
export function applyStep(row: LedgerRow | undefined, step: Step, now: number): StepResult {
  if (step.kind === "claim") return applyClaim(row, step.intent, now)
  if (step.kind === "markReconciled") {
    const { orderId, fence, state } = step.row
    const same = row?.orderId === orderId && row.fence === fence && row.state === state
    return same
      ? { result: "done", row: { ...row, reconciledAt: now } }
      : { result: "not ours", row }
  }
  if (row === undefined && step.kind === "record") return { result: "gone", row }
  if (row === undefined || row.orderId !== step.intent.orderId) return { result: "not ours", row }
  if (step.kind === "record") {
    return row.state === "placed"
      ? { result: "placed", row }
      : { result: "placed", row: { ...row, state: "placed", placed, updatedAt: now } }
  }
  if (row.state !== "started" || row.fence !== step.fence) return { result: "not ours", row }
  const changed = { ...row, updatedAt: now }
  switch (step.kind) {
    case "reject":
      return {
        result: "done",
        row: {
          ...changed,
          state: "rejected",
          orderFields: { patient_id: null, panel_slug: "", total_cents: null, currency: null },
          lastCode: "patient_rejected",
        },
      }
    case "release": {
      const lastSentBefore = step.sent ? now : row.lastSentBefore
      const end = {
        indeterminate: step.indeterminate,
        lastSentBefore,
        lastCode: "junction_outcome_unknown",
        errorResponses: {
          junction: row.errorResponses.junction + step.errorResponses.junction,
          gateway: row.errorResponses.gateway + step.errorResponses.gateway,
        },
      } as const
      return { result: "done", row: { ...changed, ...end, state: "unfinished" } }
    }
    case "startNextAttempt":
      return {
        result: "done",
        row: {
          ...changed,
          attempt: row.attempt + 1,
          indeterminate: false,
          errorResponses: none,
          firstSentAt: now,
        },
      }
  }
}

const none: ErrorResponses = { junction: 0, gateway: 0 }

/** A claim by the same key with the same body, and with another one. */
function applyClaim(row: LedgerRow | undefined, intent: Intent, now: number): StepResult {
  const started = { state: "started", leaseUntil: now + leaseMs, updatedAt: now } as const
  const clean = {
    indeterminate: false,
    errorResponses: none,
    firstSentAt: now,
    lastSentBefore: now,
  }
  const cleared = { placed: undefined, lastCode: undefined, reconciledAt: undefined }
  const fresh = { ...intent, ...started, ...clean, ...cleared, createdAt: now }
  if (row === undefined) return { result: "claimed", row: { ...fresh, fence: 1, attempt: 1 } }
  const fence = row.fence + 1
  const same = row.orderId === intent.orderId
  if (row.state === "rejected") {
    const attempt = row.attempt + 1
    return {
      result: "claimed",
      row: { ...fresh, fence, attempt, createdAt: same ? row.createdAt : now },
    }
  }
  if (!same) return { result: "reused", row }
  if (row.state === "placed") return { result: "placed", row }
  const mine = { ...row, ...started, fence }
  if (row.state === "unfinished") {
    return { result: "claimed", row: row.indeterminate ? mine : { ...mine, firstSentAt: now } }
  }
  return isLapsed(row, now)
    ? {
        result: "claimed",
        row: {
          ...mine,
          indeterminate: true,
          lastSentBefore: Math.min(row.leaseUntil, now + leaseMs),
        },
      }
    : { result: "in_progress", row }
}

/** Selects the rows without an active claim, the oldest change first. */
export function selectUnfinished(
  rows: readonly LedgerRow[],
  {
    unreconciled,
    changedBefore = Infinity,
  }: Pick<UnfinishedQuery, "unreconciled" | "changedBefore">,
  now: number,
): readonly LedgerRow[] {
  return rows
    .filter((row) => row.state === "unfinished" || (row.state === "started" && isLapsed(row, now)))
    .filter((row) => row.updatedAt < changedBefore)
    .filter((row) => {
      if (unreconciled === undefined || row.reconciledAt === undefined) return true
      if (row.reconciledAt < row.updatedAt) return true
      const lastSent = row.state === "started" ? row.updatedAt + leaseMs : row.lastSentBefore
      const settled = Math.max(row.updatedAt, lastSent) + unreconciled.settleMs
      return row.reconciledAt < settled && row.reconciledAt < unreconciled.reconciledBefore
    })
    .toSorted((one, other) =>
      one.updatedAt === other.updatedAt
        ? one.orderId.localeCompare(other.orderId, "en")
        : one.updatedAt - other.updatedAt,
    )
}

/** No lease can be live for longer than a lease lasts. */
function isLapsed({ leaseUntil }: LedgerRow, now: number): boolean {
  return !(now < leaseUntil && leaseUntil - now <= leaseMs)
}
