import fc from "fast-check"
import { expect, test } from "vitest"
import { canonicalJson, maxDepth } from "./canonical-json.ts"

test.each([
  // RFC 8785, section 3.2.3: members sort by UTF-16 units, not by code points
  [
    '{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}',
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  ],
  // section 3.2.2.3: numbers as ECMAScript writes them
  [
    "[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001,-0,1.0]",
    "[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1]",
  ],
  ['{"b":{"d":null,"c":true},"a":[]}', '{"a":[],"b":{"c":true,"d":null}}'],
  // what JavaScript would treat as its own
  ['{"toJSON":1,"__proto__":{"b":1,"a":2}}', '{"__proto__":{"a":2,"b":1},"toJSON":1}'],
])("%s has one form", (json, form) => {
  expect(canonicalJson(JSON.parse(json))).toBe(form)
})

const body = fc.jsonValue({ maxDepth: 6 })

/** So small that two of them are often the same, or nearly. */
const small = fc.dictionary(
  fc.constantFrom("a", "b"),
  fc.constantFrom(null, 0, 1, "", "0", [], {}, [0], { a: 0 }),
)

test("the form is JSON of the same value", () => {
  fc.assert(
    fc.property(body, (value) => {
      // JSON has one zero
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test("the order of members never matters", () => {
  fc.assert(
    fc.property(body, (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
    }),
  )
})

test("values that differ have forms that differ", () => {
  fc.assert(
    fc.property(small, small, (one, other) => {
      const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
      expect(canonicalJson(one) === canonicalJson(other)).toBe(same)
    }),
  )
})

test("deeper than the limit, and ill-formed Unicode, have none", () => {
  const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels))
  expect(canonicalJson(nested(maxDepth))).toHaveLength(2 * maxDepth)
  expect(() => canonicalJson(nested(maxDepth + 1))).toThrow("deeper than 64")
  expect(() => canonicalJson(["\ud83d"])).toThrow("well-formed")
  expect(() => canonicalJson({ "\ude00": 1 })).toThrow("well-formed")
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, reversed(member)])
      .reverse(),
  )
}

/** The value as an array of pairs in one order: another way to say what makes two values the same. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return ["array", ...value.map(sorted)]
  if (typeof value !== "object" || value === null) return value
  const pairs = Object.entries(value).map(([name, member]) => [name, sorted(member)] as const)
  return ["object", ...pairs.sort(([one], [other]) => (one < other ? -1 : 1))]
}
