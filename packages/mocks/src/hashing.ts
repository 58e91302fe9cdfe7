import type { Hashing } from "@loop-health/integrations-server"
import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"

/**
 * Creates synchronous hash functions that run in browsers. Web Crypto has only asynchronous hash functions.
 */
export function createHashing(secret: Uint8Array): Hashing {
  // The key is hashed once. Each text continues from a copy of that state.
  const keyed = hmac.create(sha256, secret)
  return {
    hmac: (text) => bytesToHex(keyed.clone().update(utf8ToBytes(text)).digest()),
    sha256: (text) => bytesToHex(sha256(utf8ToBytes(text))),
  }
}
