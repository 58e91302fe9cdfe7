import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

/** Reads what was kept in a JSON file, or undefined when there is none yet. */
export function readKept<Value>(path: string): Value | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Value) : undefined
}

/** Keeps a value in a JSON file that only its owner can read: whole or not at all. */
export function keep<Value>(path: string, value: Value): Value {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 })
  chmodSync(`${path}.new`, 0o600)
  renameSync(`${path}.new`, path)
  return value
}
