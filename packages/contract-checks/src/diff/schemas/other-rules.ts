import {
  changedKeyword,
  compareKeyword,
  inOrder,
  locationOf,
  type Check,
  type Rule,
} from "./check.ts"
import { schemasAt, type Part } from "./part.ts"
import type { Direction, Reason } from "./reason.ts"
import { annotations, isSameSchema } from "./same-schema.ts"

/** The rules for keywords that combine schemas. */
export const otherRules: readonly Rule[] = [
  notRule,
  conditionRule,
  (check) => compareKeyword(check, "contentSchema"),
]

/** A schema in `not` that matches fewer values forbids fewer values. */
function notRule(check: Check): Reason[] {
  const accepted = schemasAt([check.part], "not")
  if (accepted.length === 0) return []
  const produced = schemasAt(check.produced, "not")
  if (produced.length === 0) {
    const { pointer, message, rule } = changedKeyword(check, "not")
    return [{ pointer: [...pointer, "not"], rule, message }]
  }
  const isForbidden = produced.some((given) => check.compare(accepted, [given]).length === 0)
  return isForbidden ? [] : [notUnderstood([...locationOf(check, "not"), "not"])]
}

/** Compares `then` and `else` of the same `if`. */
function conditionRule(check: Check): readonly Reason[] {
  const condition = schemasAt([check.part], "if")
  if (condition.length === 0) return []
  const produced = check.produced.filter((part) => isSameSchema(schemasAt([part], "if"), condition))
  if (produced.length === 0) return [notUnderstood([...locationOf(check, "if"), "if"])]
  return ["then", "else"].flatMap((keyword) => compareKeyword({ ...check, produced }, keyword))
}

/** Keywords that a rule compares. */
const compared = new Set(
  [
    "type enum const multipleOf minimum maximum exclusiveMinimum exclusiveMaximum",
    "minLength maxLength pattern format contentEncoding contentMediaType contentSchema",
    "items prefixItems contains minContains maxContains minItems maxItems uniqueItems",
    "unevaluatedItems properties required additionalProperties unevaluatedProperties",
    "patternProperties propertyNames dependentRequired dependentSchemas minProperties",
    "maxProperties not if then else",
  ].flatMap((names) => names.split(" ")),
)

/** Returns a reason for each keyword without a rule that differs between the schemas. */
export function unknownChanges(
  direction: Direction,
  produced: readonly Part[],
  accepted: readonly Part[],
): Reason[] {
  const [, now] = inOrder(direction, produced, accepted)
  const names = [...produced, ...accepted].flatMap(({ keywords }) => Object.keys(keywords))
  return [...new Set(names)]
    .filter((name) => !compared.has(name) && !annotations.test(name))
    .filter((name) => !isSameSchema(schemasAt(produced, name), schemasAt(accepted, name)))
    .map((name) => {
      const owner = now.find(({ keywords }) => keywords[name] !== undefined) ?? now[0]
      return { ...notUnderstood(owner?.at ?? []), property: name }
    })
}

function notUnderstood(pointer: Reason["pointer"]): Reason {
  return {
    pointer,
    rule: "not-understood",
    message:
      "This check cannot determine whether the change breaks clients. If it breaks no client, approve it in approved-changes.yaml.",
  }
}
