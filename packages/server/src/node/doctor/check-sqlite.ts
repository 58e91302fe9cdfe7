import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  statfsSync,
  statSync,
} from "node:fs"
import { dirname, resolve } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { systemCode } from "../../telemetry/safe-error.ts"
import {
  fullSynchronous,
  openSqliteForReading,
  rejectOtherSecret,
  sqliteCodeOf,
} from "../ledgers/sqlite/sqlite-database.ts"
import { readSqliteVersion, sqliteSchemaVersion } from "../ledgers/sqlite/sqlite-schema.ts"
import { findingsOf, toFinding, type Finding } from "./finding.ts"

const file = findingsOf("ledger_file")
const durability = findingsOf("ledger_durability")
const schema = findingsOf("ledger_schema")

/** Checks a SQLite ledger without writing to its folder. `canary` is undefined without a secret. */
export function checkSqlite(path: string, canary: string | undefined): readonly Finding[] {
  const unusable = findUnusable(path)
  if (unusable !== undefined) return [unusable]
  const access = findAccess(path)
  if (access.status === "error") return [access]
  const { isDatabase, isWal } = readHeader(path)
  if (!isDatabase) {
    return [access, schema.error("The file is not a SQLite database.", "Check DATABASE_URL.")]
  }
  return [access, checkDisk(path), ...readDatabase(path, isWal, canary)]
}

/** Returns a finding if there is no file to check. */
function findUnusable(path: string): Finding | undefined {
  if (!existsSync(path)) {
    return file.warning(
      "No ledger exists at DATABASE_URL.",
      "Check the path. At a wrong path, serve creates a new ledger without the earlier orders.",
    )
  }
  // Opening a pipe would wait for its writer.
  return statSync(path).isFile()
    ? undefined
    : file.error(
        "The path in DATABASE_URL is not a file.",
        "Set DATABASE_URL to the path of the ledger's file.",
      )
}

function findAccess(path: string): Finding {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    accessSync(dirname(resolve(path)), constants.W_OK)
  } catch (error) {
    return file.error(
      `This user cannot read and write the ledger's file and its folder (${systemCode(error) ?? "failed"}).`,
      "Run doctor as the user that runs serve. This user must own the file and its folder.",
    )
  }
  const others = [path, `${path}-wal`, `${path}-shm`].filter(
    (name) => process.platform !== "win32" && existsSync(name) && statSync(name).mode & 0o077,
  )
  return others.length === 0
    ? file.ok("Only the owner can read the ledger.")
    : file.error("Other users can read the ledger.", "Remove their access: chmod 600 <file>*")
}

/** Reads the header of the file (sqlite.org/fileformat.html, section 1.3). */
function readHeader(path: string) {
  const header = Buffer.alloc(20)
  const descriptor = openSync(path, "r")
  try {
    readSync(descriptor, header, 0, header.length, 0)
  } finally {
    closeSync(descriptor)
  }
  return {
    isDatabase: header.toString("latin1", 0, 16) === "SQLite format 3\0",
    isWal: header[18] === 2 && header[19] === 2,
  }
}

/** Linux's numbers of file systems (statfs(2)). */
const networkFileSystems = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0xc36400])
const memoryFileSystems = new Set([0x01021994, 0x858458f6])

/** Checks that the file is on a local disk. Only Linux reports this. */
function checkDisk(path: string): Finding {
  const disk = findingsOf("ledger_disk")
  const { type } = statfsSync(path)
  const known = process.platform === "linux"
  if (known && networkFileSystems.has(type)) {
    return disk.error(
      "The ledger is on a network file system.",
      "Move the ledger to a local disk, or use PostgreSQL. SQLite's locks do not work on network file systems.",
    )
  }
  return known && memoryFileSystems.has(type)
    ? disk.error(
        "The ledger is in memory.",
        "Move the ledger to a disk. Otherwise, a restart loses all orders.",
      )
    : disk.ok("The ledger is neither in memory nor on a known network file system.")
}

function readDatabase(
  path: string,
  isWal: boolean,
  canary: string | undefined,
): readonly Finding[] {
  try {
    const database = openSqliteForReading(path)
    if (database === undefined) {
      return [
        schema.skipped(
          "The -shm file of the ledger is missing, so the -wal file cannot be read.",
          'Run "integrations-server serve". It recovers the -wal file.',
        ),
      ]
    }
    try {
      return [
        checkDurability(database, isWal),
        checkSchema(database),
        ...checkSecret(database, canary),
      ]
    } finally {
      database.close()
    }
  } catch (error) {
    const code = sqliteCodeOf(error) ?? "failed"
    return [
      schema.error(`The ledger cannot be read (${code}).`, "Restore the ledger from a backup."),
    ]
  }
}

function checkDurability(database: DatabaseSync, isWal: boolean): Finding {
  if (!isWal) {
    return durability.error(
      "The file does not use WAL.",
      "Restart serve, which switches the file to WAL.",
    )
  }
  database.exec(fullSynchronous)
  return database.prepare("PRAGMA synchronous").get()?.["synchronous"] === 2
    ? durability.ok("The file uses WAL, and connections use synchronous=FULL.")
    : durability.error("SQLite ignores synchronous=FULL.", "Run a Node release from nodejs.org.")
}

function checkSchema(database: DatabaseSync): Finding {
  try {
    const version = readSqliteVersion(database)
    return schema.ok(
      version === sqliteSchemaVersion
        ? `The schema has version ${version}.`
        : `The schema has version ${version}. serve migrates the schema to ${sqliteSchemaVersion}.`,
    )
  } catch (error) {
    if (sqliteCodeOf(error) !== undefined) throw error
    return toFinding(schema.error, error)
  }
}

function checkSecret(database: DatabaseSync, canary: string | undefined): readonly Finding[] {
  const secret = findingsOf("ledger_secret")
  if (canary === undefined) return []
  const table = "SELECT 1 FROM sqlite_schema WHERE name = 'ledger_secret'"
  if (database.prepare(table).get() === undefined) return []
  try {
    rejectOtherSecret(database, canary)
    return [secret.ok("LEDGER_SECRET is the ledger's secret.")]
  } catch (error) {
    if (sqliteCodeOf(error) !== undefined) throw error
    return [toFinding(secret.error, error)]
  }
}
