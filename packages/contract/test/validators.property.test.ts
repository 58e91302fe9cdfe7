import { readFile } from "node:fs/promises"
import { isDeepStrictEqual } from "node:util"
import { Validator as SecondEngine, type Schema } from "@cfworker/json-schema"
import fc from "fast-check"
import { expect, test } from "vitest"
import { parse } from "yaml"
import {
  validateApiError,
  validateIdempotencyKey,
  validateLabOrder,
  validateLabOrderRequest,
  type Validator,
} from "../src/validators.ts"
import { apiError, goodOrder, isDisputedEmail, key, order, request } from "./contract-values.ts"
import { nearMisses, shortText } from "./near-misses.ts"

/** The document itself, not what was made of it. */
const { components } = parse(
  await readFile(new URL("../../../spec/openapi.yaml", import.meta.url), "utf8"),
) as { components: { schemas: Record<string, Schema> } }

function judgeBy(pointer: string): (value: unknown) => boolean {
  const engine = new SecondEngine({ components, $ref: `#/components/${pointer}` }, "2020-12")
  return (value) => engine.validate(value).valid
}

interface Subject {
  readonly name: string
  readonly validate: Validator<unknown>
  readonly pointer: string
  readonly near: fc.Arbitrary<unknown>
}

const subjects: readonly Subject[] = [
  {
    name: "LabOrderRequest",
    validate: validateLabOrderRequest,
    pointer: "schemas/LabOrderRequest",
    near: nearMisses(request).filter((value) => !emailsOf(value).some(isDisputedEmail)),
  },
  {
    name: "LabOrder",
    validate: validateLabOrder,
    pointer: "schemas/LabOrder",
    near: fc.oneof(order, nearMisses(goodOrder)),
  },
  {
    name: "ApiError",
    validate: validateApiError,
    pointer: "schemas/ApiError",
    near: nearMisses(apiError),
  },
  {
    name: "idempotency-key",
    validate: validateIdempotencyKey,
    pointer: "parameters/IdempotencyKey/schema",
    near: fc.oneof({ weight: 4, arbitrary: key }, nearMisses(key)),
  },
]

function emailsOf(value: unknown): string[] {
  const email = valueAt(value, ["patient", "email"])
  return typeof email === "string" ? [email] : []
}

test.each(subjects)("two engines agree about each $name, both ways", (subject) => {
  const judge = judgeBy(subject.pointer)
  const verdicts = { valid: 0, invalid: 0 }
  fc.assert(
    fc.property(subject.near, (value) => {
      const { valid } = subject.validate(value)
      expect(valid).toBe(judge(value))
      verdicts[valid ? "valid" : "invalid"] += 1
    }),
    { numRuns: 600 },
  )
  // A generator that came to know one verdict only would prove nothing.
  expect(verdicts.valid).toBeGreaterThan(90)
  expect(verdicts.invalid).toBeGreaterThan(90)
})

test.each(subjects)("judging a $name changes nothing of it", ({ validate, near }) => {
  fc.assert(
    fc.property(near, (value) => {
      const copy = structuredClone(value)
      const validation = validate(deepFrozen(value))
      expect(isDeepStrictEqual(value, copy)).toBe(true)
      expect(validation.valid ? validation.value : value).toBe(value)
    }),
  )
})

test.each(subjects)("every issue of a $name stands where the value has a place", (subject) => {
  fc.assert(
    fc.property(subject.near, (value) => {
      for (const { path, message } of issuesOf(subject.validate, value)) {
        const names = path.split("/").slice(1)
        const isMissing = message === "is required"
        expect(valueAt(value, names) === undefined).toBe(isMissing)
        expect(valueAt(value, isMissing ? names.slice(0, -1) : [])).toBeDefined()
      }
    }),
  )
})

test.each(subjects)("no issue of a $name holds a value of it", ({ validate, near }) => {
  let issues = 0
  fc.assert(
    fc.property(near, (value) => {
      const told = JSON.stringify(issuesOf(validate, marked(value)))
      expect(told).not.toMatch(/canary|918273/i)
      issues += told.length > 2 ? 1 : 0
    }),
  )
  expect(issues).toBeGreaterThan(20)
})

test("issues of a request come in the document's order", () => {
  const documentOrder = membersOf("LabOrderRequest")
  let several = 0
  fc.assert(
    fc.property(nearMisses(request), (value) => {
      const ranks = issuesOf(validateLabOrderRequest, value).map(({ path }) =>
        path === "" ? -1 : documentOrder.indexOf(path),
      )
      expect(ranks).toEqual(ranks.toSorted((one, other) => one - other))
      several += ranks.length > 1 ? 1 : 0
    }),
    { numRuns: 300 },
  )
  expect(several).toBeGreaterThan(20)
})

test("the near misses reach every rule of every schema", () => {
  const broken = subjects.map(({ validate, near }) => {
    // One seed, so that this list is the same in every run.
    const values = fc.sample(near, { numRuns: 15_000, seed: 1 })
    const rules = values.flatMap((value) => issuesOf(validate, value)).map(ruleOf)
    return [...new Set(rules)].toSorted()
  })
  expect(broken).toEqual(subjects.map(({ pointer }) => rulesOf(schemaAt(pointer)).toSorted()))
})

test.each([
  // quoted local parts, addresses in brackets, hosts without a dot: RFC 5321 has them, patients do not
  ['"a b"@example.com', false, true],
  ['"ada"@example.com', false, true],
  ["ada@[127.0.0.1]", false, true],
  ["ada@[IPv6:::1]", false, true],
  ["ada@localhost", false, true],
  ["ada@example", false, true],
  // RFC 5321's lengths, which the lab's own check may still have
  [`${"a".repeat(64)}@example.com`, true, true],
  [`${"a".repeat(65)}@example.com`, true, false],
  [`ada@${"a".repeat(63)}.com`, true, true],
  [`ada@${"a".repeat(64)}.com`, true, false],
  [`ada@${"a.".repeat(126)}b`, true, true],
  [`ada@${"a.".repeat(126)}bc`, true, false],
])("the e-mail %s is valid here: %s, and to the second engine: %s", (address, ours, theirs) => {
  const value = {
    panel_slug: "wellness",
    patient: { first_name: "Ada", last_name: "Example", dob: "1990-04-12", email: address },
    address: { line1: "1", city: "Chicago", state: "IL", zip: "60601", country: "US" },
  }
  expect(validateLabOrderRequest(value).valid).toBe(ours)
  expect(judgeBy("schemas/LabOrderRequest")(value)).toBe(theirs)
})

test("characters are code points, as a third judge counts them", () => {
  fc.assert(
    fc.property(shortText(0), (currency) => {
      const { length } = Array.from(currency)
      const issues = issuesOf(validateLabOrderRequest, { currency })
      expect(issues.some(({ path }) => path === "/currency")).toBe(length < 3 || length > 8)
    }),
  )
})

function issuesOf(validate: Validator<unknown>, value: unknown) {
  const validation = validate(value)
  return validation.valid ? [] : validation.issues
}

/** An issue without what differs between values of one kind: an index, a type, a limit. */
function ruleOf({ path, message }: { path: string; message: string }): string {
  const rule = message
    .replace(/^must be an? (string|integer|array|object)( or null)?$/, "must be a type")
    .replace(/^(must be one of|must be at least|must have at (?:least|most)|must match) .+/, "$1")
  return `${path.replace(/\/\d+/, "/#")} ${rule}`
}

/** A schema's members and theirs as pointers, in the order in which the document has them. */
function schemaAt(pointer: string): Schema {
  return pointer
    .split("/")
    .reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], components) as Schema
}

/** Every rule that the document has for a value and what is in it, as {@link ruleOf} writes it. */
function rulesOf(schema: Schema, path = ""): string[] {
  if (schema.$ref !== undefined) {
    return rulesOf(schemaAt(schema.$ref.slice("#/components/".length)), path)
  }
  const rules: Record<string, string> = {
    type: "must be a type",
    enum: "must be one of",
    minLength: schema.minLength === 1 ? "must not be empty" : "must have at least",
    maxLength: "must have at most",
    maxItems: "must have at most",
    minimum: "must be at least",
    format: "must be an e-mail address",
    pattern: "must match",
  }
  return [
    ...Object.keys(schema).flatMap((keyword) =>
      rules[keyword] ? [`${path} ${rules[keyword]}`] : [],
    ),
    ...(schema.required ?? []).map((name) => `${path}/${name} is required`),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, member]) =>
      rulesOf(member as Schema, `${path}/${name}`),
    ),
    ...(schema.items === undefined ? [] : rulesOf(schema.items as Schema, `${path}/#`)),
  ]
}

function membersOf(name: string, prefix = ""): string[] {
  const properties = (components.schemas[name]?.["properties"] ?? {}) as Record<string, Schema>
  return Object.entries(properties).flatMap(([member, { $ref }]) => {
    const path = `${prefix}/${member}`
    return [path, ...($ref === undefined ? [] : membersOf($ref.split("/").at(-1) ?? "", path))]
  })
}

function valueAt(value: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (node, name) =>
      typeof node === "object" && node !== null && Object.hasOwn(node, name)
        ? (node as Record<string, unknown>)[name]
        : undefined,
    value,
  )
}

function deepFrozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(deepFrozen)
  return Object.freeze(value)
}

/** The value with each string and number recognisable; what is empty, zero, negative or fractional stays so. */
function marked(value: unknown): unknown {
  if (typeof value === "string") return value === "" ? value : `Canary${value}`
  if (typeof value === "number") return value % 1 === 0 ? 918_273 * Math.sign(value) : 918_273.5
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(marked)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, marked(item)]))
}
