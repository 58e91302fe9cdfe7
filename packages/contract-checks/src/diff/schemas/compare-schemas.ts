import { isObject, type Json } from "../../document/json.ts"
import { resolve } from "../../document/pointer.ts"
import { arrayRules } from "./array-rules.ts"
import { inOrder, type Compare } from "./check.ts"
import { removedFields } from "./fields.ts"
import { objectRules } from "./object-rules.ts"
import { otherRules, unknownChanges } from "./other-rules.ts"
import { casesOf, partsOf, type Located, type Part } from "./part.ts"
import { explain, unique, type Direction, type Reason } from "./reason.ts"
import { isImpossible, typesOf, valuesOf } from "./values.ts"
import { valueRules } from "./value-rules.ts"

const rules = [...valueRules, ...objectRules, ...arrayRules, ...otherRules]

/**
 * Returns a function that compares schemas in one direction. It returns a reason for each change
 * that may break clients. If there are no reasons, the contract accepts every value that clients
 * send, or returns only values that they expect. Equal pairs of schemas are compared once, so a
 * shared schema has the same reasons everywhere, at its first location.
 */
export function createComparer(direction: Direction): Compare {
  const known = new Map<string, readonly Reason[]>()
  const idOf = createIds()
  const compare: Compare = (produced, accepted) => {
    const key = [produced, accepted].map((side) => side.map(idOf).join(" ")).join(" > ")
    const found = known.get(key)
    if (found !== undefined) return found
    // A circular schema is compatible if the rest of it is.
    known.set(key, [])
    const reasons = compareCases(direction, compare, partsOf(produced), partsOf(accepted))
    known.set(key, reasons)
    return reasons
  }
  return compare
}

/** Returns a function that identifies schemas by their object, after references. */
function createIds(): (located: Located) => string {
  const ids = new WeakMap<object, number>()
  let last = 0
  return (located) => {
    const schema = targetOf(located)
    if (typeof schema !== "object" || schema === null) return JSON.stringify(schema)
    const id = ids.get(schema) ?? (last += 1)
    ids.set(schema, id)
    return String(id)
  }
}

/** Follows a reference without keywords beside it. */
function targetOf({ schema, root }: Located): Json {
  const isOnlyReference = isObject(schema) && Object.keys(schema).join() === "$ref"
  return (isOnlyReference ? resolve(root, schema) : undefined) ?? schema
}

/** Compares each combination of `anyOf` and `oneOf`. One that accepts it is enough. */
function compareCases(
  direction: Direction,
  compare: Compare,
  produced: readonly Part[],
  accepted: readonly Part[],
): readonly Reason[] {
  const targets = casesOf(accepted)
  const used = new Set<readonly Part[]>()
  const isAccepted = (from: readonly Part[]) => {
    const target = targets.find((to) => reasonsOf(from, to).length === 0)
    if (target !== undefined) used.add(target)
    return target !== undefined
  }
  const reasonsOf = (from: readonly Part[], to: readonly Part[]) =>
    compareParts(direction, compare, from, to)
  const rejected = casesOf(produced)
    .filter((from) => !isImpossible(from) && !isAccepted(from))
    .flatMap((from) => (targets.length === 1 ? [from] : rejectedOf(from, isAccepted)))
  if (rejected.length === 0) return []
  const unused = targets.filter((target) => !used.has(target))
  if (unused.length === 0) return [changedCombination(direction, produced, accepted)]
  const reasons = rejected.flatMap((from) => {
    const candidates = unused.map((to) => reasonsOf(from, to))
    return candidates.toSorted((one, other) => weightOf(one) - weightOf(other))[0] ?? []
  })
  return unique(reasons)
}

/** Returns the values that are rejected: all, or those of some types or from a list. */
function rejectedOf(
  parts: readonly Part[],
  isAccepted: (parts: readonly Part[]) => boolean,
): readonly (readonly Part[])[] {
  const pieces = split(parts).map((part) => [...parts, part])
  const rejected = pieces.filter((piece) => !isAccepted(piece))
  return rejected.length === pieces.length ? [parts] : rejected
}

/** Returns how different schemas are. Another type is another schema. */
function weightOf(reasons: readonly Reason[]): number {
  const isOther = reasons.some(({ rule }) => rule === "schema-type-changed")
  return reasons.length + (isOther ? 1000 : 0)
}

/** Splits values into those of each type, or into single values. */
function split(parts: readonly Part[]): readonly Part[] {
  const [first] = parts
  if (first === undefined) return []
  const values = valuesOf(parts)
  const types = [...typesOf(parts)].filter((type) => type !== "fraction")
  const limits =
    values === undefined
      ? types.map((type) => ({ type: type === "integer" ? "number" : type }))
      : values.map((value) => ({ enum: [value] }))
  return limits.map((keywords) => ({ ...first, keywords }))
}

function compareParts(
  direction: Direction,
  compare: Compare,
  produced: readonly Part[],
  accepted: readonly Part[],
): readonly Reason[] {
  const context = { direction, produced, accepted, compare }
  return [
    ...removedFields(direction, produced, accepted),
    ...unknownChanges(direction, produced, accepted),
    ...accepted.flatMap((part) => rules.flatMap((rule) => rule({ ...context, part }))),
  ]
}

function changedCombination(
  direction: Direction,
  produced: readonly Part[],
  accepted: readonly Part[],
): Reason {
  const [before, now] = inOrder(direction, produced, accepted)
  const hasList = (keyword: string) => (part: Part) => part.keywords[keyword] !== undefined
  const all = [...now, ...before]
  const keyword = all.some(hasList("oneOf")) ? "oneOf" : "anyOf"
  const owner = all.find(hasList(keyword))
  const change = direction === "request" ? "removed" : "added"
  return {
    pointer: [...(owner?.at ?? []), keyword],
    rule: "schema-combinator-changed",
    message: explain(`One of the schemas of ${keyword} was ${change}`, direction),
  }
}
