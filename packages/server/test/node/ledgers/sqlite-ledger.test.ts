import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
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

/** Opens another connection to the file, like another process. */
function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  onTestFinished(() => database.close())
  return database
}

/** Waits for turns of this thread's event loop, in which the worker waits for a lock. */
async function turnEventLoop(): Promise<void> {
  for (let turns = 0; turns < 1_000; turns += 1) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test("openSqliteLedger rejects a wrong ledger secret", async () => {
  const { path } = await openLedger()
  const other = createHashing(new Uint8Array(32).fill(8))
  await expect(openSqliteLedger({ path, hashing: other })).rejects.toThrow("another LEDGER_SECRET")
})

test("openSqliteLedger migrates a ledger of the first schema with its rows", async () => {
  const path = temporaryFile()
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path)
  // The first schema without its constraints.
  database.exec(`
    CREATE TABLE ledger_secret (one INTEGER PRIMARY KEY, canary TEXT);
    CREATE TABLE lab_orders (
      -- terms: allow dirty, the column's name in the first schema
      brand_id, user_id, key_hmac, order_id, body_hmac, state, fence, attempt, dirty, first_sent_at, lease_until,
      created_at, updated_at, patient_id, panel_slug, total_cents, currency, junction_order_id, status
    );
    PRAGMA user_version = 1;
    INSERT INTO lab_orders VALUES
      ('brand_a', 'user_a', 'key', 'order-1', 'body', 'placed', 1, 1, 0, 1000, 36000, 1000, 2000,
       'pat', 'pcos', 19900, NULL, 'junction-1', 'received'),
      ('brand_a', 'user_a', 'key-2', 'order-2', 'body', 'unfinished', 3, 2, 1, 1000, 36000, 500, 2000,
       NULL, 'wellness', NULL, 'USD', NULL, NULL),
      -- terms: allow refuse, the state's name in the first schema
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

test("openSqliteLedger rejects a newer schema", async () => {
  const { path } = await openLedger()
  connect(path).exec("PRAGMA user_version = 99")
  await expect(openSqliteLedger({ path, hashing })).rejects.toThrow("schema version 99")
})

/** Returns the content and the permissions of a file. */
function stateOf(path: string): { readonly content: string; readonly mode: number } {
  return { content: readFileSync(path, "latin1"), mode: statSync(path).mode & 0o777 }
}

test("openSqliteLedger rejects a file that is no database and does not change it", async () => {
  const path = temporaryFile()
  mkdirSync(dirname(path))
  writeFileSync(path, "x".repeat(4096), { mode: 0o644 })
  const before = stateOf(path)
  await expect(openSqliteLedger({ path, hashing })).rejects.toThrow(
    `Cannot open the ledger file ${path} (SQLITE_NOTADB).`,
  )
  expect(stateOf(path)).toEqual(before)
})

test.each([0, 1, 4, 99])(
  "openSqliteLedger rejects another program's database of version %d and does not change it",
  async (version) => {
    const path = temporaryFile()
    mkdirSync(dirname(path))
    const other = new DatabaseSync(path)
    other.exec(`CREATE TABLE notes (text); PRAGMA user_version = ${version}`)
    other.close()
    chmodSync(path, 0o644)
    const before = stateOf(path)
    await expect(openSqliteLedger({ path, hashing })).rejects.toThrow(
      "The file is the database of another program.",
    )
    expect(stateOf(path)).toEqual(before)
  },
)

test.skipIf(process.platform === "win32")(
  "openSqliteLedger rejects a named pipe and does not wait for its reader",
  async () => {
    const path = temporaryFile()
    mkdirSync(dirname(path))
    execFileSync("sh", ["-c", 'mkfifo -m 644 "$0"', path])
    await expect(openSqliteLedger({ path, hashing })).rejects.toThrow(
      `Cannot open the ledger file ${path} (NOT_A_FILE). Check its path.`,
    )
    expect(statSync(path).mode & 0o777).toBe(0o644)
  },
)

test("openSqliteLedger rejects if the folder cannot be created", async () => {
  const path = temporaryFile()
  mkdirSync(dirname(path))
  writeFileSync(path, "")
  await expect(openSqliteLedger({ path: `${path}/ledger`, hashing })).rejects.toThrow(
    /Cannot open the ledger file .+ \(ENOTDIR\)\. Check its path\./,
  )
})

// A recursive mkdir of Node never returns for the first path.
test.skipIf(process.platform !== "linux").each([
  ["/proc/none/ledger.sqlite", "ENOENT"],
  ["/sys/kernel/none/ledger.sqlite", "EPERM|EACCES|ENOENT"],
  ["/dev/null/ledger.sqlite", "ENOTDIR"],
  ["/tmp", "EISDIR"],
])("openSqliteLedger rejects the path %s with the system's code", async (path, code) => {
  await expect(openSqliteLedger({ path, hashing })).rejects.toThrow(
    new RegExp(`^Cannot open the ledger file ${path} \\((${code})\\)`),
  )
})

test.skipIf(process.platform === "win32")(
  "only the owner can read the files and the new folders of a ledger",
  async () => {
    const folder = join(dirname(temporaryFile()), "a", "b")
    const { path, ledger } = await openLedger(join(folder, "ledger.sqlite"))
    await ledger.claim(anIntent())
    const modes = (paths: readonly string[]) =>
      paths.map((one) => (statSync(one).mode & 0o777).toString(8))
    expect(modes([path, `${path}-wal`, `${path}-shm`])).toEqual(["600", "600", "600"])
    expect(modes([folder, dirname(folder)])).toEqual(["700", "700"])
  },
)

test.skipIf(process.platform === "win32")(
  "an existing ledger file becomes readable only by its owner",
  async () => {
    const path = temporaryFile()
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, "")
    chmodSync(path, 0o644)
    await openLedger(path)
    expect((statSync(path).mode & 0o777).toString(8)).toBe("600")
  },
)

test("a ledger without a secret is bound to one only with bindSecret", async () => {
  const path = temporaryFile()
  const wrong = createHashing(new Uint8Array(32).fill(8))
  const unbound = await openSqliteLedger({ path, hashing: wrong, bindSecret: false })
  await unbound.close()
  await openLedger(path)
  await expect(openSqliteLedger({ path, hashing: wrong, bindSecret: false })).rejects.toThrow(
    "another LEDGER_SECRET",
  )
})

test("operations of a transaction that the database rolled back reject, and later ones succeed", async () => {
  const { path, ledger } = await openLedger()
  // SQLite does this if the disk is full, for a row and for a commit.
  const other = connect(path)
  other.exec(`
    CREATE TRIGGER full BEFORE INSERT ON lab_orders WHEN new.key_hmac = 'full'
    BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END`)
  const together = await Promise.allSettled([
    ledger.claim(anotherIntent({ keyHmac: "other" })),
    ledger.claim(anIntent({ keyHmac: "full" })),
  ])
  for (const claim of together) expect(claim).toMatchObject({ status: "rejected" })
  expect(await ledger.find("any", "order-2")).toBeUndefined()

  other.exec(`
    DROP TRIGGER full;
    CREATE TABLE missing (id INTEGER PRIMARY KEY);
    CREATE TABLE child (id INTEGER REFERENCES missing DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER full AFTER INSERT ON lab_orders BEGIN INSERT INTO child VALUES (1); END`)
  await expect(ledger.claim(anIntent())).rejects.toThrow("constraint")
  expect(await ledger.read(anIntent())).toBeUndefined()

  other.exec("DROP TRIGGER full")
  expect(await claimIntent(ledger)).toMatchObject({ fence: 1 })
})

test("operations of a thread that exits reject, and a new thread handles later ones", async () => {
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

test("operations reject until the thread can be replaced", async () => {
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
  other.exec("PRAGMA user_version = 5")
  expect(await ledger.claim(anIntent())).toMatchObject({ kind: "claimed" })
  await ledger.close()
})

test("the ledger rejects operations above ten thousand waiting ones at once", async () => {
  const { path, ledger } = await openLedger()
  const lock = connect(path)
  lock.exec("BEGIN IMMEDIATE")
  const claims = Array.from({ length: 10_000 }, (_, index) =>
    ledger.claim(anIntent({ keyHmac: `${index}`, orderId: `${index}` })),
  )
  await expect(ledger.claim(anotherIntent())).rejects.toThrow("10000 operations are pending")
  lock.exec("COMMIT")
  const kinds = new Set((await Promise.all(claims)).map(({ kind }) => kind))
  expect([...kinds]).toEqual(["claimed"])
  expect(await claimIntent(ledger, anotherIntent())).toMatchObject({ fence: 1 })
})

test("a lock of another process delays a claim but not the event loop", async () => {
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

test("a claim that waits for another process's commit respects its lease", async () => {
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

test("openSqliteLedger waits for another process that writes to a new file", async () => {
  const path = temporaryFile()
  mkdirSync(dirname(path), { recursive: true })
  const other = connect(path)
  // Before the file has a write-ahead log, SQLite ignores its busy timeout.
  other.exec("BEGIN IMMEDIATE")
  const opening = openSqliteLedger({ path, hashing })
  // Time for the thread to try. On a slower machine, the test passes but proves less.
  const released = new Promise((resolve) => setTimeout(resolve, 500)).then(() =>
    other.exec("COMMIT"),
  )
  const ledger = await opening
  onTestFinished(() => ledger.close())
  await released
  expect(await ledger.claim(anIntent())).toMatchObject({ kind: "claimed" })
})

test("two ledgers on one file grant each claim once", async () => {
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

test("close waits for pending operations, and later ones reject", async () => {
  const path = temporaryFile()
  const ledger = await openSqliteLedger({ path, hashing })
  const claims = [ledger.claim(anIntent()), ledger.claim(anIntent({ keyHmac: "2", orderId: "2" }))]
  await ledger.close()
  for (const claim of claims) expect(await claim).toMatchObject({ kind: "claimed" })
  await expect(ledger.claim(anIntent())).rejects.toThrow("closed")
  await ledger.close()
})

test("a claim survives the kill of its process, and an idle ledger does not keep a process alive", async () => {
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

test("createHashing rejects a short ledger secret", () => {
  expect(() => createHashing(new Uint8Array(31))).toThrow("at least 32 bytes")
})
