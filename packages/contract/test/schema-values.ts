// Valid values of the contract's schemas, and edits that reach each limit and exceed it.
import type { Schema } from "@cfworker/json-schema"
import fc from "fast-check"

/** Resolves a reference of the contract. */
export type Resolve = (reference: string) => Schema

/** Changes one value. */
export interface LimitEdit {
  /** The names of the fields that lead to the value. `#` is the first item of a list. */
  readonly path: readonly string[]
  readonly apply: (value: unknown) => unknown
}

/** Keywords with values and edits below, and keywords that do not restrict a value. */
const known =
  /^(\$ref|type|enum|minLength|maxLength|pattern|format|minimum|maximum|minItems|maxItems|items|properties|required|title|description|default|deprecated|examples?|readOnly|writeOnly|x-.*)$/

/** Generates strings of up to nine characters, with surrogate pairs and lone surrogates. */
export function shortText(minLength = 1, maxLength = minLength + 8): fc.Arbitrary<string> {
  const unit = fc.constantFrom("a", "Z", " ", "\0", "é", "李", "😀", "𝒵", "\ud83d", "\ude00")
  return fc.string({ unit, minLength, maxLength })
}

const email = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,12}(\.[A-Z0-9'+-]{1,9})?$/),
    fc.stringMatching(/^([a-z0-9]{1,9}(-[A-Z0-9]{1,3})?\.){1,3}[a-z0-9]{1,6}$/),
  )
  .map(([local, host]) => `${local}@${host}`)

/** Values of each format that the validators know. */
const formats: Readonly<Record<string, fc.Arbitrary<string>>> = {
  email: fc.oneof(
    { weight: 9, arbitrary: email },
    fc.constantFrom('"a b"@c.de', "a@[127.0.0.1]", "a@[IPv6:1::2]"),
  ),
}

/** Creates records as JSON.parse does. */
const plain = { noNullPrototype: true } as const

/** Generates valid values. Throws if a schema has a keyword that this file does not know. */
export function validValues(schema: Schema, resolve: Resolve, at = ""): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return validValues(resolve(schema.$ref), resolve, at)
  rejectUnknown(schema, at)
  if (schema.enum !== undefined) return fc.constantFrom(...(schema.enum as unknown[]))
  const types = [schema.type ?? []].flat()
  return fc.oneof(...types.map((type) => valuesOfType(type, schema, resolve, at)))
}

function rejectUnknown(schema: Schema, at: string): void {
  const unknown = Object.keys(schema).find((keyword) => !known.test(keyword))
  const format = schema.format === undefined || schema.format in formats ? undefined : schema.format
  if (unknown === undefined && format === undefined && schema.type !== undefined) return
  const missing = unknown ?? (format === undefined ? "a schema without type" : `format: ${format}`)
  throw new Error(
    `packages/contract/test/schema-values.ts has no values for ${missing} at ${at || "/"}. Add them to this file.`,
  )
}

function valuesOfType(
  type: string,
  schema: Schema,
  resolve: Resolve,
  at: string,
): fc.Arbitrary<unknown> {
  switch (type) {
    case "null":
      return fc.constant(null)
    case "boolean":
      return fc.boolean()
    case "string":
      return stringsOf(schema)
    case "integer":
    case "number":
      return numbersOf(schema, type)
    case "array": {
      const { items, minItems = 0, maxItems = Infinity } = schema
      const item =
        items === undefined ? fc.jsonValue() : validValues(items as Schema, resolve, `${at}/#`)
      return fc.array(item, { minLength: minItems, maxLength: Math.min(maxItems, minItems + 3) })
    }
    default: {
      const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
      const fields = properties.map(
        ([name, property]) => [name, validValues(property, resolve, `${at}/${name}`)] as const,
      )
      const requiredKeys = schema.required ?? []
      return fc.record(Object.fromEntries(fields), { ...plain, requiredKeys })
    }
  }
}

function stringsOf({ minLength = 0, maxLength = Infinity, pattern, format }: Schema) {
  if (format !== undefined) return formats[format] ?? shortText()
  if (pattern === undefined) return shortText(minLength, Math.min(maxLength, minLength + 8))
  return fc.stringMatching(new RegExp(pattern, "u")).filter((text) => {
    const { length } = Array.from(text)
    return length >= minLength && length <= maxLength
  })
}

function numbersOf({ minimum = -Infinity, maximum = Infinity }: Schema, type: string) {
  const least = Math.max(minimum, -(2 ** 31))
  const most = Math.min(maximum, 2 ** 31)
  const extremes = [least, most, -0, 2 ** 53 + 2, 1e20].filter(
    (value) => value >= minimum && value <= maximum,
  )
  const numbers =
    type === "integer"
      ? fc.integer({ min: Math.ceil(least), max: Math.floor(most) })
      : fc.double({ min: least, max: most, noNaN: true })
  return fc.oneof(numbers, fc.constantFrom(...extremes))
}

/** Returns edits that reach and exceed each limit of a schema, and of its fields and items. */
export function limitEdits(
  schema: Schema,
  resolve: Resolve,
  path: readonly string[] = [],
): LimitEdit[] {
  if (schema.$ref !== undefined) return limitEdits(resolve(schema.$ref), resolve, path)
  const { minLength, maxLength, minimum, maximum, minItems, maxItems } = schema
  const edits: ((value: unknown) => unknown)[] = []
  for (const length of [minLength, maxLength].flatMap(around)) {
    edits.push((value) => (typeof value === "string" ? resizedText(value, length) : value))
  }
  for (const length of [minItems, maxItems].flatMap(around)) {
    edits.push((value) => (Array.isArray(value) ? resized(value, length, null) : value))
  }
  for (const value of [minimum, maximum].flatMap(around)) edits.push(() => value)
  if (schema.enum !== undefined) edits.push((value) => String(value).toUpperCase())
  if (schema.pattern !== undefined || schema.format !== undefined) {
    for (const inserted of [" ", "\n", "é", ".", "@", "-", ",", '"', "\\", ":", "[", "]"]) {
      edits.push((value) => insertedIn(value, inserted))
    }
  }
  const fields = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
  return [
    ...edits.map((apply) => ({ path, apply })),
    ...fields.flatMap(([name, property]) => limitEdits(property, resolve, [...path, name])),
    ...(schema.items === undefined
      ? []
      : limitEdits(schema.items as Schema, resolve, [...path, "#"])),
  ]
}

/** Returns a limit and its neighbours. */
function around(limit: number | undefined): number[] {
  return limit === undefined ? [] : [limit - 1, limit, limit + 1]
}

function resizedText(text: string, length: number): string {
  return resized(Array.from(text), length, "k").join("")
}

/** Shortens a list, or repeats its last item. */
function resized<Item>(items: readonly Item[], length: number, filler: Item): Item[] {
  const missing = Math.max(0, length - items.length)
  const added = Array.from({ length: missing }, () => items.at(-1) ?? filler)
  return [...items, ...added].slice(0, Math.max(0, length))
}

/** Inserts text at every place in turn: the place depends on the value's length. */
function insertedIn(value: unknown, inserted: string): unknown {
  if (typeof value !== "string") return value
  const at = (value.length * 7) % (value.length + 1)
  return value.slice(0, at) + inserted + value.slice(at)
}
