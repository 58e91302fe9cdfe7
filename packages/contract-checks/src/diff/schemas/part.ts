import { isObject, type Json, type JsonObject } from "../../document/json.ts"
import { referencePointer, valueAt, type Pointer } from "../../document/pointer.ts"

/** A schema, with the document that contains it and its location there. */
export interface Located {
  readonly schema: Json
  readonly root: JsonObject
  readonly at: Pointer
}

/** A schema without `$ref` and `allOf`. A value must match all parts of its schema. */
export interface Part {
  readonly keywords: JsonObject
  readonly root: JsonObject
  readonly at: Pointer
  /** The references that led to this part. A circular reference stays in its part. */
  readonly above: readonly string[]
}

/** Maximum number of combinations of `anyOf` and `oneOf`. Above it, they are not split. */
const maxCases = 64

/** Returns the parts of schemas that all apply to the same value. */
export function partsOf(schemas: readonly Located[]): Part[] {
  return schemas.flatMap(({ schema, root, at }) => partsOfSchema(schema, root, at, []))
}

function partsOfSchema(
  schema: Json,
  root: JsonObject,
  at: Pointer,
  above: readonly string[],
): Part[] {
  if (schema === false) return [{ keywords: { not: {} }, root, at, above }]
  if (!isObject(schema)) return [{ keywords: {}, root, at, above }]
  const { $ref: reference, allOf, ...keywords } = schema
  const parts: Part[] = [{ keywords, root, at, above }]
  if (typeof reference === "string") {
    if (above.includes(reference)) {
      parts.push({ keywords: { $ref: reference }, root, at, above })
    } else {
      const target = valueAt(root, referencePointer(reference)) ?? true
      parts.push(...partsOfSchema(target, root, at, [...above, reference]))
    }
  }
  const combined = Array.isArray(allOf) ? allOf : []
  for (const [index, item] of combined.entries()) {
    parts.push(...partsOfSchema(item, root, [...at, "allOf", String(index)], above))
  }
  return parts
}

/**
 * Returns the combinations of parts that `anyOf` and `oneOf` allow, without these keywords. A value
 * must match one of them. The branches of `oneOf` are assumed to exclude each other.
 */
export function casesOf(parts: readonly Part[]): Part[][] {
  let cases: Part[][] = [[]]
  for (const part of parts) {
    const { anyOf, oneOf, ...keywords } = part.keywords
    const lists = Object.entries({ anyOf, oneOf }).flatMap(([keyword, list]) =>
      Array.isArray(list) ? [{ keyword, list }] : [],
    )
    if (lists.length === 0) {
      cases = cases.map((earlier) => [...earlier, part])
      continue
    }
    let combined = cases.map((earlier) => [...earlier, { ...part, keywords }])
    for (const { keyword, list } of lists) {
      const branches = list.flatMap((branch, index) => {
        const at = [...part.at, keyword, String(index)]
        return casesOf(partsOfSchema(branch, part.root, at, part.above))
      })
      combined = combined.flatMap((earlier) => branches.map((branch) => [...earlier, ...branch]))
    }
    if (combined.length > maxCases) return [[...parts]]
    cases = combined
  }
  return cases
}

/**
 * Returns the schemas of a keyword. With a key, returns the schemas at this key of the keyword's
 * value.
 */
export function schemasAt(parts: readonly Part[], keyword: string, key?: string): Located[] {
  return parts.flatMap(({ keywords, root, at }) => {
    const location = key === undefined ? [keyword] : [keyword, key]
    const schema = valueAt(keywords, location)
    return schema === undefined ? [] : [{ schema, root, at: [...at, ...location] }]
  })
}
