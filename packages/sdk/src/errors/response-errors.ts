import type { ApiErrorDetail } from "@loop-health/integrations-contract"
import type { CallMeta } from "../call/call-meta.ts"
import { LoopError, nextStep } from "./loop-error.ts"

/** An error body of the API. The API promises that no value of the request stands in it. */
export interface Refusal {
  /** The wire's `error`. */
  readonly apiCode: string
  readonly message: string
  /** Empty when the API sent none. */
  readonly details: readonly ApiErrorDetail[]
}

/** The messages for each member of the body that is at fault, by its path with dots, such as `patient.dob`. */
export type FieldErrors = Readonly<Record<string, readonly [string, ...string[]]>>

/** An answer came, and it was no created order. */
export abstract class ResponseError extends LoopError {
  declare readonly status: number
  /** The wire's `error`. Open: treat a code you do not know by its status. Undefined when the answer had none. */
  declare readonly apiCode: string | undefined
}

/** 400: the request is at fault. Correct it; `details` names the members when the API does. */
export class ValidationError extends ResponseError {
  declare readonly name: "ValidationError"
  declare readonly code: "validation"
  declare readonly status: 400
  declare readonly apiCode: string
  /** The members at fault, as JSON Pointers into the body, and the rule each breaks. Empty when the API sent none. */
  declare readonly details: readonly ApiErrorDetail[]

  constructor(meta: CallMeta, refusal: Refusal) {
    const { apiCode, details } = refusal
    let next: string | undefined
    if (apiCode === "idempotency_key_reused") {
      next =
        "An order may have been placed with the body this key was first sent with: send that body, or a new key for a new order."
    } else if (meta.outcome === "not_created") {
      next = `${nextStep(meta.outcome)} Correct the request and call again.`
    }
    const failed = withReason("The API refused the order", refusal)
    super(meta, { code: "validation", status: 400, apiCode, details }, failed, next)
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

  constructor(meta: CallMeta, refusal: Refusal) {
    const next = `${nextStep(meta.outcome)} Call again with another access token and the same idempotencyKey.`
    const failed = withReason("The API did not accept the token", refusal)
    const { apiCode } = refusal
    super(meta, { code: "unauthenticated", status: 401, apiCode }, failed, next)
  }
}

/** 502: the API could not complete the order. Unless `outcome` is `not_created`, one may have been placed. */
export class UpstreamError extends ResponseError {
  declare readonly name: "UpstreamError"
  declare readonly code: "upstream"
  declare readonly status: 502
  declare readonly apiCode: string

  constructor(meta: CallMeta, refusal: Refusal) {
    const failed = withReason("The API could not complete the order", refusal)
    super(meta, { code: "upstream", status: 502, apiCode: refusal.apiCode }, failed)
  }
}

/**
 * A status that the contract does not declare, or a declared one without the contract's error body: most often a
 * gateway between you and the API. Nothing of the body is kept but a code in the API's own form, in `apiCode`. A redirect
 * is never followed and ends here; browsers hide its status and give 0.
 */
export class UnexpectedStatusError extends ResponseError {
  declare readonly name: "UnexpectedStatusError"
  declare readonly code: "unexpected_status"

  constructor(meta: CallMeta, status: number, apiCode: string | undefined) {
    const failed = `The answer, with status ${status}, is not one that the API's contract declares.`
    super(meta, { code: "unexpected_status", status, apiCode }, failed)
  }
}

function withReason(failed: string, { apiCode, message }: Refusal): string {
  return `${failed} (${apiCode}): ${message.replace(/[.\s]+$/, "")}.`
}
