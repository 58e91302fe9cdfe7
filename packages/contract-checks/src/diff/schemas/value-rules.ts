import type { JsonObject } from "../../document/json.ts"
import { changedKeyword, inOrder, reasonAt, type Check, type Rule } from "./check.ts"
import type { Part } from "./part.ts"
import type { Reason } from "./reason.ts"
import {
  allows,
  atomsOf,
  isEqual,
  isMultiple,
  isNumeric,
  listedValues,
  typesOf,
  valuesOf,
  type Atom,
} from "./values.ts"

/** The rules for keywords that restrict a value itself, and not its fields or items. */
export const valueRules: readonly Rule[] = [
  typeRule,
  listRule,
  boundRule,
  sizeRule,
  multipleRule,
  textRule,
  uniqueRule,
]

function typeRule(check: Check): Reason[] {
  const types = [...typesOf(check.produced)]
  const allowed = atomsOf(check.part.keywords["type"])
  if (types.every((type) => allowed.includes(type))) return []
  const [before, now] = inOrder(check.direction, types, allowed).map(printTypes)
  const fact = `The type changed from ${before} to ${now}`
  return [reasonAt(check, "type", "schema-type-changed", fact)]
}

function printTypes(types: readonly Atom[]): string {
  if (types.length === atomsOf(undefined).length) return "any"
  const names = types.map((type) => (type === "fraction" ? "number" : type))
  const printed = names.filter((name) => name !== "integer" || !names.includes("number"))
  return [...new Set(printed)].join(" | ") || "none"
}

function listRule(check: Check): Reason[] {
  const { direction, produced, part } = check
  const allowed = listedValues(part.keywords)
  if (allowed === undefined) return []
  const isRequest = direction === "request"
  const rule = isRequest ? "enum-values-removed" : "enum-values-added"
  const keyword = part.keywords["const"] === undefined ? "enum" : "const"
  const values = valuesOf(produced)
  if (values === undefined) {
    const fact = `The keyword ${keyword} was ${isRequest ? "added" : "removed"}`
    return [reasonAt(check, keyword, rule, fact)]
  }
  const rejected = values.filter((value) => !allowed.some((other) => isEqual(other, value)))
  if (rejected.length === 0) return []
  const listed = rejected.map((value) => JSON.stringify(value)).join(", ")
  const fact = `The keyword ${keyword} ${isRequest ? "no longer" : "now"} allows ${listed}`
  return [reasonAt(check, keyword, rule, fact)]
}

const bounds = [
  { inclusive: "minimum", exclusive: "exclusiveMinimum", sign: 1 },
  { inclusive: "maximum", exclusive: "exclusiveMaximum", sign: -1 },
] as const

function boundRule(check: Check): Reason[] {
  const types = typesOf(check.produced)
  if (![...types].some(isNumeric)) return []
  const isInteger = !types.has("fraction")
  return bounds.flatMap((names) => {
    const limit = boundOf([check.part], names, isInteger)
    if (limit === undefined) return []
    const given = boundOf(check.produced, names, isInteger)
    if (given !== undefined && compareBounds(given, limit) >= 0) return []
    const { inclusive, exclusive } = names
    const keyword = check.part.keywords[exclusive] === undefined ? inclusive : exclusive
    return areListed(check, names) ? [] : [changedKeyword(check, keyword)]
  })
}

function areListed(check: Check, { inclusive, exclusive }: (typeof bounds)[number]): boolean {
  return [inclusive, exclusive].every((keyword) => acceptsListed(check, keyword))
}

interface Bound {
  /** The bound, negated for an upper bound. */
  readonly value: number
  readonly isExclusive: boolean
}

/** Returns the strictest bound of the parts. Bounds of integers become inclusive. */
function boundOf(
  parts: readonly Part[],
  { inclusive, exclusive, sign }: (typeof bounds)[number],
  isInteger: boolean,
): Bound | undefined {
  const found = parts.flatMap(({ keywords }) =>
    [inclusive, exclusive].flatMap((name): Bound[] => {
      const limit = keywords[name]
      if (typeof limit !== "number") return []
      const isExclusive = name === exclusive
      const value = limit * sign
      if (!isInteger) return [{ value, isExclusive }]
      return [{ value: isExclusive ? Math.floor(value) + 1 : Math.ceil(value), isExclusive: false }]
    }),
  )
  return found.toSorted(compareBounds).at(-1)
}

function compareBounds(one: Bound, other: Bound): number {
  return one.value - other.value || Number(one.isExclusive) - Number(other.isExclusive)
}

const sizes: readonly { readonly keyword: string; readonly type: Atom; readonly sign: 1 | -1 }[] = [
  { keyword: "minLength", type: "string", sign: 1 },
  { keyword: "maxLength", type: "string", sign: -1 },
  { keyword: "minItems", type: "array", sign: 1 },
  { keyword: "maxItems", type: "array", sign: -1 },
  { keyword: "minProperties", type: "object", sign: 1 },
  { keyword: "maxProperties", type: "object", sign: -1 },
]

function sizeRule(check: Check): Reason[] {
  const types = typesOf(check.produced)
  return sizes.flatMap(({ keyword, type, sign }) => {
    const limit = check.part.keywords[keyword]
    if (!types.has(type) || typeof limit !== "number") return []
    // Every value has at least the size 0.
    if (sign === 1 && limit <= 0) return []
    const given = numbersOf(check.produced, keyword)
    if (given.some((value) => (value - limit) * sign >= 0)) return []
    return acceptsListed(check, keyword) ? [] : [changedKeyword(check, keyword)]
  })
}

function multipleRule(check: Check): Reason[] {
  const { multipleOf } = check.part.keywords
  const types = typesOf(check.produced)
  if (typeof multipleOf !== "number" || ![...types].some(isNumeric)) return []
  const given = numbersOf(check.produced, "multipleOf")
  if (!types.has("fraction")) given.push(1)
  if (given.some((value) => isMultiple(value, multipleOf))) return []
  return acceptsListed(check, "multipleOf") ? [] : [changedKeyword(check, "multipleOf")]
}

/** Number formats whose values are also values of a wider format (OpenAPI Format Registry). */
const widerFormats: Readonly<Record<string, string>> = { int32: "int64", float: "double" }

function textRule(check: Check): Reason[] {
  const types = typesOf(check.produced)
  const isNumber = [...types].some(isNumeric)
  return ["pattern", "format", "contentEncoding", "contentMediaType"].flatMap((keyword) => {
    const limit = check.part.keywords[keyword]
    const applies = types.has("string") || (isNumber && keyword === "format")
    if (!applies || limit === undefined) return []
    const isGiven = check.produced.some(({ keywords: { [keyword]: given = null } }) => {
      const wider =
        typeof given === "string" && keyword === "format" ? widerFormats[given] : undefined
      return given === limit || wider === limit
    })
    if (isGiven || (keyword === "pattern" && acceptsListed(check, keyword))) return []
    return [changedKeyword(check, keyword)]
  })
}

function uniqueRule(check: Check): Reason[] {
  if (check.part.keywords["uniqueItems"] !== true || !typesOf(check.produced).has("array"))
    return []
  const isGiven = check.produced.some(({ keywords }) => keywords["uniqueItems"] === true)
  return isGiven ? [] : [changedKeyword(check, "uniqueItems")]
}

/** Checks whether the produced values can be listed and all match a keyword of the part. */
function acceptsListed({ produced, part }: Check, keyword: string): boolean {
  const limit = part.keywords[keyword]
  const only: JsonObject = limit === undefined ? {} : { [keyword]: limit }
  return valuesOf(produced)?.every((value) => allows(only, value)) ?? false
}

function numbersOf(parts: readonly Part[], keyword: string): number[] {
  return parts.flatMap(({ keywords: { [keyword]: value } }) =>
    typeof value === "number" ? [value] : [],
  )
}
