import type { ApiErrorDetail } from "@loop-health/integrations-contract"
import type { CallMeta } from "../call/call-meta.ts"
import { checkBaseUrl, LoopError } from "./loop-error.ts"

/** The body of an API error. It contains no values of the request. */
export interface ApiErrorBody {
  /** The `error` field. */
  readonly apiCode: string
  readonly message: string
  /** The invalid fields. Empty if the API sent no details. */
  readonly details: readonly ApiErrorDetail[]
}

/** The API's codes for a path or method outside the contract. They belong to no operation. */
export const unmatchedCodes: Readonly<Record<number, string>> = {
  404: "not_found",
  405: "method_not_allowed",
}

/** Error messages of each invalid field, by its path with dots, such as `patient.dob`. */
export type FieldErrors = Readonly<Record<string, readonly [string, ...string[]]>>

/** Base of the errors with a complete response. */
export abstract class ResponseError extends LoopError {
  declare readonly status: number
  /**
   * The API's error code. Handle unknown codes by status. Undefined if the body has no valid code.
   */
  declare readonly apiCode: string | undefined
}

/** Error for a 400: the request is invalid. Correct the fields in `details`, if there are any. */
export class ValidationError extends ResponseError {
  declare readonly name: "ValidationError"
  declare readonly code: "validation"
  declare readonly status: 400
  declare readonly apiCode: string
  /** The invalid fields as JSON Pointers into the body, each with its rule. May be empty. */
  declare readonly details: readonly ApiErrorDetail[]

  constructor(meta: CallMeta, body: ApiErrorBody) {
    const { apiCode, details } = body
    // The API's message contains the next step.
    const nextStep =
      apiCode === "idempotency_key_reused"
        ? " An order may have been placed with the first body of this key."
        : undefined
    const summary = summarize("The API rejected the request", body)
    super(meta, { code: "validation", status: 400, apiCode, details }, summary, nextStep)
  }

  /**
   * Returns the messages of each invalid field by its dotted path, for form libraries. Omits
   * details about the whole body, which `message` describes.
   *
   * @example for (const [path, [message]] of Object.entries(error.fieldErrors()))
   * form.setError(path, { message })
   */
  fieldErrors(): FieldErrors {
    const messages = new Map<string, [string, ...string[]]>()
    for (const { path, message } of this.details) {
      // ~1 is decoded first, so that ~01 becomes ~1 and not a slash (RFC 6901, section 4).
      const field = path.slice(1).replaceAll("/", ".").replaceAll("~1", "/").replaceAll("~0", "~")
      const earlier = messages.get(field)
      if (earlier) earlier.push(message)
      else if (field) messages.set(field, [message])
    }
    return Object.fromEntries(messages)
  }
}

/** Error for a 401: the access token is missing, invalid, expired, or insufficient. */
export class UnauthenticatedError extends ResponseError {
  declare readonly name: "UnauthenticatedError"
  declare readonly code: "unauthenticated"
  declare readonly status: 401
  declare readonly apiCode: string

  constructor(meta: CallMeta, body: ApiErrorBody) {
    const summary = summarize("The API rejected the access token", body)
    super(meta, { code: "unauthenticated", status: 401, apiCode: body.apiCode }, summary)
  }
}

/**
 * Error for a 502: the API could not complete the request. An order may have been placed: see
 * `outcome`.
 */
export class UpstreamError extends ResponseError {
  declare readonly name: "UpstreamError"
  declare readonly code: "upstream"
  declare readonly status: 502
  declare readonly apiCode: string

  constructor(meta: CallMeta, body: ApiErrorBody) {
    const summary = summarize("The API could not complete the request", body)
    super(meta, { code: "upstream", status: 502, apiCode: body.apiCode }, summary)
  }
}

/**
 * Error for a response outside the contract, usually from a gateway. Of the body, it keeps only a
 * valid `apiCode`. Redirects are not followed. Browsers report the status of a redirect as 0.
 */
export class UnexpectedStatusError extends ResponseError {
  declare readonly name: "UnexpectedStatusError"
  declare readonly code: "unexpected_status"

  /** @param endpoint Base URL and the path in the contract. */
  constructor(meta: CallMeta, body: ApiErrorBody | undefined, status: number, endpoint: string) {
    const apiCode = body?.apiCode
    const hint = status in unmatchedCodes ? checkBaseUrl : ""
    const summary = `Unexpected response status ${status} (${apiCode ?? "no code"}) from ${endpoint}.${hint}`
    super(meta, { code: "unexpected_status", status, apiCode }, summary)
  }
}

function summarize(summary: string, { apiCode, message }: ApiErrorBody): string {
  return `${summary} (${apiCode}): ${message.replace(/[.\s]+$/, "")}.`
}
