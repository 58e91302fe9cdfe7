/** Deeper than any real body, and shallow enough that recursion is safe. */
export const maxDepth = 64

/** Why a JSON value has no canonical form here. */
export class CanonicalJsonError extends Error {
  override readonly name = "CanonicalJsonError"
}

/**
 * Writes a parsed JSON value in the one form that RFC 8785 gives it: names sorted by UTF-16 units, ECMAScript
 * numbers, no white space. Two bodies with the same form are the same request, however they were written.
 *
 * Throws {@link CanonicalJsonError} when it is nested deeper than {@link maxDepth}, holds a string that is not
 * well-formed Unicode (RFC 8785, section 3.2.2.2), or a number too large for a double (section 3.2.2.3). Ours and not
 * a package's, because it reads hostile bodies: a member called `toJSON` or `__proto__` is a member like any other.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (typeof value === "string") return canonicalString(value)
  if (typeof value === "number") return canonicalNumber(value)
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  if (depth === maxDepth) {
    throw new CanonicalJsonError(`must not be nested deeper than ${maxDepth} levels`)
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonicalJson(item, depth + 1)).join(",")}]`
  }
  const object = value as Record<string, unknown>
  const names = Object.keys(object)
    .sort()
    .map((name) => `${canonicalString(name)}:${canonicalJson(object[name], depth + 1)}`)
  return `{${names.join(",")}}`
}

function canonicalNumber(number: number): string {
  // JSON.parse reads 1e400 as Infinity, which JSON.stringify writes as null: two bodies would pass for one.
  if (!Number.isFinite(number)) {
    throw new CanonicalJsonError("must hold no number beyond the range of a double (RFC 8259)")
  }
  return JSON.stringify(number)
}

function canonicalString(text: string): string {
  if (!text.isWellFormed()) {
    throw new CanonicalJsonError("must hold well-formed Unicode only")
  }
  return JSON.stringify(text)
}
