// A change of a schema without a breaking rule must be compatible: the validator accepts every
// value by the contract that it accepts by the base, and the reverse for a response.
import { Ajv2020 } from "ajv/dist/2020.js"
import fc from "fast-check"
import { expect, test } from "vitest"
import { diffContract } from "../src/index.ts"
import { createProject } from "./support/project.ts"

type Schema = boolean | { readonly [keyword: string]: unknown }

/** A schema in the base and in the contract. */
type Pair = readonly [before: Schema, now: Schema]

/** Draws a value for both sides. They are often the same. */
function both<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<readonly [Value, Value]> {
  const same = value.map((one) => [one, one] as const)
  return fc.oneof({ weight: 8, arbitrary: same }, fc.tuple(value, value))
}

/** Draws a keyword, which each side may lack. */
function keyword(name: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<Pair> {
  return both(fc.option(value, { nil: undefined })).map(([one, other]) => [
    one === undefined ? {} : { [name]: one },
    other === undefined ? {} : { [name]: other },
  ])
}

/** Puts the keywords of several pairs into one schema. */
function merged(pairs: readonly Pair[]): Pair {
  const merge = (side: 0 | 1) => Object.assign({}, ...pairs.map((pair) => pair[side])) as Schema
  return [merge(0), merge(1)]
}

const texts = ["", "a", "ab", "abc", "b"]
const numbers = [-1, 0, 1, 1.5, 2, 3, 4]
const small = fc.integer({ min: 0, max: 3 })
const types = ["null", "boolean", "string", "integer", "number", "object", "array"]
const type = fc.oneof(fc.constantFrom(...types), fc.subarray(types, { minLength: 1 }))

/** Keywords that fit together. */
const groups: readonly fc.Arbitrary<readonly Pair[]>[] = [
  fc.tuple(
    keyword("minLength", small),
    keyword("maxLength", small),
    keyword("pattern", fc.constantFrom("^a", "b$", "c")),
  ),
  fc.tuple(
    keyword("minimum", fc.constantFrom(...numbers)),
    keyword("exclusiveMaximum", fc.constantFrom(...numbers)),
    keyword("multipleOf", fc.constantFrom(0.5, 1, 2, 3)),
  ),
  fc.tuple(
    keyword("minItems", small),
    keyword("maxProperties", small),
    keyword("uniqueItems", fc.boolean()),
  ),
  fc.tuple(keyword("enum", fc.subarray([...texts, ...numbers, null, true], { minLength: 1 }))),
]

const simple = fc
  .tuple(keyword("type", type), fc.oneof(...groups))
  .map(([one, others]) => merged([one, ...others]))

/**
 * Returns the schema without objects. A list on one side only would otherwise allow objects without
 * declared fields, and an added field counts as compatible.
 */
function withoutObjects(schema: Schema): Schema {
  const { type = types, ...keywords } = schema as { readonly type?: string | readonly string[] }
  const others = [type].flat().filter((one) => one !== "object")
  return { ...keywords, type: others.length === 0 ? "null" : others }
}

/** Wraps both sides, or only the contract, in a list of schemas. */
const wrapped = (name: string, inner: fc.Arbitrary<Pair>, other: fc.Arbitrary<Pair>) =>
  fc
    .tuple(inner, fc.array(other, { maxLength: 2 }), fc.constantFrom("both", "now", "before"))
    .map(([[before, now], others, where]): Pair => {
      const isOpen = name !== "anyOf" || where === "both"
      const list = (schema: Schema, side: 0 | 1) => ({
        [name]: [
          ...others.map((pair) => (isOpen ? pair[side] : withoutObjects(pair[side]))),
          schema,
        ],
      })
      return [where === "now" ? before : list(before, 0), where === "before" ? now : list(now, 1)]
    })

const { schema } = fc.letrec<{ schema: Pair }>((tie) => {
  const inner = tie("schema")
  // Both sides declare both fields, because an added field counts as compatible.
  const fields = fc
    .tuple(inner, inner)
    .map(([[a, newA], [b, newB]]): Pair => [
      { properties: { a, b } },
      { properties: { a: newA, b: newB } },
    ])
  const object = fc
    .tuple(
      fields,
      keyword("required", fc.subarray(["a", "b"])),
      keyword("additionalProperties", fc.boolean()),
      keyword("propertyNames", fc.constantFrom({ maxLength: 1 }, { pattern: "^a" })),
    )
    .map(merged)
  const nested = (name: string) =>
    inner.map(([before, now]): Pair => [{ [name]: before }, { [name]: now }])
  return {
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      simple,
      object,
      nested("items"),
      nested("not"),
      nested("contains"),
      fc.tuple(fields, nested("additionalProperties")).map(merged),
      fc
        .tuple(simple, object, fc.boolean())
        .map(([one, other, isList]) => (isList ? merged([one, other]) : merged([other, one]))),
      wrapped("anyOf", inner, simple),
      wrapped("allOf", inner, simple),
    ),
  }
})

const scalars = [null, true, false, ...texts, ...numbers]
const values: readonly unknown[] = [
  ...scalars,
  {},
  ...scalars.flatMap((a) => [{ a }, { b: a }, { a, b: a }, { a, c: 1 }]),
  [],
  ...scalars.flatMap((item) => [[item], [item, item], [item, 1], ["a", item, null]]),
  [{ a: "a" }],
  { a: { b: 1 } },
  { a: ["a"] },
  { a: { a: "a", b: "b" }, b: [1] },
]

test("a change without a breaking rule accepts the values that the other side sends", async () => {
  const seed = Number(process.env["FC_SEED"] ?? Date.now())
  const pairs = fc.sample(schema, { seed, numRuns: 200 })
  const breaking = await breakingLocations(pairs)
  const ajv = new Ajv2020({ strict: false })
  let compatible = 0
  for (const [index, [before, now]] of pairs.entries()) {
    const [acceptsBefore, acceptsNow] = [ajv.compile(before), ajv.compile(now)]
    for (const [place, produced, accepted] of [
      ["requestBody", acceptsBefore, acceptsNow],
      ["responses", acceptsNow, acceptsBefore],
    ] as const) {
      const location = `/paths/~1${index}/post/${place}/`
      if (breaking.some((other) => other.startsWith(location))) continue
      compatible += 1
      const rejected = values.filter((value) => produced(value) && !accepted(value))
      expect({ seed, place, before, now, rejected: rejected.slice(0, 1) }).toMatchObject({
        rejected: [],
      })
    }
  }
  // The test needs changes that the rules call compatible, and others.
  expect(compatible).toBeGreaterThan(pairs.length * 0.2)
  expect(compatible).toBeLessThan(pairs.length * 1.8)
})

/** Returns the locations of breaking changes. The path `/n` has the pair n in both messages. */
async function breakingLocations(pairs: readonly Pair[]): Promise<readonly string[]> {
  const documentOf = (side: 0 | 1) => {
    const paths = pairs.map((pair, index) => {
      const content = { "application/json": { schema: pair[side] } }
      const responses = { "200": { description: "OK", content } }
      return [`/${index}`, { post: { requestBody: { content }, responses } }]
    })
    const info = { title: "Pairs", version: "1.0.0" }
    return JSON.stringify({ openapi: "3.1.1", info, paths: Object.fromEntries(paths) as object })
  }
  const workingDirectory = await createProject({
    "old.json": documentOf(0),
    "new.json": documentOf(1),
  })
  const options = { workingDirectory, contract: "new.json", bases: ["old.json"] }
  const { changes } = await diffContract(options)
  return changes.filter(({ level }) => level === "major").map(({ location }) => location)
}
