import { join } from "node:path"
import { onTestFinished } from "vitest"
import { createMemoryLedger, type Intent, type OrderLedger } from "../../src/index.ts"
import {
  createHashing,
  migratePostgresLedger,
  openPostgresLedger,
  openSqliteLedger,
} from "../../src/node/index.ts"
import type { PostgresServer } from "./postgres-server.ts"
import { temporaryFolder } from "./temporary-folder.ts"

/** A ledger on a clock that the test sets. */
export interface TestLedger {
  readonly ledger: OrderLedger
  /** Epoch milliseconds. */
  now(): number
  /** Advances the clock. A negative number sets it back. */
  advance(milliseconds: number): Promise<void>
}

/** The hashing of every test ledger. */
export const hashing = createHashing(new Uint8Array(32).fill(7))
/** The initial time of every test ledger. */
export const noon = Date.parse("2026-11-23T12:00:00Z")

/** Opens the memory ledger. */
export async function openMemory(): Promise<TestLedger> {
  let now = noon
  return {
    ledger: createMemoryLedger({ now: () => now }),
    now: () => now,
    advance: async (milliseconds) => {
      now += milliseconds
    },
  }
}

/** Opens a SQLite ledger in a new file until the test ends. */
export async function openSqlite(): Promise<TestLedger> {
  let now = noon
  const ledger = await openSqliteLedger({ path: temporaryFile(), hashing, now: () => now })
  onTestFinished(() => ledger.close())
  return {
    ledger,
    now: () => now,
    advance: async (milliseconds) => {
      now += milliseconds
    },
  }
}

/** Opens a PostgreSQL ledger in a new schema until the test ends. */
export async function openPostgres(server: PostgresServer): Promise<TestLedger> {
  const schema = await server.createSchema({ clock: true })
  let now = noon
  await schema.setClock(now)
  await migratePostgresLedger(schema)
  const ledger = await openPostgresLedger({ ...schema, hashing, now: () => now })
  onTestFinished(() => ledger.close())
  return {
    ledger,
    now: () => now,
    advance: async (milliseconds) => {
      now += milliseconds
      await schema.setClock(now)
    },
  }
}

/** Returns a path in a folder that does not exist. It is removed when the test ends. */
export function temporaryFile(): string {
  return join(temporaryFolder(), "deep", "ledger.sqlite")
}

/** Returns an intent with the given fields. */
export function anIntent(about: Partial<Intent> = {}): Intent {
  return {
    brandId: "brand_a",
    userId: "user_a",
    keyHmac: "key",
    bodyHmac: "body",
    orderId: "order-1",
    orderFields: {
      patient_id: "pat",
      panel_slug: "pcos",
      total_cents: 2 ** 53 - 1,
      currency: "😀😀😀",
    },
    ...about,
  }
}

/** Returns an intent with the same key and another body. */
export function anotherIntent(about: Partial<Intent> = {}): Intent {
  return anIntent({ orderId: "order-2", bodyHmac: "other", ...about })
}

/** Claims an intent. Throws if the claim fails. */
export async function claimIntent(ledger: OrderLedger, intent = anIntent()) {
  const claim = await ledger.claim(intent)
  if (claim.kind !== "claimed") throw new Error(`Expected a claim, got ${claim.kind}.`)
  return claim.claim
}

/** An order as Junction places it. */
export const placed = { junctionOrderId: "junction-1", status: "received" }
/** The release of a claim after a send of unknown outcome. */
export const unknownOutcome = {
  code: "junction_outcome_unknown",
  indeterminate: true,
  sent: true,
} as const
/** The release of a claim without a send. */
export const notSent = { code: "junction_unavailable", indeterminate: false, sent: false } as const
