import { errorCodes, type ErrorCode } from "@loop-health/integrations-contract"

/** Returns the contract's definition of an error code, or undefined for an unknown code. */
export function findErrorCode(apiCode = "") {
  // An own property of the table is one of its codes.
  return Object.hasOwn(errorCodes, apiCode) ? errorCodes[apiCode as ErrorCode] : undefined
}
