import { isObject, objectOf } from "../../document/json.ts"
import { inOrder } from "./check.ts"
import { partsOf, schemasAt, type Located, type Part } from "./part.ts"
import type { Direction, Reason } from "./reason.ts"
import { matches, typesOf } from "./values.ts"

/** Returns the names of the fields that the parts declare. */
export function fieldNames(parts: readonly Part[]): ReadonlySet<string> {
  return new Set(parts.flatMap(({ keywords }) => Object.keys(objectOf(keywords["properties"]))))
}

/** Returns the names in the map of a keyword. */
export function namesAt(parts: readonly Part[], keyword: string): ReadonlySet<string> {
  return new Set(parts.flatMap(({ keywords }) => Object.keys(objectOf(keywords[keyword]))))
}

/** Returns whether fields without a declaration are forbidden. */
export function isClosed(parts: readonly Part[]): boolean {
  return parts.some(
    ({ keywords: { additionalProperties, unevaluatedProperties } }) =>
      additionalProperties === false || unevaluatedProperties === false,
  )
}

/**
 * Returns the schemas of a field. If the field is not declared, returns the schemas of all other
 * fields that apply to it, if any.
 */
export function schemasOfField(parts: readonly Part[], name: string): readonly Located[] {
  const declared = schemasAt(parts, "properties", name)
  if (declared.length > 0) return declared
  const patterns = [...namesAt(parts, "patternProperties")]
  return [
    ...patterns
      .filter((pattern) => matches(pattern, name))
      .flatMap((pattern) => schemasAt(parts, "patternProperties", pattern)),
    ...schemasAt(parts, "additionalProperties").filter(
      ({ schema }) => isObject(schema) && Object.keys(schema).length > 0,
    ),
  ]
}

/**
 * Returns whether a field is never sent. Clients do not send `readOnly` fields, and the API does
 * not send `writeOnly` fields.
 */
export function isHidden(direction: Direction, field: readonly Located[]): boolean {
  const keyword = direction === "request" ? "readOnly" : "writeOnly"
  return partsOf(field).some(({ keywords }) => keywords[keyword] === true)
}

/**
 * Returns the fields that are in the base and not in the contract. If a request field is removed,
 * the API no longer reads it. If a response field is removed, clients no longer receive it.
 */
export function removedFields(
  direction: Direction,
  produced: readonly Part[],
  accepted: readonly Part[],
): readonly Reason[] {
  if (![produced, accepted].every((parts) => typesOf(parts).has("object"))) return []
  const [before, now] = inOrder(direction, produced, accepted)
  const removed = [...fieldNames(before)].filter(
    (name) =>
      schemasOfField(now, name).length === 0 &&
      !isHidden(direction, schemasAt(before, "properties", name)),
  )
  const owner = now.findLast(({ keywords }) => isObject(keywords["properties"])) ?? now[0]
  const pointer = [...(owner?.at ?? []), "properties"]
  const isRequest = direction === "request"
  const rule = isRequest ? "request-field-removed" : "property-removed"
  const effect = isRequest ? "the API no longer reads" : "clients no longer receive"
  if (fieldNames(now).size === 0 && removed.length > 1) {
    const message = `All fields were removed, so ${effect} them. Restore the fields.`
    return [{ pointer, rule, message, isRemoved: true }]
  }
  return removed.map((name) => ({
    pointer: [...pointer, name],
    rule,
    message: `The field ${name} was removed, so ${effect} it. Restore the field.`,
    isRemoved: true,
  }))
}
