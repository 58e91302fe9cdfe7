import fc from "fast-check"

/**
 * JSON near a base: the base itself, or with one to three edits at any level of it. Members are dropped, added and
 * replaced; objects become lists; values change type, sign or length.
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

/** Strings of one to nine characters of one to two UTF-16 units, half of a pair among them. */
export function shortText(minLength = 1): fc.Arbitrary<string> {
  const unit = fc.constantFrom("a", "Z", " ", "\0", "é", "李", "😀", "𝒵", "\ud83d", "\ude00")
  return fc.string({ unit, minLength, maxLength: 9 })
}

/** What an edit makes of a value; `dropped` leaves its member or item out. */
type Edit = (value: unknown) => unknown

const dropped = Symbol("dropped")

const otherValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, [], {}, [null], ""),
  // The wire can say what JavaScript cannot write: 1e400 is parsed as Infinity.
  fc.constantFrom(-0, 0, 1, -1, 0.5, -1e-7, 2 ** 53 + 2, 1e20, 1e308, Infinity, -Infinity),
  fc.double({ noNaN: true }),
  shortText(0),
)

/** Names that are members of no schema here, and trouble for careless code. */
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

/** The way to every value inside a value, itself first. */
function pathsOf(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [[]]
  const inner = Object.entries(value).flatMap(([name, member]) =>
    pathsOf(member).map((path) => [name, ...path]),
  )
  return [[], ...inner]
}

/** A copy with one place edited. Members are defined, never assigned: `__proto__` is one like any other. */
function editedAt(value: unknown, [name, ...rest]: readonly string[], apply: Edit): unknown {
  if (name === undefined) {
    const edited = apply(value)
    return edited === dropped ? null : edited
  }
  const entries = Object.entries(value as object).flatMap(([key, member]) => {
    if (key !== name) return [[key, member] as const]
    const edited = rest.length === 0 ? apply(member) : editedAt(member, rest, apply)
    return edited === dropped ? [] : [[key, edited] as const]
  })
  return Array.isArray(value)
    ? entries.map(([, item]: readonly [string, unknown]) => item)
    : Object.fromEntries(entries)
}
