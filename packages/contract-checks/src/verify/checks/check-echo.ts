import { isObject, objectOf, type Json } from "../../document/json.ts"
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
  const echoes = isObject(sent) && !isAmbiguous ? [...echoedFields(operation)] : []
  return [
    ...echoes.flatMap((name) => {
      const expected = objectOf(sent)[name] ?? null
      const actual = received[name] ?? null
      if (actual === expected) return []
      if (expected === null && !mustBeNull(operation, name)) return []
      const message = `The response field "${name}" differs from the sent value: ${describe(expected)} was sent, ${describe(actual)} was returned.`
      return [{ rule: "response-echo" as const, field: `/${name}`, message }]
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
function echoedFields(operation: ApiOperation): ReadonlySet<string> {
  const requests = operation.examples.map(({ body }) => objectOf(body))
  const names = successExamples(operation).flatMap((example) =>
    Object.entries(example)
      .filter(([, value]) => value !== null && typeof value !== "object")
      .filter(([name, value]) => requests.some((request) => request[name] === value))
      .map(([name]) => name),
  )
  return new Set(names)
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
function mustBeNull({ body, responses }: ApiOperation, name: string): boolean {
  const sent = expandSchema(body?.schema ?? {}, body?.schema)
  const hasDefault = sent.some((schema) => {
    const property = objectOf(objectOf(schema["properties"])[name])
    return property["default"] !== undefined
  })
  const returned = responses
    .filter(({ status }) => status.startsWith("2"))
    .flatMap(({ content }) => [...content.values()])
    .flatMap((schema) => expandSchema(schema, schema).map((one) => ({ schema, one })))
  const allowsNull = returned.some(({ schema, one }) =>
    expandSchema(schema, objectOf(one["properties"])[name] ?? {}).some((property) =>
      typesOf(property).includes("null"),
    ),
  )
  return allowsNull && !hasDefault
}

function describe(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
