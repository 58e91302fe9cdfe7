import { errorCodes, type ErrorCode } from "@loop-health/integrations-contract"

/** Returns what the contract says about a code of the API. Returns undefined for an unknown code. */
export function findErrorCode(apiCode = "") {
  // An own property of the table is one of its codes.
  return Object.hasOwn(errorCodes, apiCode) ? errorCodes[apiCode as ErrorCode] : undefined
}
