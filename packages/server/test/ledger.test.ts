import { randomUUID } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, onTestFinished, test } from "vitest"
import { createMemoryLedger, type Intent, type OrderLedger } from "../src/index.ts"
import { leaseMs } from "../src/ledger.ts"
import { createDigest, openSqliteLedger } from "../src/node/index.ts"

const digest = createDigest(new Uint8Array(32).fill(7))
const noon = Date.parse("2026-11-23T12:00:00Z")

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "ledger-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, "deep", "ledger.sqlite")
}

function anIntent(about: Partial<Intent> = {}): Intent {
  return {
    brandId: "brand_a",
    userId: "user_a",
    keyHmac: "key",
    bodyHmac: "body",
    orderId: "order-1",
    kept: { patient_id: "pat", panel_slug: "pcos", total_cents: 2 ** 53 - 1, currency: "😀😀😀" },
    ...about,
  }
}

const placed = { junctionOrderId: "junction-1", status: "received" }

describe.each<[string, (now: () => number) => OrderLedger]>([
  ["memory", (now) => createMemoryLedger({ now })],
  ["SQLite", (now) => openSqliteLedger({ path: temporaryFile(), digest, now })],
])("the %s ledger", (_name, open) => {
  function openLedger() {
    const clock = { now: noon }
    const ledger = open(() => clock.now)
    onTestFinished(() => ledger.close())
    const hold = async (intent = anIntent()) => {
      const claim = await ledger.claim(intent)
      if (claim.kind !== "held") throw new Error(`expected a hold, got ${claim.kind}`)
      return claim.hold
    }
    return { ledger, clock, hold }
  }

  test("gives a new intent to the first who claims it", async () => {
    const { ledger, hold } = openLedger()
    expect(await hold()).toEqual({
      fence: 1,
      attempt: 1,
      dirty: false,
      firstSentAt: noon,
      leaseUntil: noon + leaseMs,
    })
    expect(await ledger.claim(anIntent())).toEqual({ kind: "in_progress" })
  })

  test("keeps brands, users and keys apart", async () => {
    const { hold } = openLedger()
    for (const about of [{}, { brandId: "b" }, { userId: "b" }, { keyHmac: "b" }]) {
      expect(await hold(anIntent({ ...about, orderId: randomUUID() }))).toMatchObject({ fence: 1 })
    }
  })

  test("answers a placed order for ever, to its own body only", async () => {
    const { ledger, clock, hold } = openLedger()
    await hold()
    clock.now += 400
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
    clock.now += 10 * 365 * 86_400_000
    expect(await ledger.claim(anIntent())).toEqual({ kind: "placed", order })
    expect(await ledger.claim(anIntent({ orderId: "order-2", bodyHmac: "b" }))).toEqual({
      kind: "reused",
    })
  })

  test("refuses another body while the first is at work, left unfinished, or lapsed", async () => {
    const { ledger, clock, hold } = openLedger()
    const other = anIntent({ orderId: "order-2", bodyHmac: "other" })
    const { fence } = await hold()
    expect(await ledger.claim(other)).toEqual({ kind: "reused" })
    await ledger.release(anIntent(), fence, true)
    expect(await ledger.claim(other)).toEqual({ kind: "reused" })
    await hold()
    clock.now += leaseMs
    expect(await ledger.claim(other)).toEqual({ kind: "reused" })
  })

  test("hands on a lapsed lease as dirty, with the first send's time", async () => {
    const { ledger, clock, hold } = openLedger()
    await hold()
    clock.now += leaseMs - 1
    expect(await ledger.claim(anIntent())).toEqual({ kind: "in_progress" })
    clock.now += 1
    expect(await hold()).toEqual({
      fence: 2,
      attempt: 1,
      dirty: true,
      firstSentAt: noon,
      leaseUntil: clock.now + leaseMs,
    })
  })

  test("takes a lease for lapsed that ends later than any lease can", async () => {
    const { clock, hold } = openLedger()
    await hold()
    clock.now -= 60 * 60 * 1000
    expect(await hold()).toMatchObject({ fence: 2, dirty: true })
  })

  test("hands on what was released at once: clean with a new time, dirty with the old one", async () => {
    const { ledger, clock, hold } = openLedger()
    await ledger.release(anIntent(), (await hold()).fence, false)
    clock.now += 1000
    expect(await hold()).toMatchObject({ fence: 2, dirty: false, firstSentAt: noon + 1000 })
    await ledger.release(anIntent(), 2, true)
    clock.now += 1000
    expect(await hold()).toMatchObject({
      fence: 3,
      attempt: 1,
      dirty: true,
      firstSentAt: noon + 1000,
    })
    // Once dirty, a clean end of a later send takes nothing back.
    await ledger.release(anIntent(), 3, true)
    expect(await hold()).toMatchObject({ dirty: true })
  })

  test("starts a refused order over, with a new attempt for the same body", async () => {
    const { ledger, clock, hold } = openLedger()
    await ledger.refuse(anIntent(), (await hold()).fence)
    clock.now += 1000
    expect(await hold()).toMatchObject({
      fence: 2,
      attempt: 2,
      dirty: false,
      firstSentAt: clock.now,
    })
  })

  test("gives a refused key to another body, as a new order", async () => {
    const { ledger, clock, hold } = openLedger()
    await ledger.refuse(anIntent(), (await hold()).fence)
    clock.now += 1000
    const other = anIntent({
      orderId: "order-2",
      bodyHmac: "other",
      kept: { patient_id: null, panel_slug: "wellness", total_cents: null, currency: null },
    })
    expect(await hold(other)).toMatchObject({ fence: 2, attempt: 1, dirty: false })
    expect(await ledger.record(other, placed)).toMatchObject({
      id: "order-2",
      panel_slug: "wellness",
      patient_id: null,
      created_at: new Date(clock.now).toISOString(),
    })
  })

  test("lets nobody refuse or release with an old fence", async () => {
    const { ledger, clock, hold } = openLedger()
    const old = await hold()
    clock.now += leaseMs
    await hold()
    await ledger.refuse(anIntent(), old.fence)
    await ledger.release(anIntent(), old.fence, false)
    expect(await ledger.claim(anIntent())).toEqual({ kind: "in_progress" })
  })

  test("records a placed order at any fence, once", async () => {
    const { ledger, clock, hold } = openLedger()
    await hold()
    clock.now += leaseMs
    const { fence } = await hold()
    const first = await ledger.record(anIntent(), placed)
    expect(first).toMatchObject({ junction_order_id: "junction-1" })
    expect(await ledger.record(anIntent(), { junctionOrderId: "2", status: "x" })).toEqual(first)
    await ledger.refuse(anIntent(), fence)
    await ledger.release(anIntent(), fence, false)
    expect(await ledger.claim(anIntent())).toEqual({ kind: "placed", order: first })
  })

  test("records nothing under a key that went to another order", async () => {
    const { ledger, hold } = openLedger()
    await ledger.refuse(anIntent(), (await hold()).fence)
    await hold(anIntent({ orderId: "order-2", bodyHmac: "other" }))
    expect(await ledger.record(anIntent(), placed)).toBeUndefined()
  })
})

test("a SQLite ledger keeps everything over a restart", async () => {
  const path = temporaryFile()
  const first = openSqliteLedger({ path, digest })
  await first.claim(anIntent())
  const order = await first.record(anIntent(), placed)
  await first.close()
  const second = openSqliteLedger({ path, digest })
  onTestFinished(() => second.close())
  expect(await second.claim(anIntent())).toEqual({ kind: "placed", order })
})

test("a SQLite ledger refuses another secret than the one it was made with", async () => {
  const path = temporaryFile()
  await openSqliteLedger({ path, digest }).close()
  const other = createDigest(new Uint8Array(32).fill(8))
  expect(() => openSqliteLedger({ path, digest: other })).toThrow("another ledger secret")
})

test("a SQLite ledger refuses a schema that is newer than itself", async () => {
  const path = temporaryFile()
  await openSqliteLedger({ path, digest }).close()
  const database = new DatabaseSync(path)
  database.exec("PRAGMA user_version = 99")
  database.close()
  expect(() => openSqliteLedger({ path, digest })).toThrow("schema 99")
})

test("a file that is no database is told and left as it is", () => {
  const path = join(mkdtempSync(join(tmpdir(), "ledger-")), "not-a-database")
  onTestFinished(() => rmSync(join(path, ".."), { recursive: true }))
  writeFileSync(path, "x".repeat(4096))
  expect(() => openSqliteLedger({ path, digest })).toThrow("not a database")
  expect(readFileSync(path, "utf8")).toBe("x".repeat(4096))
})

test("a short ledger secret is refused", () => {
  expect(() => createDigest(new Uint8Array(31))).toThrow("at least 32 bytes")
})
