import type { operations } from "@loop-health/integrations-contract"
import type { NormalizationRules } from "@loop-health/integrations-contract/normalize"
import type { Caller } from "../caller.ts"
import type { HttpRequest } from "../http/message.ts"
import type { Success } from "../http/respond.ts"
import type { OrderService } from "../orders/order-service.ts"
import type { RequestOrigin } from "../telemetry/telemetry.ts"

/** The services that operations call. */
export interface OperationParts {
  readonly orders: OrderService
  /** Returns the current rules for the normalization of an order. */
  readonly rules: () => NormalizationRules
}

/** An authenticated request of one operation. */
export interface OperationCall<Parameters> {
  readonly request: HttpRequest
  readonly caller: Caller
  readonly origin: RequestOrigin
  /** The decoded value of each `{name}` in the operation's path. */
  readonly parameters: Parameters
}

/** A success with the body that the contract declares for its status. */
type SuccessOf<Responses> = {
  [Status in keyof Responses & (200 | 201 | 202)]: Responses[Status] extends Json<infer Body>
    ? Success<Status, Body>
    : never
}[keyof Responses & (200 | 201 | 202)]

interface Json<Body> {
  readonly content: { readonly "application/json": Body }
}

/** The path parameters that the contract declares. */
type PathParametersOf<Parameters> = Parameters extends { readonly path: infer Path }
  ? Path
  : unknown

/**
 * One handler per operation of the contract. Each returns a success that the contract declares or
 * throws a `ServiceError`. The code does not compile if an operation has no handler.
 */
export type OperationHandlers = {
  readonly [Id in keyof operations]: (
    call: OperationCall<PathParametersOf<operations[Id]["parameters"]>>,
  ) => Promise<SuccessOf<operations[Id]["responses"]>>
}
