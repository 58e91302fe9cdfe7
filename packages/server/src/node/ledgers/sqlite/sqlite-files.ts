import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { systemCode } from "../../../telemetry/safe-error.ts"

/**
 * Creates a database file and its folder if they are missing. Only the owner can then read the file
 * and its `-wal` and `-shm` files. Throws an Error with the path and the system's code.
 */
export function prepareSqliteFile(path: string): void {
  try {
    createFolder(dirname(resolve(path)))
    closeSync(openSync(path, "a", 0o600))
  } catch (error) {
    const code = systemCode(error) ?? "failed"
    throw new Error(`Cannot open the ledger file ${path} (${code}). Check its path.`, {
      cause: error,
    })
  }
  for (const file of [path, `${path}-wal`, `${path}-shm`]) restrict(file)
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

function restrict(file: string): void {
  try {
    chmodSync(file, 0o600)
  } catch {
    // The file does not exist yet, or belongs to another user.
  }
}
