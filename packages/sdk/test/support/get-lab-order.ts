import type { components, LabOrder } from "@loop-health/integrations-contract"
import type { CallMeta } from "../../src/call/call-meta.ts"
import { createUrl } from "../../src/call/create-url.ts"
import { toRecord } from "../../src/call/read-response.ts"
import { runCall } from "../../src/call/run-call.ts"
import type { CallOptions, Operation } from "../../src/call/types.ts"
import { toSettings } from "../../src/client-options.ts"
import {
  UnauthenticatedError,
  UnexpectedStatusError,
  UpstreamError,
} from "../../src/errors/response-errors.ts"
import type { ClientOptions } from "../../src/index.ts"

interface JsonResponse<Body> {
  headers: { [name: string]: unknown }
  content: { "application/json": Body }
}

type ErrorResponse = JsonResponse<components["schemas"]["ApiError"]>

/** An operation that is not in the contract, in the form of openapi-typescript. */
export interface GetLabOrder {
  parameters: {
    query?: { fields?: string | undefined }
    header?: never
    path: { order_id: string }
    cookie?: never
  }
  requestBody?: never
  responses: {
    200: JsonResponse<LabOrder>
    401: ErrorResponse
    404: ErrorResponse
    502: ErrorResponse
  }
}

/** The paths of a contract with this operation. */
export interface PathsWithGet {
  "/v1/labs/orders": { get?: never; post?: never }
  "/v1/labs/orders/{order_id}": { get: GetLabOrder; post?: never }
}

/** The success of the operation. */
export interface FoundLabOrder {
  readonly kind: "found"
  readonly status: 200
  readonly order: LabOrder
  readonly meta: CallMeta
}

/** The complete operation of the SDK, without its method. */
export function getLabOrder(
  orderId: string,
  fields?: string,
): Operation<GetLabOrder, FoundLabOrder, PathsWithGet> {
  return {
    method: "GET",
    path: "/v1/labs/orders/{order_id}",
    createUrl,
    params: { path: { order_id: orderId }, query: { fields } },
    successStatus: 200,
    readSuccess: (value, meta) =>
      isLabOrder(value) ? { kind: "found", status: 200, order: value, meta } : undefined,
    errors: { 401: UnauthenticatedError, 404: UnexpectedStatusError, 502: UpstreamError },
  }
}

function isLabOrder(value: unknown): value is LabOrder {
  return typeof toRecord(value)["id"] === "string"
}

/** Creates the method of a client with these options. */
export function createGet(options: ClientOptions) {
  const settings = toSettings(options)
  return (orderId: string, callOptions?: CallOptions, fields?: string) =>
    runCall(settings, getLabOrder(orderId, fields), callOptions)
}
