import type { Hashing } from "@loop-health/integrations-server"
import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"

/** Hashing without `node:crypto`, and synchronous as the handler wants it, which Web Crypto is not. */
export function createHashing(secret: Uint8Array): Hashing {
  // The key's two blocks are hashed once; each text goes on from a copy.
  const keyed = hmac.create(sha256, secret)
  return {
    hmac: (text) => bytesToHex(keyed.clone().update(utf8ToBytes(text)).digest()),
    sha256: (text) => bytesToHex(sha256(utf8ToBytes(text))),
  }
}
