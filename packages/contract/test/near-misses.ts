import fc from "fast-check"

/**
 * Generates JSON values close to a base: the base itself, or the base with one to three edits at
 * any level. Edits remove, add, and replace fields, turn objects into lists, and change a value's
 * type, sign, or length.
 */
export function nearMisses(base: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const edits = fc.array(fc.tuple(fc.nat(), edit), { minLength: 1, maxLength: 3 })
  return fc.oneof(
    { weight: 2, arbitrary: base },
    {
      weight: 3,
      arbitrary: fc.tuple(base, edits).map(([value, list]) =>
        list.reduce((edited, [pick, apply]) => {
          const paths = pathsOf(edited)
          return editedAt(edited, paths[pick % paths.length] ?? [], apply)
        }, value),
      ),
    },
  )
}

/** Generates strings of up to nine characters, with surrogate pairs and lone surrogates. */
export function shortText(minLength = 1): fc.Arbitrary<string> {
  const unit = fc.constantFrom("a", "Z", " ", "\0", "é", "李", "😀", "𝒵", "\ud83d", "\ude00")
  return fc.string({ unit, minLength, maxLength: 9 })
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
 * Returns a copy with one edited value. Fields are defined and never assigned, because of
 * `__proto__`.
 */
function editedAt(value: unknown, [name, ...rest]: readonly string[], apply: Edit): unknown {
  if (name === undefined) {
    const edited = apply(value)
    return edited === dropped ? null : edited
  }
  const entries = Object.entries(value as object).flatMap(([key, field]) => {
    if (key !== name) return [[key, field] as const]
    const edited = rest.length === 0 ? apply(field) : editedAt(field, rest, apply)
    return edited === dropped ? [] : [[key, edited] as const]
  })
  return Array.isArray(value)
    ? entries.map(([, item]: readonly [string, unknown]) => item)
    : Object.fromEntries(entries)
}
