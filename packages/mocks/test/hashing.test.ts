import { createHash, createHmac } from "node:crypto"
import fc from "fast-check"
import { expect, test } from "vitest"
import { createHashing } from "../src/hashing.ts"

test("createHashing returns the same hashes as node:crypto for every text and secret", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      // Includes lone surrogates, which both replace with U+FFFD.
      fc.string({ unit: "binary", maxLength: 300 }),
      (secret, text) => {
        const hashing = createHashing(secret)
        expect(hashing.hmac(text)).toBe(createHmac("sha256", secret).update(text).digest("hex"))
        expect(hashing.sha256(text)).toBe(createHash("sha256").update(text).digest("hex"))
        // The first text must not change the hash of the second.
        expect(hashing.hmac("")).toBe(createHmac("sha256", secret).digest("hex"))
      },
    ),
  )
})
