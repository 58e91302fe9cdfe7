import { isObject, objectOf, type Json, type JsonObject } from "../../../document/json.ts"
import type { Pointer } from "../../../document/pointer.ts"
import type { ApiExample, ApiOperation } from "../../read-document/api-document.ts"
import { expandSchema } from "../../read-document/schema.ts"
import type { BodyField } from "./probe.ts"

/** A field with the example that contains it. */
export interface ExampleField extends BodyField {
  readonly example: ApiExample
}

/**
 * Returns every declared field of the documented bodies once. Includes only the first item of each
 * list. If several examples contain the field, uses the example with the most fields.
 */
export function listFields(operation: ApiOperation): readonly ExampleField[] {
  const { body } = operation
  if (body === undefined) return []
  const fields = new Map<string, ExampleField>()
  for (const example of operation.examples) {
    if (example.body === undefined) continue
    for (const field of walk(body.schema, body.schema, example.body, [])) {
      const key = field.pointer.join("/")
      if (!fields.has(key)) fields.set(key, { ...field, example })
    }
  }
  return [...fields.values()]
}

function walk(root: JsonObject, schema: Json, value: Json, pointer: Pointer): BodyField[] {
  const schemas = expandSchema(root, schema)
  const field: BodyField = { pointer, value, schemas }
  if (Array.isArray(value)) {
    const [first] = value
    const items = schemas.map((one) => one["items"]).find((item) => item !== undefined)
    return first === undefined
      ? [field]
      : [field, ...walk(root, items ?? {}, first, [...pointer, "0"])]
  }
  if (!isObject(value)) return [field]
  const below = Object.entries(value).flatMap(([name, inner]) => {
    const declared = schemas.map((one) => objectOf(one["properties"])[name])
    const property = declared.find((one) => one !== undefined)
    return property === undefined ? [] : walk(root, property, inner, [...pointer, name])
  })
  return [field, ...below]
}

/** Returns the values of a field in all documented bodies. */
export function valuesInExamples(operation: ApiOperation, pointer: Pointer): readonly Json[] {
  return operation.examples.flatMap(({ body }) => {
    let value: Json | undefined = body
    for (const name of pointer) {
      value = Array.isArray(value) ? value[Number(name)] : objectOf(value)[name]
    }
    return value === undefined ? [] : [value]
  })
}
