import { createHmac, createSecretKey, hash } from "node:crypto"
import type { Hashing } from "../orders/derive-ids.ts"

/** Minimum length of the ledger secret, in bytes. */
const minSecretBytes = 32

/** Returns an HMAC that a ledger stores to recognize another secret. */
export function toCanary(hashing: Hashing): string {
  return hashing.hmac('["canary"]')
}

/**
 * Creates hashing with `node:crypto` and a ledger secret. Never change the secret of a ledger,
 * because a retry with another secret is not recognized. Throws a TypeError if the secret is
 * shorter than 32 bytes.
 */
export function createHashing(ledgerSecret: Uint8Array): Hashing {
  if (ledgerSecret.byteLength < minSecretBytes) {
    throw new TypeError(`The ledger secret must have at least ${minSecretBytes} bytes.`)
  }
  // A KeyObject is imported once, a raw key for every request.
  const key = createSecretKey(ledgerSecret)
  return {
    hmac: (text) => createHmac("sha256", key).update(text).digest("hex"),
    sha256: (text) => hash("sha256", text),
  }
}
