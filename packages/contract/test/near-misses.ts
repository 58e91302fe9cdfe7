import type { Schema } from "@cfworker/json-schema"
import fc from "fast-check"
import { limitEdits, shortText, validValues, type Resolve } from "./schema-values.ts"

/**
 * Generates JSON values close to those of a schema: a valid value, or a valid value with one to
 * three edits at any level. Edits reach and exceed the schema's limits. They also remove, add, and
 * replace fields, turn objects into lists, and change a value's type, sign, or length.
 */
export function nearMisses(schema: Schema, resolve: Resolve): fc.Arbitrary<unknown> {
  const limits = limitEdits(schema, resolve)
  const anywhere = fc.tuple(fc.nat(), edit).map(([pick, apply]) => (value: unknown) => {
    const paths = pathsOf(value)
    return editedAt(value, paths[pick % paths.length] ?? [], apply)
  })
  const atLimit = fc.nat().map((pick) => (value: unknown) => {
    const limit = limits[pick % limits.length]
    return limit === undefined ? value : editedAt(value, limit.path, limit.apply)
  })
  const edits = fc.array(limits.length === 0 ? anywhere : fc.oneof(anywhere, atLimit), {
    minLength: 1,
    maxLength: 3,
  })
  const valid = validValues(schema, resolve)
  const edited = fc
    .tuple(valid, edits)
    .map(([value, list]) => list.reduce((current, apply) => apply(current), value))
  return fc.oneof({ weight: 2, arbitrary: valid }, { weight: 3, arbitrary: edited })
}

/** Returns the edited value, or `dropped` to remove it. */
type Edit = (value: unknown) => unknown

const dropped = Symbol("dropped")

const otherValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, [], {}, [null], ""),
  // JSON can contain numbers that JavaScript cannot serialize: 1e400 is parsed as Infinity.
  fc.constantFrom(-0, 0, 1, -1, 0.5, -1e-7, 2 ** 53 + 2, 1e20, 1e308, Infinity, -Infinity),
  fc.double({ noNaN: true }),
  shortText(0),
)

/** Names that no schema has and that careless code mishandles. */
const foreignName = fc.constantFrom("__proto__", "constructor", "toJSON", "", "a/b", "~1", "length")

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.constant<Edit>(() => dropped),
  otherValue.map(
    (value): Edit =>
      () =>
        value,
  ),
  fc.constant<Edit>((value) => [value]),
  fc.constant<Edit>((value) => (isObject(value) ? Object.values(value) : { value })),
  fc.tuple(foreignName, fc.jsonValue({ maxDepth: 2 })).map(
    ([name, added]): Edit =>
      (value) =>
        isObject(value) ? Object.fromEntries([...Object.entries(value), [name, added]]) : value,
  ),
)

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Returns the paths of a value and of all values in it. */
function pathsOf(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [[]]
  const inner = Object.entries(value).flatMap(([name, field]) =>
    pathsOf(field).map((path) => [name, ...path]),
  )
  return [[], ...inner]
}

/**
 * Returns a copy with one edited value, or an equal value if there is none at the path. Fields are
 * defined and never assigned, because of `__proto__`.
 */
function editedAt(value: unknown, [name, ...rest]: readonly string[], apply: Edit): unknown {
  if (name === undefined) {
    const edited = apply(value)
    return edited === dropped ? null : edited
  }
  if (typeof value !== "object" || value === null) return value
  const edit = name === "#" ? "0" : name
  const entries = Object.entries(value).flatMap(([key, field]: [string, unknown]) => {
    if (key !== edit) return [[key, field] as const]
    const edited = rest.length === 0 ? apply(field) : editedAt(field, rest, apply)
    return edited === dropped ? [] : [[key, edited] as const]
  })
  return Array.isArray(value)
    ? entries.map(([, item]: readonly [string, unknown]) => item)
    : Object.fromEntries(entries)
}
