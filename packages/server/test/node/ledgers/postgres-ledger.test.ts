import { inspect } from "node:util"
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest"
import { noErrorResponses } from "../../../src/orders/error-responses.ts"
import { leaseMs, type Intent } from "../../../src/orders/ledger.ts"
import {
  createHashing,
  migratePostgresLedger,
  openPostgresLedger,
  type PostgresLedgerOptions,
} from "../../../src/node/index.ts"
import { startDroppingProxy } from "./dropping-proxy.ts"
import {
  anIntent,
  anotherIntent,
  hashing,
  claimIntent,
  noon,
  notSent,
  placed,
  unknownOutcome,
} from "../../support/ledgers.ts"
import {
  startPostgres,
  type PostgresSchema,
  type PostgresServer,
} from "../../support/postgres-server.ts"

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

async function makeSchema(options?: { clock: boolean }): Promise<PostgresSchema> {
  const schema = await server.createSchema(options)
  if (options?.clock) await schema.setClock(noon)
  await migratePostgresLedger(schema)
  return schema
}

async function openLedger(
  { connectionString }: Pick<PostgresSchema, "connectionString">,
  options: Partial<PostgresLedgerOptions> = {},
) {
  const ledger = await openPostgresLedger({ connectionString, hashing, ...options })
  onTestFinished(() => ledger.close())
  return ledger
}

const endConnections = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'integrations-ledger'`

/** Resolves when a statement of a ledger waits for a lock of another connection. */
async function untilBlocked(schema: PostgresSchema): Promise<void> {
  await vi.waitFor(async () => {
    const waiting = await schema.query(`
      SELECT FROM pg_stat_activity
      WHERE application_name = 'integrations-ledger' AND wait_event_type = 'Lock'`)
    expect(waiting).toHaveLength(1)
  })
}

test("openPostgresLedger rejects a database without the schema or with a newer one", async () => {
  const schema = await server.createSchema()
  await expect(openPostgresLedger({ ...schema, hashing })).rejects.toThrow(
    "integrations-server migrate",
  )
  await migratePostgresLedger(schema)
  await openLedger(schema)
  await schema.query("INSERT INTO ledger_migrations (version) VALUES (99)")
  await expect(openPostgresLedger({ ...schema, hashing })).rejects.toThrow("schema version 99")
  await expect(migratePostgresLedger(schema)).rejects.toThrow("schema version 99")
})

test("a ledger without a secret is bound to one only with bindSecret", async () => {
  const schema = await makeSchema()
  const wrong = createHashing(new Uint8Array(32).fill(8))
  const unbound = await openPostgresLedger({ ...schema, hashing: wrong, bindSecret: false })
  await unbound.close()
  await openLedger(schema)
  await expect(
    openPostgresLedger({ ...schema, hashing: wrong, bindSecret: false }),
  ).rejects.toThrow("another LEDGER_SECRET")
})

test.each([
  ["a port without a server", "postgres://user:hunter2@127.0.0.1:1/orders", "ECONNREFUSED"],
  ["an unknown host", "postgres://user:hunter2@host.invalid/orders", "host.invalid|EAI_AGAIN"],
])("%s is an error that names DATABASE_URL without its password", async (_, url, reason) => {
  for (const open of [openPostgresLedger, migratePostgresLedger]) {
    const error = await open({ connectionString: url, hashing }).then(
      () => undefined,
      (thrown: unknown) => thrown as Error,
    )
    expect(error?.message).toMatch(
      new RegExp(`^Cannot connect to the database of DATABASE_URL: .*(${reason})`),
    )
    expect(error?.message).not.toContain("hunter2")
  }
})

test("concurrent migrations run once", async () => {
  const schema = await server.createSchema()
  await Promise.all(Array.from({ length: 4 }, () => migratePostgresLedger(schema)))
  expect(await schema.query("SELECT version FROM ledger_migrations ORDER BY version")).toEqual([
    { version: 1 },
    { version: 2 },
    { version: 3 },
    { version: 4 },
  ])
})

test("openPostgresLedger rejects a wrong ledger secret", async () => {
  const schema = await makeSchema()
  await openLedger(schema)
  const other = createHashing(new Uint8Array(32).fill(8))
  await expect(openPostgresLedger({ ...schema, hashing: other })).rejects.toThrow(
    "another LEDGER_SECRET",
  )
})

test("the error of a failed statement contains no value of the row", async () => {
  const schema = await makeSchema()
  const ledger = await openLedger(schema)
  await schema.query("ALTER TABLE lab_orders ADD CHECK (fence > 1)")
  const orderFields = { ...anIntent().orderFields, patient_id: "secret-patient" }
  const error: unknown = await ledger
    .claim(anIntent({ orderFields }))
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Error)
  expect(inspect(error)).toContain("check constraint")
  expect(inspect(error)).not.toContain("secret-patient")
})

test("a locked row fails only its own claim", async () => {
  const schema = await makeSchema()
  const ledger = await openLedger(schema)
  await claimIntent(ledger)
  await schema.query("BEGIN")
  await schema.query("SELECT FROM lab_orders FOR UPDATE")
  const [locked, free] = await Promise.allSettled([
    ledger.claim(anIntent()),
    ledger.claim(anIntent({ keyHmac: "2", orderId: "2" })),
  ])
  expect(locked).toMatchObject({ status: "rejected" })
  expect(free).toMatchObject({ value: { kind: "claimed" } })
  await schema.query("COMMIT")
  expect(await ledger.claim(anIntent())).toEqual({ kind: "in_progress", fence: 1 })
})

test("a claim that waits for another instance's commit respects its lease", async () => {
  const schema = await makeSchema({ clock: true })
  const ledger = await openLedger(schema, { now: () => noon })
  await ledger.release(anIntent(), (await claimIntent(ledger)).fence, notSent)
  await schema.query("BEGIN")
  await schema.query("UPDATE lab_orders SET state = 'started', fence = 2, lease_until = $1", [
    noon + 5 + leaseMs,
  ])
  await schema.setClock(noon + 5)
  const claim = ledger.claim(anIntent())
  await untilBlocked(schema)
  await schema.query("COMMIT")
  expect(await claim).toEqual({ kind: "in_progress", fence: 2 })
})

test("an operation whose response was lost runs once and returns its result", async () => {
  const schema = await makeSchema()
  const address = new URL(schema.connectionString)
  const proxy = await startDroppingProxy(Number(address.port))
  address.port = String(proxy.port)
  const ledger = await openLedger({ connectionString: address.href })
  const withDroppedResponse = async <Value>(operation: () => Promise<Value>) => {
    proxy.dropNextResponse()
    return operation()
  }

  expect(await withDroppedResponse(() => claimIntent(ledger))).toMatchObject({
    fence: 1,
    attempt: 1,
  })
  expect(await withDroppedResponse(() => ledger.release(anIntent(), 1, unknownOutcome))).toBe(true)
  expect(await withDroppedResponse(() => claimIntent(ledger))).toMatchObject({
    fence: 2,
    indeterminate: true,
  })
  expect(await withDroppedResponse(() => ledger.startNextAttempt(anIntent(), 2))).toMatchObject({
    attempt: 2,
  })
  expect(await withDroppedResponse(() => ledger.reject(anIntent(), 2, "patient_rejected"))).toBe(
    true,
  )
  expect(await withDroppedResponse(() => claimIntent(ledger))).toMatchObject({
    fence: 3,
    attempt: 3,
  })
  const order = await withDroppedResponse(() => ledger.record(anIntent(), placed))
  expect(order).toMatchObject({ id: "order-1" })
  expect(await withDroppedResponse(() => ledger.read(anIntent()))).toMatchObject({
    state: "placed",
    fence: 3,
  })
})

test("the lease of a claim whose response was lost starts when the claim was sent", async () => {
  const schema = await makeSchema({ clock: true })
  const address = new URL(schema.connectionString)
  const proxy = await startDroppingProxy(Number(address.port))
  address.port = String(proxy.port)
  let time = noon
  // Each reading of the clock is a second later.
  const ledger = await openLedger({ connectionString: address.href }, { now: () => (time += 1000) })
  proxy.dropNextResponse()
  const { leaseUntil } = await claimIntent(ledger)
  expect(leaseUntil).toBeLessThanOrEqual(noon + 1000 + leaseMs)
})

test("an invalid operation does not lose the outcomes of its batch", async () => {
  const schema = await makeSchema()
  const ledger = await openLedger(schema)
  await claimIntent(ledger)
  await schema.query("ALTER TABLE lab_orders ADD CHECK (state <> 'unfinished')")
  const [claimed, released, again] = await Promise.allSettled([
    ledger.claim(anIntent({ keyHmac: "2", orderId: "2" })),
    ledger.release(anIntent(), 1, notSent),
    ledger.claim(anIntent({ keyHmac: "3", orderId: "3" })),
  ])
  expect(claimed).toMatchObject({ value: { kind: "claimed" } })
  expect(released).toMatchObject({ status: "rejected" })
  expect(again).toMatchObject({ value: { kind: "claimed" } })
})

test("the ledger replaces connections that the server closed", async () => {
  const schema = await makeSchema()
  const ledger = await openLedger(schema)
  await claimIntent(ledger)
  await schema.query(endConnections)
  expect(await ledger.release(anIntent(), 1, notSent)).toBe(true)
  await schema.query(endConnections)
  expect(await ledger.find("any", "order-1")).toMatchObject({ state: "unfinished" })
})

test("operations reject while the server is stopped, and succeed after its restart", async () => {
  const schema = await makeSchema()
  const ledger = await openLedger(schema)
  await claimIntent(ledger)
  await server.stop()
  await expect(ledger.claim(anotherIntent())).rejects.toThrow("ECONNREFUSED")
  await expect(ledger.read(anIntent())).rejects.toThrow("ECONNREFUSED")
  await expect(openPostgresLedger({ ...schema, hashing })).rejects.toThrow("ECONNREFUSED")
  await server.start()
  expect(await ledger.claim(anIntent())).toEqual({ kind: "in_progress", fence: 1 })
})

test("concurrent claims of several instances succeed once per row, without a deadlock", async () => {
  const schema = await makeSchema()
  const ledgers = await Promise.all([openLedger(schema), openLedger(schema), openLedger(schema)])
  const intents = Array.from({ length: 200 }, (_, index) =>
    anIntent({ keyHmac: `${index}`, orderId: `${index}` }),
  )
  for (let fence = 1; fence <= 5; fence += 1) {
    const claims = await Promise.all(
      ledgers.flatMap((ledger, turn) =>
        // Each instance claims in another order.
        [...intents.slice(turn * 50), ...intents.slice(0, turn * 50)].map((intent) =>
          ledger.claim(intent),
        ),
      ),
    )
    expect(claims.filter(({ kind }) => kind === "claimed")).toHaveLength(200)
    expect(claims.filter(({ kind }) => kind === "in_progress")).toHaveLength(400)
    const released = await Promise.all(
      intents.flatMap((intent) =>
        ledgers.map((ledger) => ledger.release(intent, fence, unknownOutcome)),
      ),
    )
    expect(released.filter(Boolean)).toHaveLength(200)
  }
  expect(server.log()).not.toContain("deadlock detected")
})

test("instances that insert and record the same rows cause no deadlock", async () => {
  const schema = await makeSchema()
  const ledgers = await Promise.all([openLedger(schema), openLedger(schema), openLedger(schema)])
  const intents = (round: number) =>
    Array.from({ length: 100 }, (_, index) =>
      anIntent({ userId: `${round}`, keyHmac: `${index}`, orderId: `${round}-${index}` }),
    )
  for (const intent of intents(0)) await ledgers[0]?.claim(intent)
  for (let round = 1; round <= 10; round += 1) {
    const placedOrders = await Promise.all(
      ledgers.flatMap((ledger, turn) => {
        // Each instance works in another order.
        const rotated = (all: readonly Intent[]) => [
          ...all.slice(turn * 30),
          ...all.slice(0, turn * 30),
        ]
        return [
          ...rotated(intents(round)).map((intent) => ledger.claim(intent)),
          ...rotated(intents(round - 1)).map((intent) => ledger.record(intent, placed)),
        ]
      }),
    )
    expect(placedOrders).not.toContain(undefined)
  }
  expect(server.log()).not.toContain("deadlock detected")
})

test("a claim has times of the process's clock, and leases follow the database's clock", async () => {
  const schema = await makeSchema({ clock: true })
  const hour = 3_600_000
  const early = await openLedger(schema, { now: () => noon - hour })
  const late = await openLedger(schema, { now: () => noon + hour })
  expect(await claimIntent(early)).toEqual({
    fence: 1,
    attempt: 1,
    indeterminate: false,
    errorResponses: noErrorResponses,
    // A lookup starts at this time, so it must not be later than the request by either clock.
    createdAt: noon - hour,
    firstSentAt: noon - hour,
    lastSentBefore: noon - hour,
    leaseUntil: noon - hour + leaseMs,
  })
  expect(await late.claim(anIntent())).toEqual({ kind: "in_progress", fence: 1 })
  await schema.setClock(noon + leaseMs)
  expect(await claimIntent(late)).toMatchObject({
    fence: 2,
    firstSentAt: noon + hour - leaseMs,
    lastSentBefore: noon + hour,
    leaseUntil: noon + hour + leaseMs,
  })
  // The fields of the order are the same for every process.
  const order = await late.record(anIntent(), placed)
  expect(order?.created_at).toBe(new Date(noon).toISOString())
  expect(await early.claim(anIntent())).toEqual({ kind: "placed", order })
})

test("if the clocks differ too much, the last send counts as just now", async () => {
  const schema = await makeSchema({ clock: true })
  const ledger = await openLedger(schema, { now: () => noon })
  const { fence } = await claimIntent(ledger)
  const release = { code: "junction_outcome_unknown", indeterminate: true, sent: true } as const
  await ledger.release(anIntent(), fence, release)
  await schema.setClock(noon + 60_000)
  expect(await claimIntent(ledger)).toMatchObject({ lastSentBefore: noon - 60_000 })
  await ledger.release(anIntent(), fence + 1, { ...release, sent: false })
  await schema.setClock(noon + 3_600_000)
  expect(await claimIntent(ledger)).toMatchObject({ lastSentBefore: noon })
})

test("commits wait for the disk even if the database's setting is off", async () => {
  const schema = await makeSchema()
  await schema.query("ALTER DATABASE postgres SET synchronous_commit = off")
  onTestFinished(async () => {
    await schema.query("ALTER DATABASE postgres RESET synchronous_commit")
  })
  await schema.query("CREATE TABLE settings (synchronous_commit text)")
  await schema.query(`
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO settings VALUES (current_setting('synchronous_commit')); RETURN new; END $$`)
  await schema.query(
    "CREATE TRIGGER note BEFORE INSERT ON lab_orders FOR EACH ROW EXECUTE FUNCTION note()",
  )
  await claimIntent(await openLedger(schema))
  expect(await schema.query("SELECT * FROM settings")).toEqual([{ synchronous_commit: "on" }])
})
