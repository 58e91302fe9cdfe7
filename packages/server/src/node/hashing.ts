import { createHmac, createSecretKey, hash } from "node:crypto"
import type { Hashing } from "../orders/derive-ids.ts"

/** Fewer bytes than this are no secret. */
const minSecretBytes = 32

/**
 * Hashing by `node:crypto` under a ledger secret. Throws a TypeError when the secret is shorter than 32 bytes. The
 * secret must stay the same for the ledger's whole life: with another one, no repeated request is recognised.
 */
export function createHashing(ledgerSecret: Uint8Array): Hashing {
  if (ledgerSecret.byteLength < minSecretBytes) {
    throw new TypeError(`the ledger secret must have at least ${minSecretBytes} bytes`)
  }
  // A KeyObject is imported once; a raw key would be imported anew for every request.
  const key = createSecretKey(ledgerSecret)
  return {
    hmac: (text) => createHmac("sha256", key).update(text).digest("hex"),
    sha256: (text) => hash("sha256", text),
  }
}
