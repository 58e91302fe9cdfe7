import { createHmac } from "node:crypto"
import fc from "fast-check"
import { expect, test } from "vitest"
import { createHashing } from "../../src/node/index.ts"

test("equals the HMAC of node:crypto for every secret and text", () => {
  const secret = fc.uint8Array({ minLength: 32, maxLength: 130 })
  // The longest texts have more bytes than the largest body.
  const text = fc
    .tuple(fc.string({ unit: "binary" }), fc.constantFrom(0, 1, 1_000, 40_000))
    .map(([part, times]) => `${part.repeat(times)}${part}`)
  fc.assert(
    fc.property(secret, text, text, (key, first, second) => {
      const { hmac } = createHashing(key)
      const expected = (value: string) => createHmac("sha256", key).update(value).digest("hex")
      expect([first, second, first].map(hmac)).toEqual([first, second, first].map(expected))
    }),
  )
})
