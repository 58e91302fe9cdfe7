import { isDeepStrictEqual } from "node:util"
import { objectOf, stringsOf, type Json } from "../../../document/json.ts"
import { printPointer } from "../../../document/pointer.ts"
import { validatorFor } from "../../schema-validator.ts"
import type { ApiOperation } from "../../read-document/api-document.ts"
import { parseJson, withoutField, writeJson } from "../../requests/json-text.ts"
import { listFields, valuesInExamples, type ExampleField } from "../boundaries/list-fields.ts"

/** The first example with one field changed to another valid value, or without the field. */
export interface Variant {
  readonly pointer: string
  readonly body: Json
}

/**
 * Returns one variant for each suitable field of the first example. A suitable field has another
 * documented or allowed value, or is optional.
 */
export function listVariants(operation: ApiOperation): readonly Variant[] {
  const [example] = operation.examples
  const body = example?.body
  if (body === undefined || operation.body === undefined) return []
  const validator = validatorFor(operation.body.schema)
  return listFields(operation).flatMap((field) => {
    const isLeaf = typeof field.value !== "object" || field.value === null
    if (!isLeaf || field.example !== example) return []
    const changed = otherValues(operation, field)
      .map((value) => parseJson(writeJson(body, field.pointer, JSON.stringify(value))) ?? null)
      .concat(withoutField(body, field.pointer))
      .find((other) => validator.verdict(other) === "valid" && !isDeepStrictEqual(other, body))
    return changed === undefined ? [] : [{ pointer: printPointer(field.pointer), body: changed }]
  })
}

function otherValues(operation: ApiOperation, { pointer, value, schemas }: ExampleField) {
  const documented = valuesInExamples(operation, pointer)
  const allowed = schemas.flatMap((schema) => stringsOf(objectOf(schema)["enum"]))
  return [...documented, ...allowed].filter((other) => other !== value)
}

/** Returns a second valid body, or undefined if the document has none. */
export function otherBody(operation: ApiOperation): Json | undefined {
  return operation.examples[1]?.body ?? listVariants(operation)[0]?.body
}

/** Returns the first example without a required field, or undefined if no field is required. */
export function invalidBody(operation: ApiOperation): Json | undefined {
  const body = operation.examples[0]?.body
  if (body === undefined || operation.body === undefined) return undefined
  const validator = validatorFor(operation.body.schema)
  return listFields(operation)
    .map(({ pointer }) => withoutField(body, pointer))
    .find((other) => validator.verdict(other) === "invalid")
}
