import { objectOf, stringsOf } from "../../document/json.ts"
import {
  changedKeyword,
  compareKeyword,
  inOrder,
  locationOf,
  reasonAt,
  type Check,
  type Rule,
} from "./check.ts"
import { fieldNames, isClosed, isHidden, namesAt, schemasOfField } from "./fields.ts"
import { schemasAt, type Located, type Part } from "./part.ts"
import { explain, type Direction, type Reason } from "./reason.ts"
import { matches, typesOf } from "./values.ts"

/** The rules for the fields of an object. */
export const objectRules: readonly Rule[] = [
  requiredRule,
  fieldRule,
  additionalRule,
  patternRule,
  nameRule,
  dependentRequiredRule,
  dependentSchemaRule,
].map((rule) => (check) => (typesOf(check.produced).has("object") ? rule(check) : []))

function requiredRule(check: Check): Reason[] {
  const { direction, produced, accepted, part } = check
  const isRequest = direction === "request"
  const isSent = (parts: readonly Part[], name: string) =>
    !isHidden(direction, schemasAt(parts, "properties", name))
  // Another rule reports a field that clients no longer receive.
  const isGiven = (name: string) => !isRequest || isSent(produced, name)
  const given = produced.flatMap(({ keywords }) => stringsOf(keywords["required"]).filter(isGiven))
  const missing = stringsOf(part.keywords["required"]).filter(
    (name) => isSent(accepted, name) && !given.includes(name),
  )
  if (missing.length === 0) return []
  const rule = isRequest ? "required-properties-added" : "required-properties-removed"
  const [noun, verb] = missing.length === 1 ? ["field", "is"] : ["fields", "are"]
  const change = `${verb} ${isRequest ? "now" : "no longer"} required`
  return [reasonAt(check, "required", rule, `The ${noun} ${missing.join(", ")} ${change}`)]
}

/** Compares the declared fields. An added field breaks no client, unless it is required. */
function fieldRule(check: Check): readonly Reason[] {
  const { direction, produced, accepted, part } = check
  return [...fieldNames([part])].flatMap((name) => {
    const given = schemasOfField(produced, name)
    if (given.length === 0) return []
    const [before, now] = inOrder(direction, given, schemasAt(accepted, "properties", name))
    if (isHidden(direction, before)) return []
    const hidden = isHidden(direction, now) ? [becameHidden(direction, now)] : []
    return [...hidden, ...check.compare(given, schemasAt([part], "properties", name))]
  })
}

function becameHidden(direction: Direction, field: readonly Located[]): Reason {
  const isRequest = direction === "request"
  const keyword = isRequest ? "readOnly" : "writeOnly"
  const effect = isRequest ? "the API no longer reads it" : "clients do not receive it"
  return {
    pointer: field[0]?.at ?? [],
    property: keyword,
    rule: "field-direction-changed",
    message: `The field became ${keyword}, so ${effect}. Remove ${keyword}.`,
  }
}

/** Compares the fields that the part does not declare. */
function additionalRule(check: Check): readonly Reason[] {
  const { produced, part } = check
  return ["additionalProperties", "unevaluatedProperties"].flatMap((keyword) => {
    const [accepted] = schemasAt([part], keyword)
    if (accepted === undefined || accepted.schema === true) return []
    const declaring = keyword === "additionalProperties" ? [part] : check.accepted
    const patterns = [...namesAt(declaring, "patternProperties")]
    const others = [...namesAt(produced, "patternProperties")]
      .filter((pattern) => !patterns.includes(pattern))
      .flatMap((pattern) =>
        check.compare(schemasAt(produced, "patternProperties", pattern), [accepted]),
      )
    if (accepted.schema === false) {
      return isClosed(produced) ? others : [changedKeyword(check, keyword)]
    }
    const declared = fieldNames(declaring)
    const undeclared = [...fieldNames(produced)].filter(
      (name) => !declared.has(name) && !patterns.some((pattern) => matches(pattern, name)),
    )
    return [
      ...others,
      ...undeclared.flatMap((name) =>
        check.compare(schemasAt(produced, "properties", name), [accepted]),
      ),
      ...(isClosed(produced) ? [] : compareKeyword(check, keyword)),
    ]
  })
}

function patternRule(check: Check): readonly Reason[] {
  const { produced, part, direction } = check
  return [...namesAt([part], "patternProperties")].flatMap((pattern) => {
    const accepted = schemasAt([part], "patternProperties", pattern)
    const fields = [...fieldNames(produced)]
      .filter((name) => matches(pattern, name))
      .flatMap((name) => check.compare(schemasAt(produced, "properties", name), accepted))
    const given = schemasAt(produced, "patternProperties", pattern)
    if (given.length > 0) return [...fields, ...check.compare(given, accepted)]
    if (isClosed(produced)) return fields
    const pointer = [...locationOf(check, "patternProperties"), "patternProperties"]
    const message = explain(`The schema of fields that match ${pattern} changed`, direction)
    return [...fields, { pointer, rule: "pattern-properties-changed", message }]
  })
}

function nameRule(check: Check): readonly Reason[] {
  return compareKeyword(check, "propertyNames")
}

function dependentRequiredRule(check: Check): Reason[] {
  const { produced, part } = check
  const required = produced.flatMap(({ keywords }) => stringsOf(keywords["required"]))
  const namesOf = ({ keywords }: Part, name: string) =>
    stringsOf(objectOf(keywords["dependentRequired"])[name])
  const isMissing = [...namesAt([part], "dependentRequired")].some((name) => {
    const given = [...required, ...produced.flatMap((other) => namesOf(other, name))]
    return namesOf(part, name).some((other) => !given.includes(other))
  })
  return isMissing ? [changedKeyword(check, "dependentRequired")] : []
}

function dependentSchemaRule(check: Check): readonly Reason[] {
  return [...namesAt([check.part], "dependentSchemas")].flatMap((name) =>
    compareKeyword(check, "dependentSchemas", name),
  )
}
