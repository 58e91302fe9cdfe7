import fc from "fast-check"
import { expect } from "vitest"
import {
  leaseMs,
  toClaim,
  toLabOrder,
  type Intent,
  type LedgerRow,
} from "../../../src/orders/ledger.ts"
import type { ErrorResponses } from "../../../src/orders/error-responses.ts"
import { applyStep, selectUnfinished, type Step } from "./ledger-model.ts"
import { placed, type TestLedger } from "../../support/ledgers.ts"

/** A random event. */
interface Move {
  readonly does: Step["kind"] | "pass" | "look" | "unfinished"
  readonly key: "a" | "b"
  readonly body: "x" | "y"
  /** Age of the claim that it uses, in fences. */
  readonly age: number
  readonly indeterminate: boolean
  readonly sent: boolean
  readonly errorResponses: ErrorResponses
  readonly milliseconds: number
}

const move: fc.Arbitrary<Move> = fc.record({
  does: fc.constantFrom(
    "claim",
    "claim",
    "claim",
    "record",
    "reject",
    "release",
    "release",
    "startNextAttempt",
    "markReconciled",
    "pass",
    "pass",
    "look",
    "unfinished",
  ),
  // Mostly one row with one body, so that the row has a history.
  key: fc.constantFrom("a", "a", "a", "b"),
  body: fc.constantFrom("x", "x", "x", "y"),
  age: fc.constantFrom(0, 0, 0, 1),
  indeterminate: fc.boolean(),
  sent: fc.boolean(),
  errorResponses: fc.record({ junction: fc.nat({ max: 2 }), gateway: fc.nat({ max: 2 }) }),
  milliseconds: fc.constantFrom(1, 1_000, leaseMs - 1, leaseMs, leaseMs + 1, -1, -60_000),
})

/**
 * Checks that the ledger's results and rows equal the model's after every step of random callers on
 * two keys.
 */
export async function expectToFollowModel(tested: TestLedger, runs: number): Promise<void> {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 40 }), async (moves) => {
      run += 1
      await follow(tested, `run_${run}`, moves)
    }),
    { numRuns: runs },
  )
}

async function follow(tested: TestLedger, brandId: string, moves: readonly Move[]) {
  const { ledger } = tested
  const rows = new Map<string, LedgerRow>()
  let seen: LedgerRow | undefined
  for (const { does, key, body, age, milliseconds, ...release } of moves) {
    const { indeterminate, sent } = release
    const intent = toIntent(brandId, key, body)
    const fence = (rows.get(key)?.fence ?? 1) - age
    if (does === "pass") {
      await tested.advance(milliseconds)
    } else if (does === "look") {
      seen = await ledger.find("any", intent.orderId)
      const row = rows.get(key)
      expect(seen).toEqual(row?.orderId === intent.orderId ? row : undefined)
    } else if (does === "unfinished") {
      const query = {
        ...(sent
          ? { unreconciled: { settleMs: 2 * leaseMs, reconciledBefore: tested.now() - 1_000 } }
          : {}),
        ...(indeterminate ? { changedBefore: tested.now() } : {}),
      }
      const found = await ledger.unfinished({ ...query, limit: 10_000 })
      expect(found.filter((row) => row.brandId === brandId)).toEqual(
        selectUnfinished([...rows.values()], query, tested.now()),
      )
    } else {
      const step = toStep(does, intent, fence, release, seen)
      if (step === undefined) continue
      const where = step.kind === "markReconciled" ? step.row.keyHmac : key
      const expected = applyStep(rows.get(where), step, tested.now())
      expect(await perform(tested, step, expected.row)).toBe(expected.result)
      if (expected.row !== undefined) rows.set(where, expected.row)
    }
    const { unfinished } = await ledger.backlog()
    expect(unfinished).toBe((await ledger.unfinished({ limit: 10_000 })).length)
    for (const one of ["a", "b"]) {
      expect(await ledger.read(toIntent(brandId, one, "x"))).toEqual(rows.get(one))
    }
  }
}

function toStep(
  kind: Step["kind"],
  intent: Intent,
  fence: number,
  release: Pick<Move, "indeterminate" | "sent" | "errorResponses">,
  seen: LedgerRow | undefined,
): Step | undefined {
  switch (kind) {
    case "claim":
    case "record":
      return { kind, intent }
    case "reject":
    case "startNextAttempt":
      return { kind, intent, fence }
    case "release":
      return { kind, intent, fence, ...release }
    case "markReconciled":
      return seen === undefined ? undefined : { kind, row: seen }
  }
}

/**
 * Runs a step, compares its result with the model's row, and returns the result in the model's
 * terms.
 */
async function perform({ ledger }: TestLedger, step: Step, row: LedgerRow | undefined) {
  switch (step.kind) {
    case "claim": {
      const claim = await ledger.claim(step.intent)
      if (claim.kind === "claimed") expect(claim.claim).toEqual(row && toClaim(row))
      if (claim.kind === "in_progress") expect(claim.fence).toBe(row?.fence)
      if (claim.kind === "placed") expect(claim.order).toEqual(row && toLabOrder(row, placed))
      return claim.kind
    }
    case "record": {
      if (row === undefined) {
        await expect(ledger.record(step.intent, placed)).rejects.toThrow("missing")
        return "gone"
      }
      const order = await ledger.record(step.intent, placed)
      if (order !== undefined) expect(order).toEqual(row && toLabOrder(row, placed))
      return order === undefined ? "not ours" : "placed"
    }
    case "reject":
      return (await ledger.reject(step.intent, step.fence, "patient_rejected"))
        ? "done"
        : "not ours"
    case "release": {
      const { intent, fence, indeterminate, sent, errorResponses } = step
      const code = "junction_outcome_unknown"
      const release = { code, indeterminate, sent, errorResponses } as const
      return (await ledger.release(intent, fence, release)) ? "done" : "not ours"
    }
    case "startNextAttempt": {
      const next = await ledger.startNextAttempt(step.intent, step.fence)
      if (next !== undefined) expect(next).toEqual(row && toClaim(row))
      return next === undefined ? "not ours" : "done"
    }
    case "markReconciled":
      return (await ledger.markReconciled(step.row)) ? "done" : "not ours"
  }
}

function toIntent(brandId: string, key: string, body: string): Intent {
  return {
    brandId,
    userId: "user_a",
    keyHmac: key,
    bodyHmac: body,
    orderId: `${brandId}-${key}-${body}`,
    orderFields: { patient_id: body, panel_slug: "pcos", total_cents: null, currency: null },
  }
}
