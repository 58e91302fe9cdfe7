import type { LabOrder, LabOrderRequest, operations } from "@loop-health/integrations-contract"
import type { KeyedCallMeta, Outcome } from "./call/call-meta.ts"
import { findErrorCode } from "./call/error-codes.ts"
import { toRecord } from "./call/read-response.ts"
import { runCall } from "./call/run-call.ts"
import type { CallOptions, Operation } from "./call/types.ts"
import type { ClientSettings } from "./client-options.ts"
import { UnauthenticatedError, UpstreamError, ValidationError } from "./errors/response-errors.ts"
import { unwrap, type CallResult } from "./errors/result.ts"

/** The order exists. */
export interface CreatedLabOrder {
  readonly kind: "created"
  readonly status: 201
  /** As the API sent it: fields and status strings that this version does not know are kept. */
  readonly order: LabOrder
  /** True when an earlier request with the same key placed this order. */
  readonly replayed: boolean
  readonly meta: KeyedCallMeta
}

/** The result of `safeCreate`; `kind` narrows it. */
export type CreateLabOrderResult = CallResult<CreatedLabOrder>

/** Options of one call. */
export interface CreateLabOrderOptions extends CallOptions {
  /**
   * Names the intent: 1 to 255 visible ASCII characters. Default: a random UUID, so that each call is a new intent. To
   * repeat a call, pass the `idempotencyKey` of its result or error together with the same body.
   *
   * @example
   * idempotencyKey: first.meta.idempotencyKey
   */
  readonly idempotencyKey?: string | undefined
}

/** Lab orders: `/v1/labs/orders`. The functions need no `this`. */
export interface LabOrders {
  /**
   * Orders a lab panel for a patient and returns the order. Transient errors are retried with the same request.
   *
   * Every error is a `LoopError`. Its `code` is the kind of error, `outcome` whether an order was placed, and
   * `idempotencyKey` the key to call again with.
   *
   * @throws ValidationError (400), UnauthenticatedError (401), UpstreamError (502), UnexpectedStatusError (any other
   * response), ConnectionError, TimeoutError, AbortedError, ContractError, InvalidRequestError, TokenError.
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
   * Orders likewise and returns a result instead of throwing: `switch (result.kind)` narrows it. The promise never
   * rejects.
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

/** An id is all it takes: an order that was placed is not turned into an error because another field is off. */
function isLabOrder(value: unknown): value is LabOrder {
  return typeof toRecord(value)["id"] === "string"
}

/** Statuses of requests that went no further than the API; the contract declares 400 and 401 today. */
const rejectedStatuses: readonly number[] = [400, 401, 403, 413, 415, 422]

/** Returns what a response of the API says about the order: by its code or, if that is unknown, by its status. */
function outcomeOf(status: number, apiCode?: string): Outcome {
  if (status === 201) return "created"
  const known = findErrorCode(apiCode)
  const isNotCreated = known ? known.order === "not_created" : rejectedStatuses.includes(status)
  return isNotCreated ? "not_created" : "unknown"
}
