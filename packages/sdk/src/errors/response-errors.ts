import type { ApiErrorDetail } from "@loop-health/integrations-contract"
import type { CallMeta } from "../call/call-meta.ts"
import { describeOutcome, LoopError } from "./loop-error.ts"

/** An error body of the API. The API promises that it contains no value of the request. */
export interface ApiErrorBody {
  /** The wire's `error`. */
  readonly apiCode: string
  readonly message: string
  /** Empty when the API sent none. */
  readonly details: readonly ApiErrorDetail[]
}

/** The messages for each invalid field of the body, by its path with dots, such as `patient.dob`. */
export type FieldErrors = Readonly<Record<string, readonly [string, ...string[]]>>

/** A complete response arrived, and it is no success. */
export abstract class ResponseError extends LoopError {
  declare readonly status: number
  /** The wire's `error`. Open: treat a code you do not know by its status. Undefined when the response had none. */
  declare readonly apiCode: string | undefined
}

/** 400: the request is invalid. Correct it; `details` names the fields when the API does. */
export class ValidationError extends ResponseError {
  declare readonly name: "ValidationError"
  declare readonly code: "validation"
  declare readonly status: 400
  declare readonly apiCode: string
  /** The invalid fields, as JSON Pointers into the body, and the rule each breaks. Empty when the API sent none. */
  declare readonly details: readonly ApiErrorDetail[]

  constructor(meta: CallMeta, body: ApiErrorBody) {
    const { apiCode, details } = body
    let nextStep: string | undefined
    if (apiCode === "idempotency_key_reused") {
      nextStep =
        " An order may have been placed with the key's first body: send that body, or a new key for a new order."
    } else if (meta.outcome !== "unknown") {
      nextStep = `${describeOutcome(meta)} Correct the request and call again.`
    }
    const summary = summarize("The API rejected the request", body)
    super(meta, { code: "validation", status: 400, apiCode, details }, summary, nextStep)
  }

  /**
   * The details in the form that form libraries take: messages by dotted path. Empty when the API sent no details, and
   * without those about the body as a whole; `message` stands for these.
   *
   * @example
   * for (const [path, [message]] of Object.entries(error.fieldErrors())) form.setError(path, { message })
   */
  fieldErrors(): FieldErrors {
    const messages = new Map<string, [string, ...string[]]>()
    for (const { path, message } of this.details) {
      // RFC 6901, section 4: ~1 first, so that ~01 becomes ~1 and not a slash.
      const field = path.slice(1).replaceAll("/", ".").replaceAll("~1", "/").replaceAll("~0", "~")
      const earlier = messages.get(field)
      if (earlier) earlier.push(message)
      else if (field) messages.set(field, [message])
    }
    return Object.fromEntries(messages)
  }
}

/** 401: the access token is missing, expired or not enough. Get another and call again with the same key. */
export class UnauthenticatedError extends ResponseError {
  declare readonly name: "UnauthenticatedError"
  declare readonly code: "unauthenticated"
  declare readonly status: 401
  declare readonly apiCode: string

  constructor(meta: CallMeta, body: ApiErrorBody) {
    const nextStep = `${describeOutcome(meta)} Call again with another access token.`
    const summary = summarize("The API did not accept the token", body)
    const { apiCode } = body
    super(meta, { code: "unauthenticated", status: 401, apiCode }, summary, nextStep)
  }
}

/** 502: the API could not complete the request. Unless `outcome` is `not_created`, an order may have been placed. */
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
 * A status that the contract does not declare, or one without the contract's error body (most often of a gateway between
 * you and the API), or one that has no class of its own. Nothing of the body is kept but a code in the API's own form, in `apiCode`. A redirect
 * is never followed and ends here; browsers hide its status and show 0.
 */
export class UnexpectedStatusError extends ResponseError {
  declare readonly name: "UnexpectedStatusError"
  declare readonly code: "unexpected_status"

  constructor(meta: CallMeta, body: ApiErrorBody | undefined, status: number) {
    const summary = `The response has the unexpected status ${status}.`
    super(meta, { code: "unexpected_status", status, apiCode: body?.apiCode }, summary)
  }
}

function summarize(summary: string, { apiCode, message }: ApiErrorBody): string {
  return `${summary} (${apiCode}): ${message.replace(/[.\s]+$/, "")}.`
}
