import type { LabOrder, LabOrderRequest } from "@loop-health/integrations-contract"
import { runCall, type CallOptions } from "./call/run-call.ts"
import { createCallMeta } from "./call/call-meta.ts"
import type { ClientSettings } from "./client-options.ts"
import { prepareOrder } from "./call/prepare-call.ts"
import { isObject, readAnswer, type Answers } from "./call/read-response.ts"
import { UnauthenticatedError, UpstreamError, ValidationError } from "./errors/response-errors.ts"
import type { CreatedLabOrder, CreateLabOrderResult } from "./errors/result.ts"

/** The options of one call. */
export interface CreateLabOrderOptions extends CallOptions {
  /**
   * Names the intent: 1 to 255 visible ASCII characters. Without it each call is a new intent under a random UUID; to
   * repeat a call that failed, pass the `idempotencyKey` of its error together with the same body.
   *
   * @example
   * idempotencyKey: first.meta.idempotencyKey
   */
  readonly idempotencyKey?: string | undefined
}

/** Lab orders: `/v1/labs/orders`. The functions need no `this`. */
export interface LabOrders {
  /**
   * Orders a lab panel for a patient and gives the order. After a failure that may pass, the same
   * request is sent again.
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
   *
   * @example
   * const result = await loop.labs.orders.safeCreate(body)
   * if (result.kind === "created") show(result.order)
   * else if (result.meta.outcome === "unknown") settleLater(result.meta.idempotencyKey)
   */
  readonly safeCreate: (
    order: LabOrderRequest,
    options?: CreateLabOrderOptions,
  ) => Promise<CreateLabOrderResult>
}

const path = "/v1/labs/orders"

/** Makes `loop.labs.orders`. */
export function createLabOrders(settings: ClientSettings): LabOrders {
  const safeCreate: LabOrders["safeCreate"] = (order, options) =>
    runCall(settings, options ?? {}, () => {
      const prepared = prepareOrder(order, options?.idempotencyKey)
      if ("problem" in prepared) return prepared
      const { idempotencyKey, json } = prepared
      return {
        idempotencyKey,
        method: "POST",
        path,
        send: (api, init) =>
          api[path].POST({
            ...init,
            params: { header: { "idempotency-key": idempotencyKey } },
            body: order,
            bodySerializer: () => json,
          }),
        read: (...answer) => readAnswer(createAnswers, ...answer),
      }
    })

  const create: LabOrders["create"] = async (order, options) => {
    const result = await safeCreate(order, options)
    if (result.kind === "created") return result.order
    // What is thrown says where it was called: the ten frames that engines keep would all be the SDK's own.
    Error.captureStackTrace?.(result.error, create)
    throw result.error
  }

  return { create, safeCreate }
}

const createAnswers: Answers<"createLabOrder", CreatedLabOrder> = {
  successStatus: 201,
  readSuccess: (value, response, facts) => {
    if (!isLabOrder(value)) return undefined
    const replayed = response.headers.get("idempotent-replayed") === "true"
    const meta = createCallMeta(facts, "created")
    return { kind: "created", status: 201, order: value, replayed, meta }
  },
  failures: { 400: ValidationError, 401: UnauthenticatedError, 502: UpstreamError },
}

/** An id is all it takes: an order that was placed is not turned into a failure because another member is off. */
function isLabOrder(value: unknown): value is LabOrder {
  return isObject(value) && typeof value["id"] === "string"
}
