import { randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import { noErrorResponses } from "../../../src/orders/error-responses.ts"
import { leaseMs } from "../../../src/orders/ledger.ts"
import { expectToFollowModel } from "./ledger.property.ts"
import {
  anIntent,
  anotherIntent,
  claimIntent,
  noon,
  notSent,
  placed,
  unknownOutcome,
  type TestLedger,
} from "../../support/ledgers.ts"

/** Defines the tests of every `OrderLedger`. Each test opens a new ledger. */
export function testLedger(open: () => Promise<TestLedger>, propertyRuns: number): void {
  test("does not reject, release, or continue with an old fence, another order, or an ended claim", async () => {
    const { ledger, advance } = await open()
    const old = await claimIntent(ledger)
    await advance(leaseMs)
    const { fence } = await claimIntent(ledger)
    for (const [intent, stale] of [
      [anIntent(), old.fence],
      [anIntent(), fence + 1],
      [anotherIntent(), fence],
      [anIntent({ keyHmac: "never claimed" }), fence],
    ] as const) {
      expect(await ledger.reject(intent, stale, "patient_rejected")).toBe(false)
      expect(await ledger.release(intent, stale, notSent)).toBe(false)
      expect(await ledger.startNextAttempt(intent, stale)).toBeUndefined()
    }
    expect(await ledger.claim(anIntent())).toEqual({ kind: "in_progress", fence })
    expect(await ledger.release(anIntent(), fence, notSent)).toBe(true)
    expect(await ledger.release(anIntent(), fence, notSent)).toBe(false)
    expect(await ledger.reject(anIntent(), fence, "patient_rejected")).toBe(false)
  })

  test("reports `reused` to another body while the first is started, unfinished, lapsed, or placed", async () => {
    const { ledger, advance } = await open()
    const { fence } = await claimIntent(ledger)
    expect(await ledger.claim(anotherIntent())).toEqual({ kind: "reused" })
    await ledger.release(anIntent(), fence, unknownOutcome)
    expect(await ledger.claim(anotherIntent())).toEqual({ kind: "reused" })
    await claimIntent(ledger)
    await advance(leaseMs)
    expect(await ledger.claim(anotherIntent())).toEqual({ kind: "reused" })
    await ledger.record(anIntent(), placed)
    expect(await ledger.claim(anotherIntent())).toEqual({ kind: "reused" })
  })

  test("throws when it records an order without a row", async () => {
    const { ledger } = await open()
    await expect(ledger.record(anIntent(), placed)).rejects.toThrow("is missing")
  })

  test("records nothing under a key that belongs to another order", async () => {
    const { ledger } = await open()
    await ledger.reject(anIntent(), (await claimIntent(ledger)).fence, "patient_rejected")
    await claimIntent(ledger, anotherIntent())
    expect(await ledger.record(anIntent(), placed)).toBeUndefined()
    expect(await ledger.read(anIntent())).toMatchObject({ orderId: "order-2", state: "started" })
  })

  test("lets the first caller claim a new intent", async () => {
    const { ledger } = await open()
    expect(await ledger.read(anIntent())).toBeUndefined()
    expect(await claimIntent(ledger)).toEqual({
      fence: 1,
      attempt: 1,
      indeterminate: false,
      errorResponses: noErrorResponses,
      createdAt: noon,
      firstSentAt: noon,
      lastSentBefore: noon,
      leaseUntil: noon + leaseMs,
    })
    expect(await ledger.claim(anIntent())).toEqual({ kind: "in_progress", fence: 1 })
  })

  test("lets one of many concurrent callers claim an intent", async () => {
    const { ledger } = await open()
    const claims = await Promise.all(Array.from({ length: 20 }, () => ledger.claim(anIntent())))
    const kinds = claims.map(({ kind }) => kind).toSorted()
    expect(kinds).toEqual(["claimed", ...Array.from({ length: 19 }, () => "in_progress")])
  })

  test("stores each brand, user, and key in its own row", async () => {
    const { ledger } = await open()
    for (const about of [{}, { brandId: "b" }, { userId: "b" }, { keyHmac: "b" }]) {
      const intent = anIntent({ ...about, orderId: randomUUID() })
      expect(await claimIntent(ledger, intent)).toMatchObject({ fence: 1 })
    }
  })

  test("stores every character of the caller's text", async () => {
    const { ledger } = await open()
    for (const text of ["", "\0\0\0", "\ud800", "😀", "a'b\"c\\d", "e\u0301\u00e9", "\u2028"]) {
      const kept = { patient_id: text, panel_slug: "pcos", total_cents: 0, currency: text } as const
      const intent = anIntent({ keyHmac: randomUUID(), orderId: randomUUID(), orderFields: kept })
      await claimIntent(ledger, intent)
      expect(await ledger.record(intent, placed)).toMatchObject(kept)
      expect((await ledger.find("any", intent.orderId))?.orderFields).toEqual(kept)
    }
  })

  test("finds an order for its brand and user only", async () => {
    const { ledger } = await open()
    const intent = anIntent()
    await claimIntent(ledger, intent)
    const { brandId, userId, orderId } = intent
    expect(await ledger.find({ brandId, userId }, orderId)).toMatchObject({ orderId })
    expect(await ledger.find("any", orderId)).toMatchObject({ orderId })
    expect(await ledger.find({ brandId: "other", userId }, orderId)).toBeUndefined()
    expect(await ledger.find({ brandId, userId: "other" }, orderId)).toBeUndefined()
  })

  test("finds an order by Junction's ID once it is placed", async () => {
    const { ledger } = await open()
    await claimIntent(ledger)
    expect(await ledger.findPlaced(placed.junctionOrderId)).toBeUndefined()
    await ledger.record(anIntent(), placed)
    const { orderId } = anIntent()
    expect(await ledger.findPlaced(placed.junctionOrderId)).toMatchObject({ orderId, placed })
    expect(await ledger.findPlaced(orderId)).toBeUndefined()
    expect(await ledger.find("any", placed.junctionOrderId)).toBeUndefined()
  })

  test("returns the same order to every caller, without a time limit", async () => {
    const { ledger, advance } = await open()
    await claimIntent(ledger)
    await advance(400)
    const order = await ledger.record(anIntent(), placed)
    expect(order).toEqual({
      id: "order-1",
      brand_id: "brand_a",
      user_id: "user_a",
      patient_id: "pat",
      panel_slug: "pcos",
      junction_order_id: "junction-1",
      status: "received",
      total_cents: 2 ** 53 - 1,
      currency: "😀😀😀",
      tracking_number: null,
      result_bloodwork_id: null,
      created_at: "2026-11-23T12:00:00.000Z",
      updated_at: "2026-11-23T12:00:00.400Z",
      completed_at: null,
    })
    await advance(10 * 365 * 86_400_000)
    expect(await ledger.claim(anIntent())).toEqual({ kind: "placed", order })
    const again = { junctionOrderId: "junction-2", status: "cancelled" }
    expect(await ledger.record(anIntent(), again)).toEqual(order)
  })

  test("takes over a lapsed lease as indeterminate, with its first send and its end", async () => {
    const { ledger, now, advance } = await open()
    await claimIntent(ledger)
    await advance(leaseMs - 1)
    expect(await ledger.claim(anIntent())).toEqual({ kind: "in_progress", fence: 1 })
    await advance(1_001)
    expect(await claimIntent(ledger)).toEqual({
      fence: 2,
      attempt: 1,
      indeterminate: true,
      errorResponses: noErrorResponses,
      createdAt: noon,
      firstSentAt: noon,
      lastSentBefore: noon + leaseMs,
      leaseUntil: now() + leaseMs,
    })
  })

  test("treats a lease beyond the maximum duration as lapsed", async () => {
    const { ledger, advance } = await open()
    const { leaseUntil } = await claimIntent(ledger)
    await advance(-1)
    expect(await ledger.unfinished({ limit: 10 })).toMatchObject([{ state: "started" }])
    // The process with the lease may have the correct clock and may still send.
    expect(await claimIntent(ledger)).toMatchObject({
      fence: 2,
      indeterminate: true,
      lastSentBefore: leaseUntil - 1,
    })
  })

  test("takes over a released row at once, with a new first send unless it is indeterminate", async () => {
    const { ledger, advance } = await open()
    const first = await claimIntent(ledger)
    await advance(500)
    await ledger.release(anIntent(), first.fence, notSent)
    await advance(500)
    expect(await claimIntent(ledger)).toMatchObject({
      fence: 2,
      indeterminate: false,
      createdAt: noon,
      firstSentAt: noon + 1_000,
      lastSentBefore: noon,
    })
    await advance(500)
    await ledger.release(anIntent(), 2, unknownOutcome)
    expect(await ledger.read(anIntent())).toMatchObject({ lastCode: unknownOutcome.code })
    await advance(500)
    expect(await claimIntent(ledger)).toMatchObject({
      fence: 3,
      attempt: 1,
      indeterminate: true,
      firstSentAt: noon + 1_000,
      lastSentBefore: noon + 1_500,
    })
  })

  test("starts the next attempt under the same claim", async () => {
    const { ledger, advance } = await open()
    const first = await claimIntent(ledger)
    await ledger.release(anIntent(), first.fence, unknownOutcome)
    const second = await claimIntent(ledger)
    await advance(1_000)
    expect(await ledger.startNextAttempt(anIntent(), second.fence)).toEqual({
      ...second,
      attempt: 2,
      indeterminate: false,
      firstSentAt: noon + 1_000,
    })
  })

  test("starts a rejected order again, with the next attempt for the same body", async () => {
    const { ledger, now, advance } = await open()
    await ledger.release(anIntent(), (await claimIntent(ledger)).fence, notSent)
    for (const row of await ledger.unfinished({ limit: 1 })) await ledger.markReconciled(row)
    await ledger.reject(anIntent(), (await claimIntent(ledger)).fence, "patient_rejected")
    expect(await ledger.read(anIntent())).toMatchObject({
      state: "rejected",
      lastCode: "patient_rejected",
      reconciledAt: noon,
    })
    await advance(1_000)
    expect(await claimIntent(ledger)).toMatchObject({
      fence: 3,
      attempt: 2,
      indeterminate: false,
      createdAt: noon,
      firstSentAt: now(),
      lastSentBefore: now(),
    })
    expect(await ledger.read(anIntent())).toMatchObject({
      lastCode: undefined,
      reconciledAt: undefined,
    })
  })

  test("lets another body claim a rejected key, as a new order", async () => {
    const { ledger, now, advance } = await open()
    await ledger.reject(anIntent(), (await claimIntent(ledger)).fence, "patient_rejected")
    await advance(1_000)
    const kept = {
      patient_id: null,
      panel_slug: "wellness",
      total_cents: null,
      currency: null,
    } as const
    const other = anotherIntent({ orderFields: kept })
    expect(await claimIntent(ledger, other)).toMatchObject({
      fence: 2,
      attempt: 2,
      createdAt: now(),
    })
    expect(await ledger.find("any", "order-1")).toBeUndefined()
    expect(await ledger.record(other, placed)).toMatchObject({
      id: "order-2",
      panel_slug: "wellness",
      patient_id: null,
      created_at: new Date(now()).toISOString(),
    })
  })

  test("records a placed order once, at any fence and in any state", async () => {
    const { ledger, advance } = await open()
    await claimIntent(ledger)
    await advance(leaseMs)
    const { fence } = await claimIntent(ledger)
    await ledger.reject(anIntent(), fence, "patient_rejected")
    const order = await ledger.record(anIntent(), placed)
    expect(order).toMatchObject({ junction_order_id: "junction-1" })
    expect(await ledger.release(anIntent(), fence, notSent)).toBe(false)
    expect(await ledger.claim(anIntent())).toEqual({ kind: "placed", order })
  })

  test("follows the model for random operations in random order", async () => {
    const opened = await open()
    await expectToFollowModel(opened, propertyRuns)
    expect(await opened.ledger.read(anIntent({ brandId: "run_0" }))).toBeUndefined()
  })
}
