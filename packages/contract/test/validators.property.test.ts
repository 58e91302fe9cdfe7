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
import { nearMisses } from "./near-misses.ts"
import { shortText, validValues } from "./schema-values.ts"

/** The contract itself, not the generated files. */
const { components } = parse(
  await readFile(new URL("../../../spec/openapi.yaml", import.meta.url), "utf8"),
) as { components: { schemas: Record<string, Schema> } }

function secondValidator(pointer: string): (value: unknown) => boolean {
  const engine = new SecondEngine({ components, $ref: `#/components/${pointer}` }, "2020-12")
  return (value) => engine.validate(value).valid
}

interface Subject {
  readonly name: string
  readonly validate: Validator<unknown>
  readonly pointer: string
  readonly near: fc.Arbitrary<unknown>
}

const subjects = [
  { validate: validateLabOrderRequest, pointer: "schemas/LabOrderRequest" },
  { validate: validateLabOrder, pointer: "schemas/LabOrder" },
  { validate: validateApiError, pointer: "schemas/ApiError" },
  { validate: validateIdempotencyKey, pointer: "parameters/IdempotencyKey/schema" },
].map(({ validate, pointer }): Subject => {
  const name = pointer.split("/")[1] ?? pointer
  return { name, validate, pointer, near: nearMisses(schemaAt(pointer), resolve) }
})

test.each(subjects)("two engines agree on each $name, valid or not", (subject) => {
  const isValid = secondValidator(subject.pointer)
  const results = { valid: 0, invalid: 0 }
  fc.assert(
    fc.property(subject.near, (value) => {
      const { valid } = subject.validate(value)
      expect(valid).toBe(isValid(value))
      results[valid ? "valid" : "invalid"] += 1
    }),
    { numRuns: 600 },
  )
  // The generator must create valid and invalid values.
  expect(results.valid).toBeGreaterThan(90)
  expect(results.invalid).toBeGreaterThan(90)
})

test.each(subjects)("validating a $name does not change it", ({ validate, near }) => {
  fc.assert(
    fc.property(near, (value) => {
      const copy = structuredClone(value)
      const validation = validate(deepFrozen(value))
      expect(isDeepStrictEqual(value, copy)).toBe(true)
      expect(validation.valid ? validation.value : value).toBe(value)
    }),
  )
})

test.each(subjects)("the path of each $name issue exists in the value", (subject) => {
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

test.each(subjects)("issues of a $name contain no input values", ({ validate, near }) => {
  let issues = 0
  fc.assert(
    fc.property(near, (value) => {
      const text = JSON.stringify(issuesOf(validate, marked(value)))
      expect(text).not.toMatch(/canary|918273/i)
      issues += text.length > 2 ? 1 : 0
    }),
  )
  expect(issues).toBeGreaterThan(20)
})

test("issues of a request have the contract's order", () => {
  const documentOrder = fieldsOf("LabOrderRequest")
  let several = 0
  fc.assert(
    fc.property(nearMisses(schemaAt("schemas/LabOrderRequest"), resolve), (value) => {
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

test("the generated values violate every rule of every schema", () => {
  const broken = subjects.map(({ validate, near }) => {
    // A fixed seed makes the list the same in every run.
    const values = fc.sample(near, { numRuns: 15_000, seed: 1 })
    const rules = values.flatMap((value) => issuesOf(validate, value)).map(ruleOf)
    return [...new Set(rules)].toSorted()
  })
  expect(broken).toEqual(subjects.map(({ pointer }) => rulesOf(schemaAt(pointer)).toSorted()))
})

test("a keyword without values names the file that needs them, and the field", () => {
  const price = { type: "number", multipleOf: 2 } as const
  const schema: Schema = { type: "object", properties: { price } }
  expect(() => validValues(schema, resolve)).toThrow(
    "packages/contract/test/schema-values.ts has no values for multipleOf at /price.",
  )
})

test("lengths are counted in code points", () => {
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

/** Describes the rule of an issue without its index, type, and limit. */
function ruleOf({ path, message }: { path: string; message: string }): string {
  const rule = message
    .replace(/^must be an? (string|integer|array|object)( or null)?$/, "must be a type")
    .replace(/^(must (?:be one of:|be at (?:least|most)|have at (?:least|most)|match)) .+/, "$1")
  return `${path.replace(/\/\d+/, "/#")} ${rule}`
}

/** Returns the schema at a pointer below `components`. */
function schemaAt(pointer: string): Schema {
  return pointer
    .split("/")
    .reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], components) as Schema
}

function resolve(reference: string): Schema {
  return schemaAt(reference.slice("#/components/".length))
}

/** Returns every rule of a schema and its nested schemas, in the format of {@link ruleOf}. */
function rulesOf(schema: Schema, path = ""): string[] {
  if (schema.$ref !== undefined) return rulesOf(resolve(schema.$ref), path)
  const rules: Record<string, string> = {
    type: "must be a type",
    enum: "must be one of:",
    minLength: schema.minLength === 1 ? "must not be empty" : "must have at least",
    maxLength: "must have at most",
    minItems: "must have at least",
    maxItems: "must have at most",
    minimum: "must be at least",
    maximum: "must be at most",
    format: "must be an email address",
    pattern: "must match",
  }
  return [
    ...Object.keys(schema).flatMap((keyword) =>
      rules[keyword] ? [`${path} ${rules[keyword]}`] : [],
    ),
    ...(schema.required ?? []).map((name) => `${path}/${name} is required`),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      rulesOf(property as Schema, `${path}/${name}`),
    ),
    ...(schema.items === undefined ? [] : rulesOf(schema.items as Schema, `${path}/#`)),
  ]
}

/** Returns the pointers of a schema's properties and nested properties, in the contract's order. */
function fieldsOf(name: string, prefix = ""): string[] {
  const properties = (components.schemas[name]?.["properties"] ?? {}) as Record<string, Schema>
  return Object.entries(properties).flatMap(([field, { $ref }]) => {
    const path = `${prefix}/${field}`
    return [path, ...($ref === undefined ? [] : fieldsOf($ref.split("/").at(-1) ?? "", path))]
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

/**
 * Returns the value with recognizable strings and numbers. Empty, zero, negative, and fractional
 * values stay so.
 */
function marked(value: unknown): unknown {
  if (typeof value === "string") return value === "" ? value : `Canary${value}`
  if (typeof value === "number") return value % 1 === 0 ? 918_273 * Math.sign(value) : 918_273.5
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(marked)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, marked(item)]))
}
