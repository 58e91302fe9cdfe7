import { errorCodes } from "@loop-health/integrations-contract"
import type { ErrorCode } from "../service-error.ts"
import type { Operation } from "./match-operation.ts"

/**
 * Statuses that are more precise than those of the contract today, best first. Declaring one of them in the contract
 * changes the responses of the server without a change of code.
 */
const statusesByCode: { readonly [Code in ErrorCode]?: readonly number[] } = {
  unsupported_media_type: [415],
  payload_too_large: [413],
  idempotency_key_reused: [422, 409],
  insufficient_scope: [403],
  order_in_progress: [409],
  store_unavailable: [503],
  overloaded: [503],
  internal_error: [500],
}

/**
 * Returns the declared status of an operation's error: the best one under which the contract lists the code, else the
 * best one that it declares, else the status of an internal error.
 */
export function selectStatus(code: ErrorCode, operation: Operation): number {
  const declared: readonly number[] = operation.errorStatuses
  const codes: Readonly<Partial<Record<string, readonly string[]>>> = operation.errorCodes
  const candidates = [...statusesOf(code), ...statusesOf("internal_error")].filter((status) =>
    declared.includes(status),
  )
  const status = candidates.find((candidate) => codes[candidate]?.includes(code)) ?? candidates[0]
  if (status === undefined) throw new TypeError(`the contract declares no status for ${code}`)
  return status
}

function statusesOf(code: ErrorCode): readonly number[] {
  return [...(statusesByCode[code] ?? []), ...errorCodes[code].statuses]
}

type ErrorStatus<Declared extends Operation = Operation> = Declared["errorStatuses"][number]
type StatusOf<Code extends ErrorCode> = (typeof errorCodes)[Code]["statuses"][number]
type UnmappedStatus = Exclude<ErrorStatus, StatusOf<ErrorCode>>
type MissingServerError = {
  [Id in Operation["operationId"]]: Extract<
    ErrorStatus<Extract<Operation, { operationId: Id }>>,
    StatusOf<"internal_error">
  > extends never
    ? Id
    : never
}[Operation["operationId"]]

/** Does not compile, and names the status, if the contract declares a status without error codes. */
const assertStatusesMapped: [UnmappedStatus] extends [never] ? true : UnmappedStatus = true
/** Does not compile, and names the operation, if it declares no status of `internal_error`. */
const assertServerErrors: [MissingServerError] extends [never] ? true : MissingServerError = true
void assertStatusesMapped
void assertServerErrors
