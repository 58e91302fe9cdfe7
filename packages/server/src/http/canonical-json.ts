/** Maximum nesting depth of a body, in levels. Recursion to this depth is safe. */
export const maxDepth = 64

/** Error for a JSON value without a canonical form. */
export class CanonicalJsonError extends Error {
  override readonly name = "CanonicalJsonError"
}

/**
 * Returns the canonical JSON of a parsed value (RFC 8785). It has sorted names, ECMAScript numbers,
 * and no white space. Bodies with the same canonical form are the same request.
 *
 * Throws {@link CanonicalJsonError} for a value nested deeper than {@link maxDepth}, and for a
 * string that is not well-formed Unicode (section 3.2.2.2). Also throws it for a number beyond the
 * range of a double (section 3.2.2.3). Unlike the npm packages for RFC 8785, this function treats
 * fields named `toJSON` or `__proto__` like any other field.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (typeof value === "string") return canonicalString(value)
  if (typeof value === "number") return canonicalNumber(value)
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  if (depth === maxDepth) {
    throw new CanonicalJsonError(`must not be nested deeper than ${maxDepth} levels`)
  }
  let items = ""
  if (Array.isArray(value)) {
    for (const item of value) items += `${items && ","}${canonicalJson(item, depth + 1)}`
    return `[${items}]`
  }
  const object = value as Record<string, unknown>
  for (const name of Object.keys(object).sort()) {
    items += `${items && ","}${canonicalString(name)}:${canonicalJson(object[name], depth + 1)}`
  }
  return `{${items}}`
}

function canonicalNumber(number: number): string {
  // JSON.parse reads 1e400 as Infinity, which JSON.stringify writes as null. Without this check,
  // two different bodies would have the same canonical form.
  if (!Number.isFinite(number)) {
    throw new CanonicalJsonError(
      "must not contain a number beyond the range of a double (RFC 8259)",
    )
  }
  return JSON.stringify(number)
}

function canonicalString(text: string): string {
  // Most texts are printable ASCII without a quotation mark or backslash, which needs no escape.
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return escapedString(text)
  }
  return `"${text}"`
}

function escapedString(text: string): string {
  if (!text.isWellFormed()) throw new CanonicalJsonError("must contain only well-formed Unicode")
  return JSON.stringify(text)
}
