import fc from "fast-check"
import { expect, test } from "vitest"
import { createMemoryLedger } from "../../src/index.ts"
import { leaseMs, type Intent, type LedgerRow } from "../../src/orders/ledger.ts"
import * as model from "./ledger.ts"

/** An operation on the row, with its current fence or an old one. */
const move = fc.record({
  does: fc.constantFrom(
    "claim",
    "claim",
    "record",
    "reject",
    "release",
    "release",
    "startNextAttempt",
    "read",
    "markReconciled",
    "pass",
  ),
  body: fc.constantFrom<model.Body>("A", "A", "A", "B"),
  fencesAgo: fc.constantFrom(0, 0, 0, 1),
  indeterminate: fc.boolean(),
  sent: fc.boolean(),
  errors: fc.record({ junction: fc.nat({ max: 2 }), gateway: fc.nat({ max: 2 }) }),
  order: fc.constantFrom(1, 2),
})

type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never

test("the model's ledger behaves like the memory ledger", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 40 }), async (moves) => {
      const both = createBoth()
      for (const next of moves) {
        const { code, model: outcome } = await both.play(next)
        expect(code).toEqual(outcome)
        const { code: kept, model: row } = await both.rows()
        expect(kept).toEqual(row)
      }
    }),
    { numRuns: 500 },
  )
})

/**
 * Creates a memory ledger and a model's ledger that run the same operations, and returns both
 * results.
 */
function createBoth() {
  let ticks = 0
  let row: model.Row | undefined
  let seen: { readonly code: LedgerRow; readonly model: model.Row } | undefined
  const ledger = createMemoryLedger({ now: () => ticks * leaseMs })

  const play = async ({ does, body, fencesAgo, indeterminate, sent, errors, order }: Move) => {
    const intent = toIntent(body)
    if (does === "claim") {
      const result = model.claim(row, body, ticks)
      row = result.row
      return { code: (await ledger.claim(intent)).kind, model: result.outcome }
    }
    if (does === "pass") ticks += 1
    if (does === "pass" || row === undefined) return { code: "", model: "" }
    const fence = row.fence - fencesAgo
    if (does === "read") {
      const kept = await ledger.read(intent)
      seen = kept && { code: kept, model: row }
      return { code: kept?.fence, model: row.fence }
    }
    if (does === "markReconciled") {
      if (seen === undefined) return { code: "", model: "" }
      await ledger.markReconciled(seen.code)
      row = model.markReconciled(row, seen.model, ticks)
      return { code: "", model: "" }
    }
    if (does === "record") {
      const placed = { junctionOrderId: String(order), status: "received" }
      const recorded = await ledger.record(intent, placed)
      const result = model.record(row, body, order)
      row = result.row
      const named = result.outcome === "placed" ? String(row.order) : undefined
      return { code: recorded?.junction_order_id, model: named }
    }
    if (does === "startNextAttempt") {
      const claim = await ledger.startNextAttempt(intent, fence)
      const result = model.startNextAttempt(row, body, fence, ticks)
      row = result.row
      return { code: claim?.attempt, model: result.outcome === "done" ? row.attempt : undefined }
    }
    const ending = { indeterminate, sent, errors }
    const code = "junction_outcome_unknown"
    const done =
      does === "reject"
        ? await ledger.reject(intent, fence, "patient_rejected")
        : await ledger.release(intent, fence, { ...ending, code, errorResponses: errors })
    const result =
      does === "reject"
        ? model.reject(row, body, fence)
        : model.release(row, body, fence, ending, ticks)
    row = result.row
    return { code: done ? "done" : "not_ours", model: result.outcome }
  }

  return {
    play,
    /** Returns both rows, and whether they are unfinished. */
    rows: async () => {
      const kept = await ledger.read(toIntent("A"))
      const [open] = await ledger.unfinished({ limit: 1 })
      return {
        code: { row: kept && toModelRow(kept), open: open !== undefined },
        model: { row, open: row !== undefined && model.isUnfinished(row, ticks) },
      }
    },
  }
}

function toModelRow(row: LedgerRow): model.Row {
  return {
    body: row.orderId === "order A" ? "A" : "B",
    state: row.state,
    fence: row.fence,
    attempt: row.attempt,
    indeterminate: row.indeterminate,
    errors: row.errorResponses,
    firstSentAt: row.firstSentAt / leaseMs,
    lastSentBefore: row.lastSentBefore / leaseMs,
    leaseUntil: row.leaseUntil / leaseMs,
    order: row.placed === undefined ? undefined : Number(row.placed.junctionOrderId),
    reconciledAt: row.reconciledAt === undefined ? undefined : row.reconciledAt / leaseMs,
  }
}

function toIntent(body: model.Body): Intent {
  return {
    brandId: "brand_a",
    userId: "user_a",
    keyHmac: "key",
    bodyHmac: body,
    orderId: `order ${body}`,
    orderFields: { patient_id: null, panel_slug: "pcos", total_cents: null, currency: null },
  }
}
