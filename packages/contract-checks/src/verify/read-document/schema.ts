import { isObject, objectOf, type Json, type JsonObject } from "../../document/json.ts"
import { resolve } from "../../document/pointer.ts"

/**
 * Returns a schema in which its local references can be resolved. It contains the document's
 * components, and its paths if the schema refers to them. Converts OpenAPI 3.0 to JSON Schema.
 */
export function bundleSchema(root: JsonObject, schema: Json | undefined): JsonObject {
  const isOld = textOf(root["openapi"]).startsWith("3.0")
  const parts = { ...pick(root, "components"), ...(refersToPaths(schema) && pick(root, "paths")) }
  const bundled = { ...objectOf(schema), ...parts }
  return isOld ? objectOf(toJsonSchema(bundled)) : bundled
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : ""
}

function pick(root: JsonObject, name: string): JsonObject {
  const value = root[name]
  return value === undefined ? {} : { [name]: value }
}

function refersToPaths(schema: Json | undefined): boolean {
  return JSON.stringify(schema ?? {}).includes('"#/paths/')
}

/** Converts the keywords of OpenAPI 3.0 that JSON Schema has under another name or form. */
function toJsonSchema(node: Json): Json {
  if (Array.isArray(node)) return node.map(toJsonSchema)
  if (!isObject(node)) return node
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = node
  const schema: JsonObject = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, toJsonSchema(value)]),
  )
  for (const [name, limit, exclusive] of [
    ["exclusiveMinimum", "minimum", exclusiveMinimum],
    ["exclusiveMaximum", "maximum", exclusiveMaximum],
  ] as const) {
    const bound = schema[limit]
    if (exclusive === true && bound !== undefined) {
      schema[name] = bound
      delete schema[limit]
    } else if (exclusive !== undefined && typeof exclusive !== "boolean") {
      schema[name] = toJsonSchema(exclusive)
    }
  }
  if (nullable === true && typeof schema["type"] === "string") {
    schema["type"] = [schema["type"], "null"]
    if (Array.isArray(schema["enum"])) schema["enum"] = [...schema["enum"], null]
  } else if (nullable !== undefined && typeof nullable !== "boolean") {
    schema["nullable"] = toJsonSchema(nullable)
  }
  return schema
}

/**
 * Returns the schema without references. Merges `allOf`, and returns one result per branch of
 * `anyOf` and `oneOf`. The results only suggest values. The validators decide whether a value is
 * valid.
 */
export function expandSchema(root: JsonObject, schema: Json | undefined, depth = 0): JsonObject[] {
  if (!isObject(schema) || depth > 20) return [{}]
  const { $ref, allOf, anyOf, oneOf, ...own } = schema
  let results: JsonObject[] = [own]
  const combine = (branches: readonly JsonObject[]) => {
    results = results.flatMap((result) => branches.map((branch) => mergeSchemas(result, branch)))
  }
  if (typeof $ref === "string") {
    combine(expandSchema(root, resolve(root, { $ref }), depth + 1))
  }
  for (const part of Array.isArray(allOf) ? allOf : []) combine(expandSchema(root, part, depth + 1))
  for (const branches of [anyOf, oneOf]) {
    if (!Array.isArray(branches)) continue
    combine(branches.flatMap((branch) => expandSchema(root, branch, depth + 1)))
  }
  return results.slice(0, 16)
}

function mergeSchemas(one: JsonObject, other: JsonObject): JsonObject {
  const merged: JsonObject = { ...other, ...one }
  const properties = { ...objectOf(other["properties"]), ...objectOf(one["properties"]) }
  if (Object.keys(properties).length > 0) merged["properties"] = properties
  const required = [one["required"], other["required"]].flatMap((names) =>
    Array.isArray(names) ? names : [],
  )
  if (required.length > 0) merged["required"] = required
  return merged
}

/** Returns the types that a schema allows. The list is empty if the schema allows all types. */
export function typesOf(schema: JsonObject): readonly Json[] {
  const { type } = schema
  if (type === undefined) return []
  return Array.isArray(type) ? type : [type]
}
