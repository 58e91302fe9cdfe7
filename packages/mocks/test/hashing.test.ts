import { createHash, createHmac } from "node:crypto"
import fc from "fast-check"
import { expect, test } from "vitest"
import { createHashing } from "../src/hashing.ts"

test("the hashing equals node:crypto's for any text and any secret", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      // Lone surrogates too: both make U+FFFD of them.
      fc.string({ unit: "binary", maxLength: 300 }),
      (secret, text) => {
        const hashing = createHashing(secret)
        expect(hashing.hmac(text)).toBe(createHmac("sha256", secret).update(text).digest("hex"))
        expect(hashing.sha256(text)).toBe(createHash("sha256").update(text).digest("hex"))
        // A second text does not go on from the first.
        expect(hashing.hmac("")).toBe(createHmac("sha256", secret).digest("hex"))
      },
    ),
  )
})
