import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { systemCode } from "../../../telemetry/safe-error.ts"
import { StoreError } from "../store-error.ts"

/**
 * Creates a database file and its folder if they are missing. Only the owner can access a new file
 * or folder. Throws an Error with the path and the system's code.
 */
export function prepareSqliteFile(path: string): void {
  try {
    createFolder(dirname(resolve(path)))
    rejectOtherType(path)
    closeSync(openSync(path, "a", 0o600))
  } catch (error) {
    const code = systemCode(error) ?? "failed"
    throw new Error(`Cannot open the ledger file ${path} (${code}). Check its path.`, {
      cause: error,
    })
  }
}

/** Throws for pipes, devices, and sockets. Opening a pipe would wait for its reader. */
function rejectOtherType(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined || found.isFile() || found.isDirectory()) return
  throw Object.assign(new Error("The path is not a file."), { code: "NOT_A_FILE" })
}

/**
 * Creates folders one by one. A recursive mkdir of Node never returns for paths such as /proc/x.
 */
function createFolder(folder: string): void {
  if (existsSync(folder)) return
  createFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process may have created it.
    if (systemCode(error) !== "EEXIST") throw error
  }
}

/** Removes the access of other users to a database and its `-wal` and `-shm` files. */
export function restrictSqliteFile(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    try {
      chmodSync(file, 0o600)
    } catch {
      // The file does not exist yet, or belongs to another user.
    }
  }
}

/**
 * Creates a check that the database and its `-wal` file still exist. It throws a StoreError if one
 * was removed or replaced. SQLite still writes to a removed file, and a restart loses its rows.
 */
export function createFileCheck(path: string): () => void {
  const idOf = (file: string) => {
    const found = statSync(file, { bigint: true, throwIfNoEntry: false })
    return found === undefined ? undefined : `${found.dev}:${found.ino}`
  }
  const opened = [path, `${path}-wal`].map((file) => ({ file, id: idOf(file) }))
  return () => {
    if (opened.every(({ file, id }) => idOf(file) === id)) return
    throw new StoreError("The ledger's file was removed or replaced.", "FILE_REPLACED")
  }
}
