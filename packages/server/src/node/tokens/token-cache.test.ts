import fc from "fast-check"
import { expect, test } from "vitest"
import { createTokenCache } from "./token-cache.ts"

const caller = (userId: string) => ({ brandId: "brand_a", userId, scopes: [] })

test("a cache returns only the callers of the most recently used tokens", () => {
  const use = fc.oneof(
    { weight: 9, arbitrary: fc.record({ token: fc.nat(9), until: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.constant("clear" as const) },
  )
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(use), (capacity, uses) => {
      const cache = createTokenCache(capacity)
      let model: { token: string; userId: string; until: number }[] = []
      for (const [index, one] of uses.entries()) {
        if (one === "clear") {
          cache.clear()
          model = []
          continue
        }
        const token = `token-${one.token}`
        const entry = { token, userId: `user-${index}`, until: one.until }
        cache.put(token, caller(entry.userId), one.until)
        model = [...model.filter((other) => other.token !== token), entry].slice(-capacity)
      }
      for (let token = 0; token <= 9; token += 1) {
        const entry = model.find((other) => other.token === `token-${token}`)
        for (let now = 0; now <= 3; now += 1) {
          expect(cache.get(`token-${token}`, now)?.userId).toBe(
            entry !== undefined && now < entry.until ? entry.userId : undefined,
          )
        }
      }
    }),
  )
})

test.each([0, -1, 1.5, Number.NaN])("createTokenCache rejects a capacity of %d", (capacity) => {
  expect(() => createTokenCache(capacity)).toThrow(RangeError)
})
