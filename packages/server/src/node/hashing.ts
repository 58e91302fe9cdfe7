import { hash } from "node:crypto"
import type { Hashing } from "../orders/derive-ids.ts"

/** Minimum length of the ledger secret, in bytes. */
const minSecretBytes = 32

/** Returns an HMAC that a ledger stores to detect a different secret. */
export function toCanary(hashing: Hashing): string {
  return hashing.hmac('["canary"]')
}

/**
 * Creates hashing with `node:crypto` and a ledger secret. Never change the secret of a ledger,
 * because the server would not recognize retries of earlier requests. Throws a TypeError if the
 * secret is shorter than 32 bytes.
 */
export function createHashing(ledgerSecret: Uint8Array): Hashing {
  if (ledgerSecret.byteLength < minSecretBytes) {
    throw new TypeError(`The ledger secret must have at least ${minSecretBytes} bytes.`)
  }
  return { hmac: createHmac(ledgerSecret), sha256: (text) => hash("sha256", text) }
}

/** Size of SHA-256's blocks, in bytes. */
const blockBytes = 64

/** Size of the buffer for most texts, in bytes. */
const bufferBytes = 16 * 1024

/**
 * Creates HMAC-SHA-256 with a key (RFC 2104). The function returns hex digits. Two hashes over
 * prepared buffers take half the time of an Hmac object of `node:crypto`.
 */
function createHmac(key: Uint8Array): (text: string) => string {
  const shortKey = key.byteLength > blockBytes ? hash("sha256", key, "buffer") : key
  const padWith = (byte: number) =>
    Uint8Array.from({ length: blockBytes }, (_, index) => (shortKey[index] ?? 0) ^ byte)
  const innerPad = padWith(0x36)
  const inner = Buffer.concat([innerPad], blockBytes + bufferBytes)
  const outer = Buffer.concat([padWith(0x5c)], blockBytes + 32)
  return (text) => {
    // A UTF-16 unit has at most three bytes in UTF-8.
    const fits = 3 * text.length <= bufferBytes
    const message = fits ? inner : Buffer.concat([innerPad, Buffer.from(text)])
    const length = fits ? blockBytes + inner.write(text, blockBytes) : message.length
    outer.write(hash("sha256", message.subarray(0, length), "binary"), blockBytes, "binary")
    return hash("sha256", outer)
  }
}
