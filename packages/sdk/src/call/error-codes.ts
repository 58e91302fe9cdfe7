import {
  exceptionalErrorCodes,
  type ErrorOrder,
  type ErrorRetry,
} from "@loop-health/integrations-contract"

/**
 * Returns the rules of an error code that differ from those of its status. Returns undefined for
 * all other codes, including codes outside the contract. Does not use `Object.hasOwn`, which React
 * Native and older browsers lack.
 */
export function findException(
  apiCode?: string,
): { readonly retry: ErrorRetry; readonly order: ErrorOrder } | undefined {
  return Object.entries(exceptionalErrorCodes).find(([code]) => code === apiCode)?.[1]
}
