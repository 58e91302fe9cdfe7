import { isDeepStrictEqual } from "node:util"
import { isObject, objectOf, type Json, type JsonObject } from "../../document/json.ts"
import { printPointer, valueAt, type Pointer } from "../../document/pointer.ts"
import type { ApiOperation } from "../read-document/api-document.ts"
import { expandSchema, typesOf } from "../read-document/schema.ts"
import { parseJson } from "../requests/json-text.ts"
import { outcomeOf } from "../run/exchange.ts"
import type { ResponseCheck } from "./check.ts"

/** Checks that returned fields have the sent values, and that times are in RFC 3339. */
export const checkEcho: ResponseCheck = ({ exchange, isAmbiguous }) => {
  const { operation, request, response } = exchange
  const received = response?.json
  if (outcomeOf(exchange) !== "success" || !isObject(received)) return []
  const sent = typeof request.body === "string" ? parseJson(request.body) : undefined
  const echoes = isObject(sent) && !isAmbiguous ? echoedFields(operation) : []
  return [
    ...echoes.flatMap((pointer) => {
      const expected = valueAt(objectOf(sent), pointer) ?? null
      const actual = valueAt(received, pointer) ?? null
      // The operator is for 0 and -0.
      if (actual === expected || isDeepStrictEqual(actual, expected)) return []
      if (expected === null && !mustBeNull(operation, pointer)) return []
      const field = printPointer(pointer)
      const message = `The response field ${field} differs from the sent value: ${describe(expected)} was sent, ${describe(actual)} was returned.`
      return [{ rule: "response-echo" as const, field, message }]
    }),
    ...timeFields(operation).flatMap((name) => {
      const value = received[name]
      if (typeof value !== "string" || time.test(value)) return []
      const message = `The response field "${name}" is an RFC 3339 time in the document's example, but "${value}" in the response.`
      return [{ rule: "response-format" as const, field: `/${name}`, message }]
    }),
  ]
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Returns the fields that have the value of a documented request in a documented success. */
function echoedFields(operation: ApiOperation): readonly Pointer[] {
  const requests = operation.examples.map(({ body }) => objectOf(body))
  const pointers = successExamples(operation).flatMap((example) =>
    leavesOf(example).filter((pointer) => {
      const value = valueAt(example, pointer) ?? null
      return requests.some((request) => isDeepStrictEqual(valueAt(request, pointer), value))
    }),
  )
  return [...new Map(pointers.map((pointer) => [printPointer(pointer), pointer])).values()]
}

/** Returns the locations of all values but null, objects, and lists of objects. */
function leavesOf(value: Json, pointer: Pointer = []): readonly Pointer[] {
  if (isObject(value)) {
    return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...pointer, name]))
  }
  const isLeaf = Array.isArray(value) ? !value.some(isObject) : value !== null
  return isLeaf ? [pointer] : []
}

function timeFields(operation: ApiOperation): readonly string[] {
  return successExamples(operation).flatMap((example) =>
    Object.entries(example)
      .filter(([, value]) => typeof value === "string" && time.test(value))
      .map(([name]) => name),
  )
}

function successExamples({ responses }: ApiOperation) {
  return responses
    .filter(({ status }) => status.startsWith("2"))
    .flatMap(({ examples }) => examples.map(objectOf))
}

/**
 * Whether a field that was not sent must be null: the response allows null, and the request has no
 * default.
 */
function mustBeNull({ body, responses }: ApiOperation, pointer: Pointer): boolean {
  const sent = schemasAt(body?.schema ?? {}, pointer)
  const returned = responses
    .filter(({ status }) => status.startsWith("2"))
    .flatMap(({ content }) => [...content.values()])
    .flatMap((schema) => schemasAt(schema, pointer))
  const hasDefault = sent.some((schema) => schema["default"] !== undefined)
  return !hasDefault && returned.some((schema) => typesOf(schema).includes("null"))
}

/** Returns the schemas of the property at a location, one per branch. */
function schemasAt(root: JsonObject, pointer: Pointer): readonly JsonObject[] {
  return pointer.reduce<readonly JsonObject[]>(
    (schemas, name) =>
      schemas.flatMap((one) => expandSchema(root, objectOf(one["properties"])[name])),
    expandSchema(root, root),
  )
}

function describe(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
