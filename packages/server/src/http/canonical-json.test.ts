import { deepCompareStrict } from "@cfworker/json-schema"
import fc from "fast-check"
import { expect, test } from "vitest"
import { canonicalJson, maxDepth, CanonicalJsonError } from "./canonical-json.ts"

test.each([
  // Fields are sorted by UTF-16 units, not by code points (RFC 8785, section 3.2.3).
  [
    '{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}',
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  ],
  // Numbers have the form of ECMAScript (section 3.2.2.3).
  [
    "[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001,-0,1.0]",
    "[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1]",
  ],
  ['{"b":{"d":null,"c":true},"a":[]}', '{"a":[],"b":{"c":true,"d":null}}'],
  // These names have a special meaning in JavaScript.
  ['{"toJSON":1,"__proto__":{"b":1,"a":2}}', '{"__proto__":{"a":2,"b":1},"toJSON":1}'],
])("returns the canonical form of %s", (json, form) => {
  expect(canonicalJson(JSON.parse(json))).toBe(form)
})

const body = fc.jsonValue({ maxDepth: 6 })

/** Values so small that two of them are often equal or nearly equal. */
const small = fc.dictionary(
  fc.constantFrom("a", "b"),
  fc.constantFrom(null, 0, 1, "", "0", [], {}, [0], { a: 0 }),
)

test("the canonical form is JSON of the same value", () => {
  fc.assert(
    fc.property(body, (value) => {
      // JSON.stringify writes -0 as 0.
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test("writes each text as JSON.stringify does", () => {
  const texts = fc.array(fc.string({ unit: "binary" }))
  fc.assert(
    fc.property(texts, (values) => {
      expect(canonicalJson(values)).toBe(JSON.stringify(values))
    }),
  )
  const units = Array.from({ length: 0xd800 }, (_, unit) => String.fromCharCode(unit))
  expect(canonicalJson(units)).toBe(JSON.stringify(units))
})

test("the order of fields does not change the canonical form", () => {
  fc.assert(
    fc.property(body, (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
    }),
  )
})

test("different values have different canonical forms", () => {
  fc.assert(
    fc.property(small, small, (one, other) => {
      const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
      expect(canonicalJson(one) === canonicalJson(other)).toBe(same)
    }),
  )
})

test("throws for a value beyond the depth limit and for ill-formed Unicode", () => {
  const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels))
  expect(canonicalJson(nested(maxDepth))).toHaveLength(2 * maxDepth)
  expect(() => canonicalJson(nested(maxDepth + 1))).toThrow("deeper than 64")
  expect(() => canonicalJson(["\ud83d"])).toThrow("well-formed")
  expect(() => canonicalJson({ "\ude00": 1 })).toThrow("well-formed")
})

test("the canonical form of a canonical form is the same", () => {
  fc.assert(
    fc.property(body, (value) => {
      const form = canonicalJson(value)
      expect(canonicalJson(JSON.parse(form))).toBe(form)
    }),
  )
})

test("agrees with another implementation of JSON equality on nearly equal values", () => {
  const near = fc.tuple(body, body, fc.constantFrom(null, 0, "", [], {}, false))
  let same = 0
  fc.assert(
    fc.property(near, ([one, part, other]) => {
      for (const pair of [
        [
          { one, part },
          { part: reversed(part), one: reversed(one) },
        ],
        [
          { one, part },
          { one, part: other },
        ],
        [{ one, part }, { one }],
        [
          [one, part],
          [part, one],
        ],
      ]) {
        const [left, right] = pair.map((value) => JSON.parse(JSON.stringify(value)) as object)
        const equal = deepCompareStrict(left, right)
        expect(canonicalJson(left) === canonicalJson(right)).toBe(equal)
        same += equal ? 1 : 0
      }
    }),
  )
  expect(same).toBeGreaterThan(90)
})

test("sorts fields by their UTF-16 units", () => {
  const bytesOf = (name: string) => Buffer.from(name, "utf16le").swap16()
  const name = fc.string({ unit: fc.constantFrom("a", "é", "\ue000", "\uffff", "😀", "𝒵", "1") })
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 8 }), (names) => {
      const sorted = names.toSorted((one, other) => Buffer.compare(bytesOf(one), bytesOf(other)))
      const fields = sorted.map((field) => `${JSON.stringify(field)}:1`)
      expect(canonicalJson(Object.fromEntries(names.map((field) => [field, 1])))).toBe(
        `{${fields.join(",")}}`,
      )
    }),
  )
})

test.each([
  // The samples of RFC 8785, appendix B.
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
])("writes the double %s as %s", (bits, form) => {
  expect(canonicalJson([Buffer.from(bits, "hex").readDoubleBE()])).toBe(`[${form}]`)
})

test.each(["1e400", "-1e400"])("throws for %s, which is beyond the range of a double", (json) => {
  expect(() => canonicalJson(JSON.parse(`{"note":${json}}`))).toThrow(CanonicalJsonError)
})

test("throws for half of a surrogate pair in any position", () => {
  const half = fc.constantFrom("\ud800", "\udbff", "\udc00", "\udfff")
  const text = fc.string({ maxLength: 4 })
  fc.assert(
    fc.property(text, half, text, body, (start, lone, end, value) => {
      const broken = `${start} ${lone} ${end}`
      const values = [broken, [value, broken], { value, [broken]: 1 }, { a: [{ b: broken }] }]
      expect(values.map(hasForm)).toEqual([false, false, false, false])
      expect(hasForm([value, start, end])).toBe(true)
    }),
  )
})

test("lists and objects count equally towards the depth", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 60, maxLength: 68 }), (levels) => {
      const nested = levels.reduce<unknown>((inner, list) => (list ? [inner] : { inner }), 1)
      expect(hasForm(nested)).toBe(levels.length <= maxDepth)
    }),
  )
})

function hasForm(value: unknown): boolean {
  try {
    canonicalJson(value)
    return true
  } catch (error) {
    if (error instanceof CanonicalJsonError) return false
    throw error
  }
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, field]) => [name, reversed(field)])
      .reverse(),
  )
}

/** Returns the value with objects as sorted lists of pairs. Equal values have equal results. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return ["array", ...value.map(sorted)]
  if (typeof value !== "object" || value === null) return value
  const pairs = Object.entries(value).map(([name, field]) => [name, sorted(field)] as const)
  return ["object", ...pairs.sort(([one], [other]) => (one < other ? -1 : 1))]
}
