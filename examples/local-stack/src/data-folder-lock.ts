import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

/** The result of locking a data folder: a function that unlocks it, or an error message. */
export type DataFolderLock = { readonly unlock: () => void } | { readonly error: string }

/**
 * Creates the data folder and locks it for this process. The file `stack.lock` contains the process
 * ID. The operating system removes the lock when the process ends. So a killed stack leaves no
 * lock, and a later process with the same ID does not count as the stack.
 */
export function lockDataFolder(folder: string): DataFolderLock {
  let database: DatabaseSync | undefined
  try {
    mkdirSync(folder, { recursive: true })
    const opened = (database = new DatabaseSync(join(folder, "stack.lock"), { timeout: 200 }))
    // SQLite's write lock. The process ID is committed before, so that other processes can read it.
    opened.exec(`PRAGMA user_version = ${process.pid}; BEGIN IMMEDIATE`)
    return { unlock: () => opened.close() }
  } catch (error) {
    const rule = isBusy(error)
      ? `is in use by another local stack${readOwner(database)}. Stop it, or set`
      : `cannot be used: ${error instanceof Error ? error.message : String(error)}. Set`
    return { error: `DATA_DIR ${folder} ${rule} DATA_DIR to another folder.` }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 5 // SQLITE_BUSY
}

/** Returns the ID of the process with the lock, in the form for an error message. */
function readOwner(database: DatabaseSync | undefined): string {
  const pid = database?.prepare("PRAGMA user_version").get()?.["user_version"]
  return pid ? `, process ${String(pid)}` : ""
}
