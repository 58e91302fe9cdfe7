import type { LabOrder, LabOrderRequest } from "@loop-health/integrations-contract"
import {
  AbortedError,
  ConnectionError,
  InvalidRequestError,
  TimeoutError,
  TokenError,
} from "./call-errors.ts"
import { createCallMeta, type CallFacts } from "./call-meta.ts"
import type { ClientSettings } from "./client-options.ts"
import { startDeadline } from "./deadline.ts"
import { prepareRequest } from "./prepare-request.ts"
import { readAnswer } from "./read-answer.ts"
import { attemptRequest, type Attempt } from "./request.ts"
import { failedWith, type CreateLabOrderResult } from "./result.ts"

/** The options of one call. */
export interface CreateLabOrderOptions {
  /**
   * Names the intent: 1 to 255 visible ASCII characters. Without it each call is a new intent under a random UUID; to
   * repeat a call that failed, pass the `idempotencyKey` of its error together with the same body.
   */
  readonly idempotencyKey?: string | undefined
  /** Ends the call in any phase. It does not take back an order that the API has already received. */
  readonly signal?: AbortSignal | undefined
  /** Limit for the whole call (token, request and body), in milliseconds; the client's when absent. */
  readonly timeoutMs?: number | undefined
}

/** Lab orders: `/v1/labs/orders`. The functions need no `this`. */
export interface LabOrders {
  /**
   * Orders a lab panel for a patient and gives the order. The request is sent once.
   *
   * Every failure is a `LoopError`, whose `code` tells the kind, `outcome` whether an order was placed, and
   * `idempotencyKey` with which key to repeat the call.
   *
   * @throws ValidationError (400), UnauthenticatedError (401), UpstreamError (502), UnexpectedStatusError (any other
   * answer), ConnectionError, TimeoutError, AbortedError, ContractError, InvalidRequestError, TokenError.
   *
   * @example
   * const order = await loop.labs.orders.create({
   *   panel_slug: "wellness",
   *   patient: { first_name: "Ben", last_name: "Sample", dob: "1985-11-02", email: "ben@example.com" },
   *   address: { line1: "2 Specimen Road", city: "Austin", state: "TX", zip: "78701", country: "US" },
   * })
   */
  readonly create: (order: LabOrderRequest, options?: CreateLabOrderOptions) => Promise<LabOrder>
  /**
   * Does the same and gives a result instead of throwing: `switch (result.kind)` narrows it. No failure of the call
   * rejects the promise.
   */
  readonly safeCreate: (
    order: LabOrderRequest,
    options?: CreateLabOrderOptions,
  ) => Promise<CreateLabOrderResult>
}

/** Makes `loop.labs.orders`. */
export function createLabOrders(settings: ClientSettings): LabOrders {
  const safeCreate: LabOrders["safeCreate"] = async (order, options) => {
    const startedAt = performance.now()
    const { signal, timeoutMs = settings.timeoutMs } = options ?? {}
    const prepared = prepareRequest(order, options ?? {})
    const { idempotencyKey } = prepared
    if ("problem" in prepared) {
      const facts = { idempotencyKey, startedAt, attempts: 0, response: undefined }
      const meta = createCallMeta(facts, "not_created")
      return failedWith(new InvalidRequestError(meta, prepared.problem, prepared.thrown), meta)
    }

    const deadline = startDeadline(timeoutMs, signal)
    try {
      const attempt = await attemptRequest(settings, prepared, deadline)
      const { sent, response } = attempt
      const facts = { idempotencyKey, startedAt, attempts: sent ? 1 : 0, response }
      return toResult(attempt, facts, timeoutMs)
    } finally {
      deadline.release()
    }
  }

  const create: LabOrders["create"] = async (order, options) => {
    const result = await safeCreate(order, options)
    if (result.kind === "created") return result.order
    throw result.error
  }

  return { create, safeCreate }
}

function toResult(attempt: Attempt, facts: CallFacts, timeoutMs: number): CreateLabOrderResult {
  if (attempt.kind === "answered") return readAnswer(attempt.response, attempt.body, facts)
  const meta = createCallMeta(facts, attempt.sent ? "unknown" : "not_created")
  switch (attempt.kind) {
    case "aborted":
      return failedWith(new AbortedError(meta), meta)
    case "timeout":
      return failedWith(new TimeoutError(meta, timeoutMs), meta)
    case "connection":
      return failedWith(new ConnectionError(meta, attempt.thrown), meta)
    case "token":
      return failedWith(new TokenError(meta, attempt.problem, attempt.thrown), meta)
    case "invalid_request":
      return failedWith(new InvalidRequestError(meta, attempt.problem, attempt.thrown), meta)
  }
}
