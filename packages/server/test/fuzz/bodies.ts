import type { Schema } from "@cfworker/json-schema"
import fc from "fast-check"
import { anyOrder, invalidOrder, validOrder } from "../support/order-arbitraries.ts"
import { locationsOf } from "./document.ts"

/** A body as text, and its invalid fields if they are known. */
export interface FuzzedBody {
  readonly json: string
  /**
   * The fields that no lab accepts or the ledger cannot store. Undefined if the text must be
   * checked.
   */
  readonly invalidPaths?: readonly string[]
}

type Edit = (body: unknown) => unknown

/**
 * Bodies that are valid, that no lab accepts, or that break or nearly break the contract in one to
 * three fields.
 */
export const fuzzedBody: fc.Arbitrary<FuzzedBody> = fc.oneof(
  { weight: 3, arbitrary: fc.oneof(validOrder, invalidOrder).map(toFuzzedBody) },
  { weight: 1, arbitrary: anyOrder.map((body) => ({ json: toJson(body) })) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        validOrder,
        fc.array(
          fc.constant(undefined).chain(() => edit),
          { minLength: 1, maxLength: 3 },
        ),
      )
      .map(([{ body }, edits]) => ({
        json: toJson(edits.reduce<unknown>((edited, apply) => apply(edited), body)),
      })),
  },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }).map((json) => ({ json })) },
)

function toFuzzedBody({
  body,
  invalidPaths,
}: {
  body: object
  invalidPaths: readonly string[]
}): FuzzedBody {
  return { json: toJson(body), invalidPaths }
}

const locations = locationsOf("LabOrderRequest")

/** Names of unknown fields that careless code handles incorrectly. */
const unknownName = fc.constantFrom("__proto__", "constructor", "toJSON", "", "a/b", "~1", "length")

const otherValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, [], {}, [null], "", "\0", "x", "\ud83d", { $ref: "#" }),
  fc.constantFrom(-0, 0, 1, -1, 0.5, -1e-7, 2 ** 53, 1e20, 1e308, Infinity, -Infinity),
  fc.string({ unit: "binary", maxLength: 6 }),
)

const edit: fc.Arbitrary<Edit> = fc.constantFrom(...locations).chain(({ path, schema }) =>
  fc.oneof(
    fc.constantFrom(...valuesNear(schema)).map(
      (value): Edit =>
        (body) =>
          withField(body, path, value),
    ),
    otherValue.map(
      (value): Edit =>
        (body) =>
          withField(body, path, value),
    ),
    fc.constant<Edit>((body) => withField(body, path, undefined)),
    fc.constant<Edit>((body) => withField(body, path, [fieldAt(body, path)])),
    fc.tuple(unknownName, otherValue).map(
      ([name, value]): Edit =>
        (body) =>
          withField(body, [...path, name], value),
    ),
  ),
)

/** Values on both sides of every limit that a schema sets. */
function valuesNear({
  enum: choices = [],
  minLength,
  maxLength,
  minimum,
  format,
}: Schema): unknown[] {
  const ofLength = (length: number) =>
    ["😀", "é", "a"].map((unit) => unit.repeat(Math.max(0, length)))
  return [
    null,
    ...choices.flatMap((choice) => [choice, String(choice).toUpperCase(), `${String(choice)} `]),
    ...(minLength === undefined ? [] : [minLength - 1, minLength].flatMap(ofLength)),
    ...(maxLength === undefined ? [] : [maxLength, maxLength + 1].flatMap(ofLength)),
    ...(minimum === undefined ? [] : [minimum - 1, minimum, minimum + 0.5]),
    ...(format === "email" ? emails : []),
  ]
}

const emails = [
  "a@b.c",
  "O'Hara+lab@x-y.example.org",
  "ada@EXAMPLE.com",
  '"a b"@example.com',
  "ada@localhost",
  "ada@[127.0.0.1]",
  "ada@[IPv6:::1]",
  `${"a".repeat(64)}@${"a.".repeat(100)}bc`,
  `${"a".repeat(65)}@example.com`,
  "ada",
  "ada@",
  "@example.com",
  "ada@@example.com",
  "a da@example.com",
  "ada.@example.com",
  "ada@-example.com",
  "ada@example..com",
  "é@example.com",
  "ada@example.com\n",
]

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function fieldAt(body: unknown, path: readonly string[]): unknown {
  return path.reduce((value, name) => (isObject(value) ? value[name] : undefined), body)
}

/**
 * Returns a copy with one field set, or removed for `undefined`. `__proto__` is a field like any
 * other.
 */
function withField(body: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value
  if (!isObject(body)) return body
  const current = Object.hasOwn(body, name) ? body[name] : undefined
  const others = Object.entries(body).filter(([other]) => other !== name)
  const field = rest.length === 0 ? value : withField(current, rest, value)
  return Object.fromEntries(field === undefined ? others : [...others, [name, field]])
}

/**
 * Returns JSON text with numbers beyond the range of a double and minus zero, which JSON.stringify
 * cannot write.
 */
function toJson(value: unknown): string {
  const text = JSON.stringify(value === undefined ? null : value, (_name, field: unknown) => {
    if (Object.is(field, -0)) return "\u0001-0"
    if (field === Infinity) return "\u00011e400"
    return field === -Infinity ? "\u0001-1e400" : field
  })
  return text.replace(/"\\u0001([^"]+)"/g, "$1")
}
