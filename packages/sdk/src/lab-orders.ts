import type { LabOrder, LabOrderRequest, operations } from "@loop-health/integrations-contract"
import type { KeyedCallMeta, Outcome } from "./call/call-meta.ts"
import { findException } from "./call/error-codes.ts"
import { toRecord } from "./call/read-response.ts"
import { runCall } from "./call/run-call.ts"
import type { CallOptions, Operation } from "./call/types.ts"
import type { ClientSettings } from "./client-options.ts"
import { UnauthenticatedError, UpstreamError, ValidationError } from "./errors/response-errors.ts"
import { unwrap, type CallResult } from "./errors/result.ts"

/** Result of a call with an order, created by this or an earlier request. */
export interface CreatedLabOrder {
  readonly kind: "created"
  readonly status: 201
  /**
   * The order as the API returned it. The SDK checks only that `id` is a string. The order may have
   * unknown fields and status strings.
   */
  readonly order: LabOrder
  /** True if an earlier request with the same key placed this order. */
  readonly replayed: boolean
  readonly meta: KeyedCallMeta
}

/** Result of `safeCreate`. Its `kind` narrows the type. */
export type CreateLabOrderResult = CallResult<CreatedLabOrder>

/** Options for `create` and `safeCreate`. */
export interface CreateLabOrderOptions extends CallOptions {
  /**
   * Idempotency key of the order: 1 to 255 visible ASCII characters. Default: a random UUID. To
   * retry a call, pass the `idempotencyKey` of its result or error, and the same body.
   *
   * @example
   * idempotencyKey: first.meta.idempotencyKey
   */
  readonly idempotencyKey?: string | undefined
}

/** Functions for `/v1/labs/orders`. They do not use `this`. */
export interface LabOrders {
  /**
   * Orders a lab panel for a patient and returns the order.
   *
   * Transient errors are retried with the same idempotency key. Every error is a `LoopError` with a
   * `code`, the `outcome` of the order, and the `idempotencyKey` for a retry.
   *
   * @throws ValidationError (400), UnauthenticatedError (401), UpstreamError (502),
   * UnexpectedStatusError (any other response), ConnectionError, TimeoutError, AbortedError,
   * ContractError, InvalidRequestError, TokenError.
   *
   * @example const order = await loop.labs.orders.create({ panel_slug: "wellness", patient: {
   * first_name: "Ben", last_name: "Sample", dob: "1985-11-02", email: "ben@example.com" }, address:
   * { line1: "2 Specimen Road", city: "Austin", state: "TX", zip: "78701", country: "US" }, })
   */
  readonly create: (order: LabOrderRequest, options?: CreateLabOrderOptions) => Promise<LabOrder>
  /**
   * Orders a lab panel and returns a result. Never rejects. `result.kind` narrows the type.
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

/** Creates `loop.labs.orders`. */
export function createLabOrders(settings: ClientSettings): LabOrders {
  const safeCreate: LabOrders["safeCreate"] = (order, options) =>
    runCall(settings, createLabOrder(order), options)

  const create: LabOrders["create"] = async (order, options) =>
    unwrap(await safeCreate(order, options), create).order

  return { create, safeCreate }
}

function createLabOrder(
  order: LabOrderRequest,
): Operation<operations["createLabOrder"], CreatedLabOrder> {
  return {
    method: "POST",
    path: "/v1/labs/orders",
    body: order,
    successStatus: 201,
    readSuccess: (value, meta, { headers }) =>
      isLabOrder(value)
        ? {
            kind: "created",
            status: 201,
            order: value,
            replayed: headers.get("idempotent-replayed") === "true",
            meta,
          }
        : undefined,
    errors: { 400: ValidationError, 401: UnauthenticatedError, 502: UpstreamError },
    outcomeOf,
  }
}

/** Checks only the ID, so that an unexpected field never turns a placed order into an error. */
function isLabOrder(value: unknown): value is LabOrder {
  return typeof toRecord(value)["id"] === "string"
}

/** Returns the outcome of a response, by its status unless its error code is an exception. */
function outcomeOf(status: number, apiCode?: string): Outcome {
  if (status === 201) return "created"
  const exception = findException(apiCode)
  const isNotCreated = exception ? exception.order === "not_created" : [400, 401].includes(status)
  return isNotCreated ? "not_created" : "unknown"
}
