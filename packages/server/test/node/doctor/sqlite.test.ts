import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { execFileSync } from "node:child_process"
import { expect, onTestFinished, test } from "vitest"
import { createHashing, openSqliteLedger } from "../../../src/node/index.ts"
import { validVariables } from "../../support/deployment.ts"
import { diagnoseWith } from "../../support/doctor.ts"
import { temporaryFolder } from "../../support/temporary-folder.ts"

const secret = Buffer.from(validVariables["LEDGER_SECRET"] ?? "", "base64")

/** Creates a ledger, and closes it unless `open` is true. */
async function createLedger({ folder = temporaryFolder(), open = false } = {}) {
  const path = join(folder, "ledger #1?.sqlite")
  const ledger = await openSqliteLedger({ path, hashing: createHashing(secret) })
  if (open) onTestFinished(() => ledger.close())
  else await ledger.close()
  return path
}

/** Changes a ledger with SQL. */
function change(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

/** Returns the findings of a ledger that are not `ok`, and checks that no file was created. */
async function notOkOf(path: string, more: Readonly<Record<string, string>> = {}) {
  const folder = join(path, "..")
  const before = existsSync(folder) ? readdirSync(folder) : []
  const checks = ["file", "disk", "durability", "schema", "secret"].map((name) => `ledger_${name}`)
  const environment = { ...validVariables, DATABASE_URL: `sqlite:${path}`, ...more }
  const findings = await diagnoseWith(environment, checks)
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual(before)
  return findings
    .filter(({ status }) => status !== "ok")
    .map(({ check, status, message }) => `${check} ${status} ${message}`)
}

test.each([true, false])("a good ledger, with a process that uses it: %s", async (open) => {
  expect(await notOkOf(await createLedger({ open }))).toEqual([])
})

test.each([true, false])("another secret, with a process that uses it: %s", async (open) => {
  const other = {
    LEDGER_SECRET: Buffer.from("another secret 0123456789 abcdefgh").toString("base64"),
  }
  expect(await notOkOf(await createLedger({ open }), other)).toEqual([
    "ledger_secret error The ledger was created with another LEDGER_SECRET.",
  ])
})

test.each(["", "-wal", "-shm"])("a file%s that other users can read", async (ending) => {
  const path = await createLedger({ open: true })
  chmodSync(`${path}${ending}`, 0o640)
  expect(await notOkOf(path)).toEqual(["ledger_file error Other users can read the ledger."])
})

test("a file without WAL", async () => {
  const path = await createLedger()
  change(path, "PRAGMA journal_mode = DELETE")
  expect(await notOkOf(path)).toEqual(["ledger_durability error The file does not use WAL."])
})

test("a newer and an older schema", async () => {
  const path = await createLedger()
  change(path, "PRAGMA user_version = 99")
  expect(await notOkOf(path)).toEqual(["ledger_schema error The ledger has schema version 99."])
  change(path, "PRAGMA user_version = 3")
  // serve migrates it.
  expect(await notOkOf(path)).toEqual([])
})

test("a log without its -shm file is not recovered", async () => {
  const path = await createLedger({ open: true })
  const copy = join(temporaryFolder(), "copy.sqlite")
  for (const ending of ["", "-wal"]) copyFileSync(`${path}${ending}`, `${copy}${ending}`)
  expect(await notOkOf(copy)).toEqual([
    "ledger_schema skipped The -shm file of the ledger is missing, so the -wal file cannot be read.",
  ])
})

test("a missing file, a folder, a text, and a damaged database", async () => {
  const folder = temporaryFolder()
  expect(await notOkOf(join(folder, "none", "ledger.sqlite"))).toEqual([
    "ledger_file warning No ledger exists at DATABASE_URL.",
  ])
  expect(await notOkOf(folder)).toEqual([
    "ledger_file error The path in DATABASE_URL is not a file.",
  ])
  const text = join(folder, "text")
  writeFileSync(text, "secret text that is not a database", { mode: 0o600 })
  expect(await notOkOf(text)).toEqual(["ledger_schema error The file is not a SQLite database."])
  const damaged = join(folder, "damaged")
  const header = Buffer.from("SQLite format 3\0\u0010\0\u0002\u0002", "latin1")
  writeFileSync(damaged, Buffer.concat([header, Buffer.alloc(8_000, 7)]), { mode: 0o600 })
  expect(await notOkOf(damaged)).toEqual([
    expect.stringMatching(/^ledger_schema error The ledger cannot be read \(SQLITE_\w+\)\.$/),
  ])
})

test("a named pipe is not opened", async () => {
  const pipe = join(temporaryFolder(), "pipe")
  execFileSync("sh", ["-c", 'mkfifo "$0"', pipe])
  expect(await notOkOf(pipe)).toEqual(["ledger_file error The path in DATABASE_URL is not a file."])
})

// Other systems have no folder that is certainly in memory.
test.runIf(existsSync("/dev/shm"))("a ledger in memory", async () => {
  const folder = mkdtempSync("/dev/shm/doctor-")
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(await notOkOf(await createLedger({ folder }))).toEqual([
    "ledger_disk error The ledger is in memory.",
  ])
})
