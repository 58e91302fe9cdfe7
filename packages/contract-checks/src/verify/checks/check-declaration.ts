import type { JsonObject, Json } from "../../document/json.ts"
import { validatorFor } from "../schema-validator.ts"
import {
  declaredStatuses,
  findResponse,
  type ApiResponseDeclaration,
} from "../read-document/api-document.ts"
import { typesOf } from "../read-document/schema.ts"
import { errorCodeOf, type ApiResponse } from "../run/exchange.ts"
import type { ResponseCheck } from "./check.ts"

/**
 * Checks that the operation declares the response's status, media type, body, headers, and code.
 */
export const checkDeclaration: ResponseCheck = ({ exchange: { operation, response } }) => {
  if (response === undefined) return []
  const declaration = findResponse(operation, response.status)
  if (declaration === undefined) {
    const declared = declaredStatuses(operation).join(", ")
    const message = `The status ${response.status} is not declared. Declared statuses: ${declared}.`
    return [{ rule: "response-status", field: String(response.status), message }]
  }
  return [
    ...checkBody(declaration, response),
    ...checkHeaders(declaration, response),
    ...checkCode(declaration, response),
  ].map((violation) => ({ ...violation, field: violation.field ?? String(response.status) }))
}

type Violations = ReturnType<ResponseCheck>

function checkBody({ content }: ApiResponseDeclaration, response: ApiResponse): Violations {
  const { status, text, json } = response
  if (content.size === 0) return []
  const received = mediaTypeOf(response)
  const [, schema] = [...content].find(([type]) => matchesMediaType(type, received)) ?? []
  if (schema === undefined) {
    const declared = [...content.keys()].join(", ")
    const shown = received === "" ? "no content-type" : received
    const message = `Expected the media type ${declared} for status ${status}, received ${shown}.`
    return [{ rule: "response-media-type", message }]
  }
  if (!/\bjson$/.test(received)) return []
  if (json === undefined) {
    const shown = text === "" ? "is empty" : "is not JSON"
    return [
      {
        rule: "response-schema",
        message: `The body of the response with status ${status} ${shown}.`,
      },
    ]
  }
  const validator = validatorFor(schema)
  if (validator.verdict(json) !== "invalid") return []
  const message = `The body of the response with status ${status} violates its schema at ${validator.explain(json)}.`
  return [{ rule: "response-schema", message }]
}

/** Returns the media type without its parameters. */
function mediaTypeOf({ headers }: ApiResponse): string {
  const [type = ""] = (headers.get("content-type") ?? "").split(";")
  return type.trim().toLowerCase()
}

function matchesMediaType(declared: string, received: string): boolean {
  const [range = ""] = declared.split(";")
  if (range === "*/*") return true
  if (range.endsWith("/*")) return received.startsWith(range.slice(0, -1))
  return range.trim() === received
}

function checkHeaders({ headers }: ApiResponseDeclaration, response: ApiResponse): Violations {
  return [...headers].flatMap(([name, { required, schema }]) => {
    const value = response.headers.get(name)
    if (value === undefined) {
      if (!required) return []
      const message = `The response with status ${response.status} lacks the required header "${name}".`
      return [{ rule: "response-header" as const, field: name, message }]
    }
    const validator = validatorFor(schema)
    const parsed = parseHeader(value, schema)
    if (validator.verdict(parsed) !== "invalid") return []
    const message = `The header "${name}" violates its schema at ${validator.explain(parsed)}.`
    return [{ rule: "response-header" as const, field: name, message }]
  })
}

/** Reads a header as the type that its schema allows. */
function parseHeader(value: string, schema: JsonObject): Json {
  const types = typesOf(schema)
  const isNumber = types.includes("integer") || types.includes("number")
  if (isNumber && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  if (types.includes("boolean") && /^(true|false)$/.test(value)) return value === "true"
  return value
}

function checkCode({ codes, status }: ApiResponseDeclaration, response: ApiResponse): Violations {
  const code = errorCodeOf(response.json)
  if (codes.size === 0 || code === undefined || codes.has(code)) return []
  const declared = [...codes.keys()].join(", ")
  const message = `The error code "${code}" is not declared for status ${status}. Declared codes: ${declared}.`
  return [{ rule: "response-code", field: `${status} ${code}`, message }]
}
