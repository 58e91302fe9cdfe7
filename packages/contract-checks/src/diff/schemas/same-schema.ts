import { isObject, type Json, type JsonObject } from "../../document/json.ts"
import { referencePointer, valueAt } from "../../document/pointer.ts"
import type { Located } from "./part.ts"

/** Keywords that do not affect which values are valid. */
export const annotations =
  /^(title|description|summary|default|deprecated|examples?|externalDocs|xml|discriminator|readOnly|writeOnly|definitions|\$(comment|schema|defs)|x-.*)$/

/** Returns whether schemas have the same keywords, apart from annotations. Follows references. */
export function isSameSchema(one: readonly Located[], other: readonly Located[]): boolean {
  return (
    one.length === other.length &&
    one.every((located, index) => {
      const counterpart = other[index]
      return counterpart !== undefined && isSame(located, counterpart, new Set())
    })
  )
}

/** `above` lists the pairs of references that are being compared. A circular pair is the same. */
function isSame(one: Located, other: Located, above: Set<string>): boolean {
  if (!isObject(one.schema) || !isObject(other.schema)) {
    const [first, second] = [one.schema, other.schema]
    if (!Array.isArray(first) || !Array.isArray(second)) return first === second
    return (
      first.length === second.length &&
      first.every((schema, index) =>
        isSame({ ...one, schema }, { ...other, schema: second[index] ?? null }, above),
      )
    )
  }
  const references = [one.schema["$ref"], other.schema["$ref"]]
  if (references.some((reference) => typeof reference === "string")) {
    const pair = JSON.stringify([one.schema, other.schema])
    if (above.has(pair)) return true
    above.add(pair)
    return isSame(withoutReference(one), withoutReference(other), above)
  }
  const [names, otherNames] = [one.schema, other.schema].map(restrictions)
  return (
    names?.length === otherNames?.length &&
    (names ?? []).every((name) => {
      const [schema, counterpart] = [one, other].map(({ schema: owner }) =>
        valueAt(owner as JsonObject, [name]),
      )
      if (schema === undefined || counterpart === undefined) return false
      return isSame({ ...one, schema }, { ...other, schema: counterpart }, above)
    })
  )
}

function restrictions(schema: JsonObject): readonly string[] {
  return Object.keys(schema).filter((keyword) => !annotations.test(keyword))
}

/** Returns the target of a reference, with the keywords beside it. */
function withoutReference(located: Located): Located {
  const { schema, root } = located
  if (!isObject(schema)) return located
  const { $ref: reference, ...beside } = schema
  if (typeof reference !== "string") return located
  const target: Json = valueAt(root, referencePointer(reference)) ?? true
  const rest = Object.keys(beside).length === 0
  return { ...located, schema: rest ? target : { ...beside, allOf: [target] } }
}
