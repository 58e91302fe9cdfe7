import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** A folder that keeps JSON values between restarts. Only the owner can read its files. */
export interface DataFolder {
  /** Returns the value saved under a name, or undefined. Throws if its file is unreadable. */
  read<Value>(name: string): Value | undefined
  /** Saves a value under a name and returns the value. The file is replaced atomically. */
  save<Value>(name: string, value: Value): Value
}

/** Opens a data folder. Creates the folder when the first value is saved. */
export function openDataFolder(path: string): DataFolder {
  const fileOf = (name: string) => join(path, `${name}.json`)
  return {
    read<Value>(name: string) {
      const file = fileOf(name)
      if (!existsSync(file)) return undefined
      try {
        return JSON.parse(readFileSync(file, "utf8")) as Value
      } catch (cause) {
        throw new Error(`Cannot read ${file}. Delete the file to start with new data.`, { cause })
      }
    },
    save(name, value) {
      const file = fileOf(name)
      mkdirSync(path, { recursive: true })
      writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600 })
      // `mode` does not apply to a file that exists already.
      chmodSync(`${file}.new`, 0o600)
      renameSync(`${file}.new`, file)
      return value
    },
  }
}
