import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"

/** Returns a UUID of version 8 (RFC 9562, section 5.8). Equal parts return equal UUIDs. */
export function seededUuid(...parts: readonly (string | number)[]): string {
  const hex = bytesToHex(sha256(utf8ToBytes(JSON.stringify(parts))))
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-")
}

/** Returns the time `seconds` after 2026-01-01T12:00:00Z, in epoch milliseconds. */
export function seededTime(seconds: number): number {
  return Date.UTC(2026, 0, 1, 12) + seconds * 1_000
}
