import type { ErrorCode } from "../service-error.ts"
import type { Operation } from "./match-operation.ts"

/** The statuses that the contract declares for failures of an operation. */
type ErrorStatus<Declared extends Operation = Operation> = Declared["errorStatuses"][number]

/**
 * Every way a request can fail, and the statuses that say it, best first. The first one that the contract declares for
 * it is sent: declaring a status that stands in a list changes the server with no code.
 */
const statusesByCode = {
  validation_error: [400],
  invalid_json: [400],
  unsupported_media_type: [415, 400],
  payload_too_large: [413, 400],
  idempotency_key_missing: [400],
  idempotency_key_invalid: [400],
  idempotency_key_reused: [422, 409, 400],
  patient_rejected: [400],
  unauthenticated: [401],
  token_expired: [401],
  insufficient_scope: [403, 401],
  junction_unavailable: [502],
  junction_rejected: [502],
  junction_outcome_unknown: [502],
  order_in_progress: [409, 502],
  store_unavailable: [503, 502],
  auth_unavailable: [502],
  overloaded: [503, 502],
  internal_error: [500, 502],
} as const

type StatusOf<Code extends ErrorCode> = (typeof statusesByCode)[Code][number]
type UnmappedStatus = Exclude<ErrorStatus, StatusOf<ErrorCode>>
type UndeclaredCode = {
  [Code in ErrorCode]: Extract<ErrorStatus, StatusOf<Code>> extends never ? Code : never
}[ErrorCode]
type MissingServerError = {
  [Id in Operation["operationId"]]: Extract<
    ErrorStatus<Extract<Operation, { operationId: Id }>>,
    StatusOf<"internal_error">
  > extends never
    ? Id
    : never
}[Operation["operationId"]]

/** Fails to compile, and names the status, when the contract declares one that stands in no list. */
const assertStatusesMapped: [UnmappedStatus] extends [never] ? true : UnmappedStatus = true
/** Fails to compile, and names the code, when the contract declares none of its statuses. */
const assertCodesDeclared: [UndeclaredCode] extends [never] ? true : UndeclaredCode = true
/** Fails to compile, and names the operation, when it declares no status for a fault of our own. */
const assertServerErrors: [MissingServerError] extends [never] ? true : MissingServerError = true
void assertStatusesMapped
void assertCodesDeclared
void assertServerErrors

/**
 * The status with which the contract lets a failure of an operation be told: of the preferred ones, the first whose
 * codes have it, else the first that is declared. A code for which there is none is told as our own fault.
 */
export function selectStatus(code: ErrorCode, { errorStatuses, errorCodes }: Operation): number {
  const declared: readonly number[] = errorStatuses
  const codes: Readonly<Partial<Record<string, readonly string[]>>> = errorCodes
  const candidates = [...statusesByCode[code], ...statusesByCode.internal_error].filter(
    (candidate) => declared.includes(candidate),
  )
  const status = candidates.find((candidate) => codes[candidate]?.includes(code)) ?? candidates[0]
  if (status === undefined) throw new TypeError(`the contract declares no status for ${code}`)
  return status
}
