import type { ApiErrorDetail } from "@loop-health/integrations-contract"
import type { CallMeta } from "./call-meta.ts"
import { LoopError, nextStep } from "./loop-error.ts"

/** An error body of the API. The API promises that no value of the request stands in it. */
export interface Refusal {
  /** The wire's `error`. */
  readonly apiCode: string
  readonly message: string
  /** Empty when the API sent none. */
  readonly details: readonly ApiErrorDetail[]
}

/** An answer came, and it was no created order. */
export abstract class ResponseError extends LoopError {
  abstract override readonly status: number
  /** The wire's `error`. Open: treat a code you do not know by its status. Undefined when the answer had none. */
  abstract readonly apiCode: string | undefined
}

/** 400: the request is at fault. Correct it; `details` names the members when the API does. */
export class ValidationError extends ResponseError {
  declare readonly name: "ValidationError"
  readonly code = "validation" as const
  readonly status = 400 as const
  readonly apiCode: string
  /** The members at fault, as JSON Pointers into the body, and the rule each breaks. Empty when the API sent none. */
  readonly details: readonly ApiErrorDetail[]

  constructor(meta: CallMeta, refusal: Refusal) {
    const next =
      refusal.apiCode === "idempotency_key_reused"
        ? "An order may have been placed with the body this key was first sent with: send that body again, or a new key if you mean a new order."
        : `${nextStep(meta.outcome)} Correct the request and call again.`
    super("ValidationError", withReason("The API refused the order", refusal, next), meta)
    this.apiCode = refusal.apiCode
    this.details = refusal.details
  }
}

/** 401: the access token is missing, expired or not enough. Get another and call again with the same key. */
export class UnauthenticatedError extends ResponseError {
  declare readonly name: "UnauthenticatedError"
  readonly code = "unauthenticated" as const
  readonly status = 401 as const
  readonly apiCode: string

  constructor(meta: CallMeta, refusal: Refusal) {
    const next = `${nextStep(meta.outcome)} Call again with another access token and the same idempotencyKey.`
    super(
      "UnauthenticatedError",
      withReason("The API did not accept the token", refusal, next),
      meta,
    )
    this.apiCode = refusal.apiCode
  }
}

/** 502: the API could not complete the order. Unless `outcome` is `not_created`, one may have been placed. */
export class UpstreamError extends ResponseError {
  declare readonly name: "UpstreamError"
  readonly code = "upstream" as const
  readonly status = 502 as const
  readonly apiCode: string

  constructor(meta: CallMeta, refusal: Refusal) {
    const failed = "The API could not complete the order"
    super("UpstreamError", withReason(failed, refusal, nextStep(meta.outcome)), meta)
    this.apiCode = refusal.apiCode
  }
}

/**
 * A status that the contract does not declare, or a declared one without the contract's error body: most often a
 * gateway between you and the API. Nothing of the body is kept but a code in the API's own form, in `apiCode`.
 */
export class UnexpectedStatusError extends ResponseError {
  declare readonly name: "UnexpectedStatusError"
  readonly code = "unexpected_status" as const
  readonly status: number
  readonly apiCode: string | undefined

  constructor(meta: CallMeta, status: number, apiCode: string | undefined) {
    const answer = `The answer, with status ${status}, is not one that the API's contract declares.`
    super("UnexpectedStatusError", `${answer} ${nextStep(meta.outcome)}`, meta)
    this.status = status
    this.apiCode = apiCode
  }
}

function withReason(failed: string, { apiCode, message }: Refusal, next: string): string {
  return `${failed} (${apiCode}): ${message.replace(/[.\s]+$/, "")}. ${next}`
}
