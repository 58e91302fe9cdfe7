import { errorCodeStatuses } from "@loop-health/integrations-contract"
import type { ErrorCode } from "../service-error.ts"
import type { Operation } from "./match-operation.ts"

/** IDs of the operations that declare `internal_error`. */
type WithServerError<Declared> = Declared extends {
  readonly operationId: infer Id
  readonly errorCodes: Readonly<Record<string, readonly (infer Code)[]>>
}
  ? "internal_error" extends Code
    ? Id
    : never
  : never

/** IDs of the operations without `internal_error`. */
type MissingServerError = Exclude<Operation["operationId"], WithServerError<Operation>>

/** Fails to compile if an operation of the contract lacks `internal_error`. */
const assertServerErrors: [MissingServerError] extends [never] ? true : MissingServerError = true
void assertServerErrors

/**
 * Returns the status under which the operation declares the code. If the operation does not declare
 * the code, returns a declared status that the code has in another operation, else the status of
 * `internal_error`.
 */
export function selectStatus(code: ErrorCode, operation: Operation): number {
  const declared: readonly number[] = operation.errorStatuses
  const elsewhere = errorCodeStatuses[code].find((status) => declared.includes(status))
  const status = statusIn(operation, code) ?? elsewhere ?? statusIn(operation, "internal_error")
  if (status === undefined) throw new TypeError(`The contract declares no status for ${code}.`)
  return status
}

function statusIn({ errorStatuses, errorCodes }: Operation, code: ErrorCode): number | undefined {
  const codes: Readonly<Partial<Record<number, readonly string[]>>> = errorCodes
  return errorStatuses.find((status) => codes[status]?.includes(code))
}
