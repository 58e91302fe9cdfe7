import { isObject, objectOf, stringsOf, type JsonObject } from "./json.ts"

/** Name of the response extension that declares error codes. */
export const errorCodesKey = "x-error-codes"

/** The allowed values of an error code's `retry` and `order`. */
export const errorCodeValues = {
  retry: ["never", "same_key", "new_token"],
  order: ["not_created", "unknown", "in_progress", "different_order"],
} as const

/**
 * Returns the error codes of a response with their definitions. Older documents have codes without
 * definitions. Such a code has an empty object.
 */
export function errorCodesOf(response: JsonObject): ReadonlyMap<string, JsonObject> {
  const declared = response[errorCodesKey]
  if (!isObject(declared)) return new Map(stringsOf(declared).map((code) => [code, {}]))
  return new Map(Object.entries(declared).map(([code, definition]) => [code, objectOf(definition)]))
}
