import { isObject, mapObject, objectOf, type Json, type JsonObject } from "../document/json.ts"
import { referencePointer, valueAt } from "../document/pointer.ts"

// Keywords whose values are schemas (JSON Schema 2020-12): by name, in a list, or alone.
const named = ["properties", "patternProperties", "dependentSchemas", "$defs"]
const listed = ["allOf", "anyOf", "oneOf", "prefixItems"]
const single = ["not", "if", "then", "else", "contains", "propertyNames", "contentSchema"]
// Redocly's rules understand a boolean here.
const singleOrBoolean = [
  "items",
  "additionalProperties",
  "unevaluatedItems",
  "unevaluatedProperties",
]

/** Keywords that do not restrict the value. Beside a reference, they override the target's. */
const annotations = [
  "title",
  "description",
  "default",
  "example",
  "examples",
  "externalDocs",
  "$comment",
]

/** Keywords whose meaning depends on others of the same schema. */
const dependent =
  /^(properties|patternProperties|prefixItems|contains|(min|max)Contains|if|then|else|items|additionalProperties|unevaluated\w+|\$.+)$/

/** Keywords whose values are data. A `$ref` in them is not a reference. */
const data = ["example", "examples"]

/**
 * Returns the document with schemas that `redocly diff` compares completely. A boolean schema
 * becomes an equivalent object. A reference with keywords beside it becomes one schema, or an
 * equivalent `allOf` (JSON Schema 2020-12, Core, section 8.2.3.1). Keywords of OpenAPI 3.0 become
 * those of 3.1.
 */
export function withComparableSchemas(root: JsonObject): JsonObject {
  const rest = objectOf(withSchemasBelow(root, root))
  const components = objectOf(rest["components"])
  if (!isObject(components["schemas"])) return rest
  const schemas = mapObject(objectOf(objectOf(root["components"])["schemas"]), (schema) =>
    comparableSchema(root, schema, []),
  )
  return { ...rest, components: { ...components, schemas } }
}

function withSchemasBelow(root: JsonObject, node: Json): Json {
  if (Array.isArray(node)) return node.map((item) => withSchemasBelow(root, item))
  if (!isObject(node)) return node
  return mapObject(node, (value, name) => {
    if (name === "schema" || name === "itemSchema") return comparableSchema(root, value, [])
    return data.includes(name) || name.startsWith("x-") ? value : withSchemasBelow(root, value)
  })
}

/** `above` lists the references that are being replaced. A circular reference stays. */
function comparableSchema(root: JsonObject, schema: Json, above: readonly string[]): Json {
  if (schema === true) return {}
  if (schema === false) return { not: {} }
  if (!isObject(schema)) return schema
  const { $ref: reference, ...others } = schema
  // OpenAPI 3.0 ignores keywords beside a reference (3.0, Reference Object).
  const beside = isOld(root) ? {} : others
  if (typeof reference === "string" && Object.keys(beside).length > 0) {
    if (above.includes(reference)) return schema
    const target = valueAt(root, referencePointer(reference))
    if (isObject(target) && canBeOne(target, beside)) {
      return comparableSchema(root, { ...target, ...beside }, [...above, reference])
    }
    const combined = Array.isArray(beside["allOf"]) ? beside["allOf"] : []
    return comparableSchema(root, { ...beside, allOf: [{ $ref: reference }, ...combined] }, above)
  }
  const child = (value: Json) => comparableSchema(root, value, above)
  const current =
    typeof reference === "string" ? { $ref: reference } : withCurrentKeywords(root, others)
  return mapObject(current, (value, keyword) => {
    if (named.includes(keyword) && isObject(value)) return mapObject(value, child)
    if (listed.includes(keyword) && Array.isArray(value)) return value.map(child)
    if (single.includes(keyword) || (singleOrBoolean.includes(keyword) && isObject(value))) {
      return child(value)
    }
    return value
  })
}

function isOld({ openapi }: JsonObject): boolean {
  return typeof openapi === "string" && openapi.startsWith("3.0")
}

/**
 * Replaces `nullable` and the booleans `exclusiveMinimum` and `exclusiveMaximum` of OpenAPI 3.0. A
 * later version ignores `nullable`.
 */
function withCurrentKeywords(root: JsonObject, schema: JsonObject): JsonObject {
  const { nullable, ...current } = schema
  if (!isOld(root)) return current
  if (nullable === true && typeof current["type"] === "string") {
    current["type"] = [current["type"], "null"]
  }
  for (const [exclusive, inclusive] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    const { [exclusive]: isExclusive, [inclusive]: limit } = current
    if (typeof isExclusive !== "boolean") continue
    delete current[exclusive]
    if (!isExclusive || limit === undefined) continue
    delete current[inclusive]
    current[exclusive] = limit
  }
  return current
}

/** Checks that one schema with all keywords means the same as both schemas together. */
function canBeOne(target: JsonObject, beside: JsonObject): boolean {
  const keywords = Object.keys(beside).filter((keyword) => !annotations.includes(keyword))
  const isDependent = (keyword: string) => dependent.test(keyword) && keyword !== "$ref"
  return (
    keywords.every(
      (keyword) =>
        target[keyword] === undefined ||
        JSON.stringify(target[keyword]) === JSON.stringify(beside[keyword]),
    ) && !(keywords.some(isDependent) && Object.keys(target).some(isDependent))
  )
}
