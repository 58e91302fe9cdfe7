import { expect, test } from "vitest"
import { leaseMs, type LedgerRow } from "../../../src/orders/ledger.ts"
import {
  anIntent,
  claimIntent,
  noon,
  notSent,
  placed,
  unknownOutcome,
  type TestLedger,
} from "../../support/ledgers.ts"

/**
 * Defines the tests of unfinished orders and their reconciliation. Each test opens a new ledger.
 */
export function testUnfinished(open: () => Promise<TestLedger>): void {
  test("lists unfinished rows by page, the oldest change first", async () => {
    const { ledger, now, advance } = await open()
    const ids = (rows: readonly LedgerRow[]) => rows.map(({ orderId }) => orderId)
    const take = async (orderId: string) => {
      const intent = anIntent({ keyHmac: orderId, orderId })
      await claimIntent(ledger, intent)
      return intent
    }
    await take("lapsed")
    await advance(leaseMs)
    // Two rows with the same time, created in reverse order.
    for (const orderId of ["b", "a"]) await ledger.release(await take(orderId), 1, unknownOutcome)
    await advance(1)
    await ledger.release(await take("last"), 1, notSent)
    await ledger.record(await take("placed"), placed)
    await ledger.reject(await take("rejected"), 1, "patient_rejected")
    await take("started")

    expect(ids(await ledger.unfinished({ limit: 10 }))).toEqual(["lapsed", "a", "b", "last"])
    expect(ids(await ledger.unfinished({ limit: 10, changedBefore: now() }))).toEqual([
      "lapsed",
      "a",
      "b",
    ])
    const first = await ledger.unfinished({ limit: 2 })
    expect(ids(first)).toEqual(["lapsed", "a"])
    expect(ids(await ledger.unfinished({ limit: 2, after: first.at(-1) }))).toEqual(["b", "last"])
  })

  test("counts unfinished rows, reconciled or not, and returns the time of the oldest", async () => {
    const { ledger, advance } = await open()
    expect(await ledger.backlog()).toEqual({ unfinished: 0, oldestCreatedAt: undefined })
    const take = async (orderId: string) => {
      const intent = anIntent({ keyHmac: orderId, orderId })
      await claimIntent(ledger, intent)
      return intent
    }
    await ledger.record(await take("placed"), placed)
    await ledger.reject(await take("rejected"), 1, "patient_rejected")
    await advance(1_000)
    const oldest = await take("oldest")
    expect(await ledger.backlog()).toEqual({ unfinished: 0, oldestCreatedAt: undefined })
    await advance(leaseMs)
    expect(await ledger.backlog()).toEqual({ unfinished: 1, oldestCreatedAt: noon + 1_000 })
    // The row that changed last is the oldest one.
    await ledger.release(await take("released"), 1, unknownOutcome)
    await advance(1_000)
    const { fence } = await claimIntent(ledger, oldest)
    await ledger.release(oldest, fence, unknownOutcome)
    for (const row of await ledger.unfinished({ limit: 10 })) await ledger.markReconciled(row)
    await take("started")
    expect(await ledger.backlog()).toEqual({ unfinished: 2, oldestCreatedAt: noon + 1_000 })
    await ledger.record(oldest, placed)
    expect(await ledger.backlog()).toEqual({
      unfinished: 1,
      oldestCreatedAt: noon + 1_000 + leaseMs,
    })
  })

  test("omits rows reconciled after the settle time until they change", async () => {
    const { ledger, now, advance } = await open()
    await ledger.release(anIntent(), (await claimIntent(ledger)).fence, unknownOutcome)
    await advance(1_000)
    const unreconciled = { settleMs: 1_000, reconciledBefore: now() + 1_000_000 }
    const [row] = await ledger.unfinished({ limit: 1, unreconciled })
    if (row === undefined) throw new Error("nothing is unfinished")
    await ledger.markReconciled(row)
    expect(await ledger.unfinished({ limit: 1, unreconciled })).toEqual([])
    expect(await ledger.unfinished({ limit: 1 })).toEqual([{ ...row, reconciledAt: now() }])
    await advance(1)
    await ledger.release(anIntent(), (await claimIntent(ledger)).fence, unknownOutcome)
    expect(await ledger.unfinished({ limit: 1, unreconciled })).toMatchObject([{ fence: 2 }])
  })

  test("omits rows reconciled before the settle time only if that was recent", async () => {
    const { ledger, now, advance } = await open()
    await ledger.release(anIntent(), (await claimIntent(ledger)).fence, unknownOutcome)
    const [row] = await ledger.unfinished({ limit: 1 })
    if (row === undefined) throw new Error("nothing is unfinished")
    await advance(500)
    await ledger.markReconciled(row)
    const query = (reconciledBefore: number) =>
      ledger.unfinished({ limit: 1, unreconciled: { settleMs: 1_000, reconciledBefore } })
    expect(await query(now())).toEqual([])
    expect(await query(now() + 1)).toHaveLength(1)
  })

  test("lists placed rows with more than one attempt until they are reconciled", async () => {
    const { ledger, now, advance } = await open()
    const { fence } = await claimIntent(ledger)
    await ledger.startNextAttempt(anIntent(), fence)
    await ledger.record(anIntent(), placed)
    const first = anIntent({ keyHmac: "first", orderId: "order-first" })
    await claimIntent(ledger, first)
    await ledger.record(first, placed)
    expect(await ledger.placedByLaterAttempt({ limit: 9, changedBefore: now() })).toEqual([])
    await advance(1)
    const rows = await ledger.placedByLaterAttempt({ limit: 9, changedBefore: now() })
    expect(rows).toMatchObject([{ orderId: "order-1", attempt: 2, state: "placed" }])
    const [row] = rows
    if (row === undefined) throw new Error("no row was placed by a later attempt")
    expect(await ledger.placedByLaterAttempt({ limit: 9, after: row })).toEqual([])
    expect(await ledger.markReconciled(row)).toBe(true)
    expect(await ledger.placedByLaterAttempt({ limit: 9 })).toEqual([])
  })

  test("does not mark a row as reconciled that was claimed or placed since it was read", async () => {
    const { ledger } = await open()
    await ledger.release(anIntent(), (await claimIntent(ledger)).fence, unknownOutcome)
    const [row] = await ledger.unfinished({ limit: 1 })
    if (row === undefined) throw new Error("nothing is unfinished")
    const { fence } = await claimIntent(ledger)
    await ledger.markReconciled(row)
    expect(await ledger.read(anIntent())).toMatchObject({ reconciledAt: undefined })
    await ledger.release(anIntent(), fence, unknownOutcome)
    const [again] = await ledger.unfinished({ limit: 1 })
    if (again === undefined) throw new Error("nothing is unfinished")
    await ledger.record(anIntent(), placed)
    await ledger.markReconciled(again)
    expect(await ledger.read(anIntent())).toMatchObject({
      state: "placed",
      reconciledAt: undefined,
    })
  })
}
