import { errorCodes, type ErrorCode } from "@loop-health/integrations-contract"

/** Returns what the contract says about a code of the API. Returns undefined for an unknown code. */
export function findErrorCode(apiCode = ""): (typeof errorCodes)[ErrorCode] | undefined {
  return isErrorCode(apiCode) ? errorCodes[apiCode] : undefined
}

function isErrorCode(apiCode: string): apiCode is ErrorCode {
  return Object.hasOwn(errorCodes, apiCode)
}
