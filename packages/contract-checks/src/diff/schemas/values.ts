import { isObject, type Json, type JsonObject } from "../../document/json.ts"
import type { Part } from "./part.ts"

/** The types of JSON Schema, with numbers split into integers and fractions. */
export type Atom = "null" | "boolean" | "object" | "array" | "string" | "integer" | "fraction"

const atoms: readonly Atom[] = [
  "null",
  "boolean",
  "object",
  "array",
  "string",
  "integer",
  "fraction",
]

/** Returns the types of a `type` keyword, or every type if the keyword is absent. */
export function atomsOf(type: Json | undefined): readonly Atom[] {
  if (type === undefined) return atoms
  const names = Array.isArray(type) ? type : [type]
  return atoms.filter(
    (atom) => names.includes(atom) || (isNumeric(atom) && names.includes("number")),
  )
}

/** Returns whether a type is one of the two kinds of numbers. */
export function isNumeric(atom: Atom): boolean {
  return atom === "integer" || atom === "fraction"
}

/** Returns the values of `enum` or `const`, or undefined without these keywords. */
export function listedValues({ enum: list, const: only }: JsonObject): readonly Json[] | undefined {
  if (only !== undefined) return [only]
  return Array.isArray(list) ? list : undefined
}

/** Returns the types of the values that match all parts. */
export function typesOf(parts: readonly Part[]): ReadonlySet<Atom> {
  return new Set(
    atoms.filter((atom) =>
      parts.every(({ keywords }) => {
        const listed = listedValues(keywords)
        const { type, multipleOf } = keywords
        return (
          atomsOf(type).includes(atom) &&
          (listed === undefined || listed.some((value) => atomOf(value) === atom)) &&
          !(atom === "fraction" && typeof multipleOf === "number" && Number.isInteger(multipleOf))
        )
      }),
    ),
  )
}

/** Returns the values that match all parts, if they can be listed. */
export function valuesOf(parts: readonly Part[]): readonly Json[] | undefined {
  const types = typesOf(parts)
  const finite = [...types].every((type) => type === "null" || type === "boolean")
  const lists = parts.flatMap(({ keywords }) => {
    const listed = listedValues(keywords)
    return listed === undefined ? [] : [listed]
  })
  const [first, ...others] = finite ? [[null, true, false], ...lists] : lists
  return first?.filter(
    (value) =>
      types.has(atomOf(value)) &&
      others.every((list) => list.some((other) => isEqual(other, value))) &&
      parts.every(({ keywords }) => allows(keywords, value)),
  )
}

/** Returns whether no value matches all parts. */
export function isImpossible(parts: readonly Part[]): boolean {
  return (
    typesOf(parts).size === 0 ||
    valuesOf(parts)?.length === 0 ||
    parts.some(({ keywords: { not } }) => not === true || (isObject(not) && isEmpty(not)))
  )
}

/** Returns whether a value satisfies the keywords for sizes, patterns, and numbers. */
export function allows(keywords: JsonObject, value: Json): boolean {
  const limit = (name: string, none: number) => {
    const found = keywords[name]
    return typeof found === "number" ? found : none
  }
  if (typeof value === "number") {
    const { multipleOf } = keywords
    return (
      value >= limit("minimum", -Infinity) &&
      value <= limit("maximum", Infinity) &&
      value > limit("exclusiveMinimum", -Infinity) &&
      value < limit("exclusiveMaximum", Infinity) &&
      (typeof multipleOf !== "number" || isMultiple(value, multipleOf))
    )
  }
  const size = sizeOf(value)
  if (size === undefined) return true
  const { noun, length } = size
  const { pattern } = keywords
  return (
    length >= limit(`min${noun}`, 0) &&
    length <= limit(`max${noun}`, Infinity) &&
    (typeof value !== "string" || typeof pattern !== "string" || matches(pattern, value))
  )
}

function sizeOf(value: Json): { readonly noun: string; readonly length: number } | undefined {
  if (typeof value === "string") return { noun: "Length", length: Array.from(value).length }
  if (Array.isArray(value)) return { noun: "Items", length: value.length }
  return isObject(value) ? { noun: "Properties", length: Object.keys(value).length } : undefined
}

/**
 * Returns whether a number is a multiple of another. Ignores rounding errors of decimal fractions.
 */
export function isMultiple(value: number, of: number): boolean {
  const ratio = value / of
  return Math.abs(ratio - Math.round(ratio)) < 1e-9 * Math.max(1, Math.abs(ratio))
}

/** Returns whether two JSON values are equal. The order of fields does not matter. */
export function isEqual(one: Json, other: Json): boolean {
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, index) => isEqual(item, other[index] ?? null))
    )
  }
  if (!isObject(one)) return one === other
  if (!isObject(other) || Object.keys(one).length !== Object.keys(other).length) return false
  return Object.entries(one).every(([name, value]) => {
    const found = Object.hasOwn(other, name) ? other[name] : undefined
    return found !== undefined && isEqual(value, found)
  })
}

function atomOf(value: Json): Atom {
  if (value === null) return "null"
  if (Array.isArray(value)) return "array"
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "fraction"
  if (typeof value === "string") return "string"
  return typeof value === "boolean" ? "boolean" : "object"
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0
}

/** Returns whether a value matches a pattern. An invalid pattern matches nothing. */
export function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value)
  } catch {
    return false
  }
}
