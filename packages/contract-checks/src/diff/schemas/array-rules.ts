import { changedKeyword, compareKeyword, type Check, type Rule } from "./check.ts"
import { isSameSchema } from "./same-schema.ts"
import { schemasAt, type Located, type Part } from "./part.ts"
import type { Reason } from "./reason.ts"
import { typesOf } from "./values.ts"

/** The rules for the items of a list. */
export const arrayRules: readonly Rule[] = [itemRule, prefixRule, containsRule].map(
  (rule) => (check) => (typesOf(check.produced).has("array") ? rule(check) : []),
)

function itemRule(check: Check): readonly Reason[] {
  const { produced, part } = check
  const accepted = schemasAt([part], "items")
  const first = prefixLength([part])
  const rest = Array.from({ length: Math.max(0, prefixLength(produced) - first) }, (_, index) =>
    itemsAt(produced, first + index),
  )
  return [
    ...compareKeyword(check, "items"),
    ...compareKeyword(check, "unevaluatedItems"),
    ...(accepted.length === 0 ? [] : rest.flatMap((items) => check.compare(items, accepted))),
  ]
}

/** Compares the items that have their own schemas. */
function prefixRule(check: Check): readonly Reason[] {
  const { produced, part } = check
  return Array.from({ length: prefixLength([part]) }, (_, index) => {
    const accepted = schemasAt([part], "prefixItems", String(index))
    const given = itemsAt(produced, index)
    const any = accepted.map((located) => ({ ...located, schema: true }))
    return check.compare(given.length === 0 ? any : given, accepted)
  }).flat()
}

function prefixLength(parts: readonly Part[]): number {
  const lengths = parts.map(({ keywords: { prefixItems } }) =>
    Array.isArray(prefixItems) ? prefixItems.length : 0,
  )
  return Math.max(0, ...lengths)
}

/** Returns the schemas of the item at an index. */
function itemsAt(parts: readonly Part[], index: number): readonly Located[] {
  return parts.flatMap((part) => {
    const own = schemasAt([part], "prefixItems", String(index))
    return own.length > 0 ? own : schemasAt([part], "items")
  })
}

/** Compares the item that a list must contain. A maximum must be the same. */
function containsRule(check: Check): readonly Reason[] {
  const { contains, maxContains } = check.part.keywords
  const least = minContains(check.part)
  if (contains === undefined || (least === 0 && maxContains === undefined)) return []
  const isGiven = check.produced.some(
    (part) =>
      minContains(part) >= least && (maxContains === undefined || hasSame(part, check.part)),
  )
  return isGiven ? compareKeyword(check, "contains") : [changedKeyword(check, "contains")]
}

function minContains({ keywords }: Part): number {
  return keywords["contains"] === undefined ? -1 : Number(keywords["minContains"] ?? 1)
}

function hasSame(one: Part, other: Part): boolean {
  return (
    one.keywords["maxContains"] === other.keywords["maxContains"] &&
    isSameSchema(schemasAt([one], "contains"), schemasAt([other], "contains"))
  )
}
