import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { DatabaseSync } from "node:sqlite"
import type { Worker } from "node:worker_threads"
import { expect, onTestFinished, test } from "vitest"
import { leaseMs } from "../../../src/orders/ledger.ts"
import { createHashing, openSqliteLedger } from "../../../src/node/index.ts"
import {
  anIntent,
  anotherIntent,
  hashing,
  claimIntent,
  placed,
  temporaryFile,
  unknownOutcome,
} from "../../support/ledgers.ts"

async function openLedger(path = temporaryFile()) {
  const ledger = await openSqliteLedger({ path, hashing })
  onTestFinished(() => ledger.close())
  return { path, ledger }
}

/** Another connection to the file, as another process has one. */
function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  onTestFinished(() => database.close())
  return database
}

/** Turns of this thread's event loop, in which a thread that waits for a lock gets no further. */
async function turnEventLoop(): Promise<void> {
  for (let turns = 0; turns < 1_000; turns += 1) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test("another secret than the one it was made with is rejected", async () => {
  const { path } = await openLedger()
  const other = createHashing(new Uint8Array(32).fill(8))
  await expect(openSqliteLedger({ path, hashing: other })).rejects.toThrow("another LEDGER_SECRET")
})

test("a ledger of the first schema is brought up to date with its rows", async () => {
  const path = temporaryFile()
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path)
  // As the first version of this code made it, but for the constraints.
  database.exec(`
    CREATE TABLE ledger_secret (one INTEGER PRIMARY KEY, canary TEXT);
    CREATE TABLE lab_orders (
      brand_id, user_id, key_hmac, order_id, body_hmac, state, fence, attempt, dirty, first_sent_at, lease_until,
      created_at, updated_at, patient_id, panel_slug, total_cents, currency, junction_order_id, status
    );
    PRAGMA user_version = 1;
    INSERT INTO lab_orders VALUES
      ('brand_a', 'user_a', 'key', 'order-1', 'body', 'placed', 1, 1, 0, 1000, 36000, 1000, 2000,
       'pat', 'pcos', 19900, NULL, 'junction-1', 'received'),
      ('brand_a', 'user_a', 'key-2', 'order-2', 'body', 'unfinished', 3, 2, 1, 1000, 36000, 500, 2000,
       NULL, 'wellness', NULL, 'USD', NULL, NULL),
      ('brand_a', 'user_a', 'key-3', 'order-3', 'body', 'refused', 2, 1, 0, 1000, 36000, 500, 2000,
       NULL, 'wellness', NULL, NULL, NULL, NULL);
  `)
  database.close()
  const ledger = await openSqliteLedger({ path, hashing })
  onTestFinished(() => ledger.close())
  expect(await ledger.find("any", "order-1")).toMatchObject({
    state: "placed",
    orderFields: { patient_id: "pat", panel_slug: "pcos", total_cents: 19_900, currency: null },
    placed: { junctionOrderId: "junction-1", status: "received" },
    createdAt: 1000,
    updatedAt: 2000,
  })
  expect(await ledger.find("any", "order-2")).toMatchObject({
    state: "unfinished",
    orderFields: { patient_id: null, panel_slug: "wellness", total_cents: null, currency: "USD" },
    fence: 3,
    attempt: 2,
    indeterminate: true,
    firstSentAt: 1000,
    lastSentBefore: 36_000,
    errorResponses: { junction: 0, gateway: 0 },
    placed: undefined,
  })
  expect(await ledger.find("any", "order-3")).toMatchObject({ state: "rejected", fence: 2 })
})

test("a schema that is newer than the code is rejected", async () => {
  const { path } = await openLedger()
  connect(path).exec("PRAGMA user_version = 99")
  await expect(openSqliteLedger({ path, hashing })).rejects.toThrow("schema version 99")
})

test("a file that is no database is told and left as it is", async () => {
  const path = temporaryFile()
  mkdirSync(dirname(path))
  writeFileSync(path, "x".repeat(4096))
  await expect(openSqliteLedger({ path, hashing })).rejects.toThrow("not a database")
  expect(readFileSync(path, "utf8")).toBe("x".repeat(4096))
})

test("a folder that cannot be made is told", async () => {
  const path = temporaryFile()
  mkdirSync(dirname(path))
  writeFileSync(path, "")
  await expect(openSqliteLedger({ path: `${path}/ledger`, hashing })).rejects.toThrow(
    /EEXIST|ENOTDIR/,
  )
})

test("a transaction that the database gives up is a rejection, and the ledger goes on after it", async () => {
  const { path, ledger } = await openLedger()
  // What SQLite does by itself when the disk is full, at a row and at a commit.
  const other = connect(path)
  other.exec(`
    CREATE TRIGGER full BEFORE INSERT ON lab_orders WHEN new.key_hmac = 'full'
    BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END`)
  const together = await Promise.allSettled([
    ledger.claim(anotherIntent({ keyHmac: "beside" })),
    ledger.claim(anIntent({ keyHmac: "full" })),
  ])
  for (const claim of together) expect(claim).toMatchObject({ status: "rejected" })
  expect(await ledger.find("any", "order-2")).toBeUndefined()

  other.exec(`
    DROP TRIGGER full;
    CREATE TABLE missing (id INTEGER PRIMARY KEY);
    CREATE TABLE room (id INTEGER REFERENCES missing DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER full AFTER INSERT ON lab_orders BEGIN INSERT INTO room VALUES (1); END`)
  await expect(ledger.claim(anIntent())).rejects.toThrow("constraint")
  expect(await ledger.read(anIntent())).toBeUndefined()

  other.exec("DROP TRIGGER full")
  expect(await claimIntent(ledger)).toMatchObject({ fence: 1 })
})

test("a thread that dies rejects what it was asked, and another one goes on", async () => {
  const path = temporaryFile()
  const started = once(process, "worker")
  const ledger = await openSqliteLedger({ path, hashing })
  const [worker] = (await started) as [Worker]
  const lock = connect(path)
  lock.exec("BEGIN IMMEDIATE")
  const waiting = ledger.claim(anIntent())
  void worker.terminate()
  await expect(waiting).rejects.toThrow("worker thread has exited")
  lock.exec("COMMIT")
  const [claim, row] = await Promise.all([ledger.claim(anIntent()), ledger.read(anotherIntent())])
  expect(claim).toMatchObject({ kind: "claimed", claim: { fence: 1 } })
  expect(row).toBeUndefined()
  await ledger.close()
  await expect(ledger.claim(anIntent())).rejects.toThrow("The ledger is closed")
})

test("a thread that died and cannot be followed rejects what comes, until it can", async () => {
  const path = temporaryFile()
  const started = once(process, "worker")
  const ledger = await openSqliteLedger({ path, hashing })
  const [worker] = (await started) as [Worker]
  const ended = once(worker, "exit")
  void worker.terminate()
  await ended
  const other = connect(path)
  other.exec("PRAGMA user_version = 99")
  await expect(ledger.claim(anIntent())).rejects.toThrow("Deploy a newer release")
  other.exec("PRAGMA user_version = 4")
  expect(await ledger.claim(anIntent())).toMatchObject({ kind: "claimed" })
  await ledger.close()
})

test("more than ten thousand waiting operations are rejected at once, and the others are done", async () => {
  const { path, ledger } = await openLedger()
  const lock = connect(path)
  lock.exec("BEGIN IMMEDIATE")
  const claims = Array.from({ length: 10_000 }, (_, index) =>
    ledger.claim(anIntent({ keyHmac: `${index}`, orderId: `${index}` })),
  )
  await expect(ledger.claim(anotherIntent())).rejects.toThrow("10000 operations are waiting")
  lock.exec("COMMIT")
  const kinds = new Set((await Promise.all(claims)).map(({ kind }) => kind))
  expect([...kinds]).toEqual(["claimed"])
  expect(await claimIntent(ledger, anotherIntent())).toMatchObject({ fence: 1 })
})

test("while another process holds the file, the event loop goes on, and then the claim is had", async () => {
  const { path, ledger } = await openLedger()
  const lock = connect(path)
  lock.exec("BEGIN IMMEDIATE")
  let settled = false
  const claim = ledger.claim(anIntent()).finally(() => (settled = true))
  await turnEventLoop()
  expect(settled).toBe(false)
  lock.exec("COMMIT")
  expect(await claim).toMatchObject({ kind: "claimed" })
})

test("a claim that waited for another process's commit does not take its lease for a lapsed one", async () => {
  const { path, ledger } = await openLedger()
  const other = connect(path)
  await claimIntent(ledger)
  other.exec("BEGIN IMMEDIATE")
  const claim = ledger.claim(anIntent())
  await turnEventLoop()
  const startedAt = Date.now()
  while (Date.now() < startedAt + 5) await turnEventLoop()
  other.prepare("UPDATE lab_orders SET fence = 2, lease_until = ?").run(Date.now() + leaseMs)
  other.exec("COMMIT")
  expect(await claim).toEqual({ kind: "in_progress", fence: 2 })
})

test("a new file that another process is writing to is waited for", async () => {
  const path = temporaryFile()
  mkdirSync(dirname(path), { recursive: true })
  const other = connect(path)
  // Before the file has its log, SQLite waits for nobody who writes, whatever its busy timeout.
  other.exec("BEGIN IMMEDIATE")
  const opening = openSqliteLedger({ path, hashing })
  // For the thread to have tried; where that takes longer, the test proves less and still holds.
  const released = new Promise((resolve) => setTimeout(resolve, 500)).then(() =>
    other.exec("COMMIT"),
  )
  const ledger = await opening
  onTestFinished(() => ledger.close())
  await released
  expect(await ledger.claim(anIntent())).toMatchObject({ kind: "claimed" })
})

test("two ledgers on one file give each intent to one caller", async () => {
  const { path, ledger: first } = await openLedger()
  const { ledger: second } = await openLedger(path)
  const intents = Array.from({ length: 20 }, (_, index) =>
    anIntent({ keyHmac: `${index}`, orderId: `${index}` }),
  )
  const claims = await Promise.all(
    intents.flatMap((intent) =>
      [first, second, first, second].map((ledger) => ledger.claim(intent)),
    ),
  )
  expect(claims.filter(({ kind }) => kind === "claimed")).toHaveLength(20)
  expect(claims.filter(({ kind }) => kind === "in_progress")).toHaveLength(60)
})

test("closing waits for what was asked, and nothing is taken afterwards", async () => {
  const path = temporaryFile()
  const ledger = await openSqliteLedger({ path, hashing })
  const claims = [ledger.claim(anIntent()), ledger.claim(anIntent({ keyHmac: "2", orderId: "2" }))]
  await ledger.close()
  for (const claim of claims) expect(await claim).toMatchObject({ kind: "claimed" })
  await expect(ledger.claim(anIntent())).rejects.toThrow("closed")
  await ledger.close()
})

test("what was answered outlives a process that is killed, and an idle ledger keeps none alive", async () => {
  const path = temporaryFile()
  const run = async (end: string) => {
    const script = `
      import { createHashing } from "${new URL("../../../src/node/hashing.ts", import.meta.url).href}"
      import { openSqliteLedger } from "${new URL("../../../src/node/ledgers/sqlite/sqlite-ledger.ts", import.meta.url).href}"
      const hashing = createHashing(new Uint8Array(32).fill(7))
      const ledger = await openSqliteLedger({ path: ${JSON.stringify(path)}, hashing })
      const claim = await ledger.claim(${JSON.stringify(anIntent())})
      ${end}`
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script])
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null]
    return code ?? signal
  }
  expect(await run(`process.kill(process.pid, "SIGKILL")`)).toBe("SIGKILL")
  expect(await run(`process.exitCode = claim.kind === "in_progress" ? 0 : 1`)).toBe(0)
  const { ledger } = await openLedger(path)
  const order = await ledger.record(anIntent(), placed)
  expect(order).toMatchObject({ id: "order-1" })
  expect(await ledger.release(anIntent(), 1, unknownOutcome)).toBe(false)
})

test("a short ledger secret is rejected", () => {
  expect(() => createHashing(new Uint8Array(31))).toThrow("at least 32 bytes")
})
