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
 * Returns the variants of the first example. Each leaf has up to two: one with another value, and
 * one without the field. Documented and allowed values are preferred to changed ones.
 */
export function listVariants(operation: ApiOperation): readonly Variant[] {
  const body = operation.examples[0]?.body ?? null
  return fieldsOfExample(operation)
    .filter(({ value }) => typeof value !== "object" || value === null)
    .flatMap((field) => [
      ...variantsOf(operation, body, field, otherValues(operation, field)).slice(0, 1),
      ...variantsOf(operation, body, field, [undefined]),
    ])
}

/**
 * Returns variants that move a character from one text to the next. A comparison of joined texts
 * treats them as equal.
 */
export function listShifted(operation: ApiOperation): readonly Variant[] {
  const body = operation.examples[0]?.body ?? null
  const texts = fieldsOfExample(operation).flatMap(({ value, ...field }) =>
    typeof value === "string" ? [{ ...field, value }] : [],
  )
  return texts.slice(1).flatMap((field, index) => {
    const { pointer = [], value = "" } = texts[index] ?? {}
    const cut = writeJson(body, pointer, JSON.stringify(value.slice(0, -1)))
    const longer = `${value.slice(-1)}${field.value}`
    return variantsOf(operation, parseJson(cut) ?? null, field, [longer])
  })
}

const emptyValues = [0, false, "", [], {}]

/** Null and an absent field may mean the same, so neither is compared with the other. */
const emptyStates = [
  { name: "absent", from: [undefined], to: emptyValues },
  { name: "null", from: [null], to: emptyValues },
  { name: "empty", from: emptyValues, to: [undefined, null] },
] as const

/** A body with absent, null, or empty fields, and its variants. */
export interface EmptyVariants {
  readonly name: "absent" | "null" | "empty"
  readonly body: Json
  readonly variants: readonly Variant[]
}

/**
 * Returns up to three bodies with their variants. All fields that can be null or empty are absent in the
 * first body, null in the second, and empty in the third. A lenient comparison treats such values,
 * and the text "null", as equal.
 */
export function listEmptyVariants(operation: ApiOperation): readonly EmptyVariants[] {
  const example = operation.examples[0]?.body ?? null
  const fields = fieldsOfExample(operation).filter(
    (field) => variantsOf(operation, example, field, [null, ...emptyValues]).length > 0,
  )
  const all = emptyStates.map(({ name, from, to }) => {
    let body = example
    const changed = fields.filter((field) => {
      const [variant] = variantsOf(operation, body, field, from)
      body = variant?.body ?? body
      return variant !== undefined
    })
    const variants = changed.flatMap((field) =>
      variantsOf(operation, body, field, [...to, "null", field.value]),
    )
    return { name, body, variants }
  })
  return all.filter(({ variants }) => variants.length > 0)
}

/** Returns the fields of the first example, without the whole body. */
function fieldsOfExample(operation: ApiOperation): readonly ExampleField[] {
  const [first] = operation.examples
  return listFields(operation).filter(
    ({ example, pointer }) => example === first && pointer.length > 0,
  )
}

/** Returns the valid bodies in which a field has one of the values. Undefined omits the field. */
function variantsOf(
  { body: declared }: ApiOperation,
  body: Json,
  { pointer }: ExampleField,
  values: readonly (Json | undefined)[],
): readonly Variant[] {
  if (declared === undefined) return []
  const validator = validatorFor(declared.schema)
  return values
    .map((value) =>
      value === undefined
        ? withoutField(body, pointer)
        : (parseJson(writeJson(body, pointer, JSON.stringify(value))) ?? null),
    )
    .filter((other) => validator.verdict(other) === "valid" && !isDeepStrictEqual(other, body))
    .map((other) => ({ pointer: printPointer(pointer), body: other }))
}

function otherValues(operation: ApiOperation, { pointer, value, schemas }: ExampleField) {
  const documented = valuesInExamples(operation, pointer)
  const allowed = schemas.flatMap((schema) => stringsOf(objectOf(schema)["enum"]))
  return [...documented, ...allowed, ...changedValues(value)].filter((other) => other !== value)
}

/** Returns a number or text that differs slightly. */
function changedValues(value: Json): readonly Json[] {
  if (typeof value === "number") return [value + 1, value - 1]
  if (typeof value !== "string") return [value !== true]
  return [`${value.slice(0, -1)}${value.endsWith("1") ? "2" : "1"}`, `${value}a`]
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
