import type { SpecDocument } from "./read-document.ts"

/** The parts of an operation that code is generated from. */
export interface Operation {
  readonly operationId: string
  /** The HTTP method in upper case. */
  readonly method: string
  readonly path: string
  readonly scopes: readonly string[]
  /** The name of the request body's schema. */
  readonly request: string | undefined
  readonly success: DeclaredResponse
  readonly errors: readonly DeclaredResponse[]
}

/** A declared response: its status, the name of its schema, and its error codes. */
export interface DeclaredResponse {
  readonly status: number
  readonly schema: string
  /** The codes in `x-error-codes`. */
  readonly codes: Readonly<Record<string, ErrorCode>>
}

/** The definition of an error code in `x-error-codes`. */
export interface ErrorCode {
  readonly retry: (typeof retryValues)[number]
  readonly order: (typeof orderValues)[number]
  readonly summary: string
  readonly action: string
}

/** The allowed values of `retry`. */
export const retryValues = ["never", "same_key", "new_token"] as const

/** The allowed values of `order`. */
export const orderValues = ["not_created", "unknown", "in_progress", "different_order"] as const

/** An operation as the document declares it. An unfinished document may lack any of the fields. */
interface DeclaredOperation {
  readonly operationId?: string
  readonly security?: readonly Record<string, readonly string[]>[]
  readonly requestBody?: DeclaredBody
  readonly responses?: Readonly<Record<string, DeclaredBody>>
}

interface DeclaredBody {
  readonly $ref?: string
  readonly "x-error-codes"?: Readonly<Record<string, unknown>>
  readonly content?: { readonly "application/json"?: { readonly schema?: { $ref?: string } } }
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

/**
 * Reads the operations of a document. Throws an Error with the position and the operation if a
 * declaration is not supported by the generators.
 */
export function readOperations(
  paths: Readonly<Record<string, Readonly<Record<string, object>>>>,
  locate: SpecDocument["locate"],
): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, written]) => readOperation(method, path, written, locate)),
  )
}

function readOperation(
  key: string,
  path: string,
  written: DeclaredOperation,
  locate: SpecDocument["locate"],
): Operation {
  const method = key.toUpperCase()
  const { operationId, security = [], requestBody, responses = {} } = written
  const fail = (rule: string, ...keys: readonly string[]): never => {
    const name = typeof operationId === "string" ? operationId : `${method} ${path}`
    throw new Error(`${locate(["paths", path, key, ...keys])}: ${name}: ${rule}.`)
  }
  const nameOfSchema = (body: DeclaredBody, location: string, ...keys: string[]): string => {
    const reference = body.content?.["application/json"]?.schema?.$ref ?? ""
    return (
      /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1] ??
      fail(
        `${location} must be application/json with a $ref to a schema under components.schemas`,
        ...keys,
      )
    )
  }

  if (typeof operationId !== "string" || !/^[a-z][A-Za-z0-9]*$/.test(operationId)) {
    return fail(
      "operationId must be a camelCase name, because functions are named after it",
      "operationId",
    )
  }
  if (!path.split("/").every((segment) => /^([^{}]*|\{\w+\})$/.test(segment))) {
    return fail("a {parameter} must be a whole segment of the path")
  }
  const [requirement, ...alternatives] = security
  const scopes = requirement?.["bearerAuth"]
  if (scopes === undefined || alternatives.length > 0) {
    return fail("security must be exactly one bearerAuth requirement", "security")
  }
  const declared = Object.entries(responses).map(([status, response]): DeclaredResponse => {
    if (!/^[2-5]\d\d$/.test(status))
      return fail(
        `the key of a response must be a status from 200 to 599, not ${status}`,
        "responses",
        status,
      )
    const schema = nameOfSchema(response, `the response ${status}`, "responses", status)
    const codes = Object.entries(response["x-error-codes"] ?? {}).map(([code, definition]) => [
      code,
      isErrorCode(definition)
        ? definition
        : fail(
            `x-error-codes of the ${status} response must map ${code} to ${errorCodeForm}`,
            "responses",
            status,
            "x-error-codes",
            code,
          ),
    ])
    return { status: Number(status), schema, codes: Object.fromEntries(codes) }
  })
  const [success, ...others] = declared.filter(({ status }) => status < 400)
  if (success === undefined || others.length > 0) {
    return fail("exactly one response must have a status below 400", "responses")
  }
  return {
    operationId,
    method,
    path,
    scopes,
    request: requestBody && nameOfSchema(requestBody, "the request body", "requestBody"),
    success,
    errors: declared.filter(({ status }) => status >= 400),
  }
}

const errorCodeForm = `{ retry: ${retryValues.join("|")}, order: ${orderValues.join("|")}, summary, action }`

function isErrorCode(value: unknown): value is ErrorCode {
  const { retry, order, summary, action }: Partial<ErrorCode> = Object(value)
  return (
    retryValues.some((known) => known === retry) &&
    orderValues.some((known) => known === order) &&
    [summary, action].every((text) => typeof text === "string" && text !== "")
  )
}
