import { isDeepStrictEqual } from "node:util"
import { orderValues, retryValues, type ErrorCode, type Operation } from "./read-operations.ts"

/** An error code with the statuses that declare it, lowest first. */
interface DeclaredCode extends ErrorCode {
  readonly statuses: readonly number[]
}

/**
 * Creates the table of error codes over all operations. Statuses and texts are separate constants,
 * so that a bundle without them stays small. Throws an Error if two definitions of a code differ.
 */
export function errorCodesModule(operations: readonly Operation[]): string {
  const codes = [...mergeErrorCodes(operations)]
  const rules = codes.map(([code, { retry, order }]) => [code, { retry, order }] as const)
  const statuses = codes.map(([code, definition]) => [code, definition.statuses] as const)
  const texts = codes.map(([code, { summary, action }]) => [code, { summary, action }] as const)
  return `
    /**
     * Whether a client may retry after an error. \`same_key\`: retry with the same idempotency key.
     * \`new_token\`: get a new access token, then retry with the same key.
     */
    export type ErrorRetry = ${union(retryValues)}

    /**
     * What an error says about the order. \`not_created\`: the request created none. \`unknown\`:
     * an order may exist. \`in_progress\`: an earlier request with the key is still being
     * processed. \`different_order\`: the key belongs to an order with another body.
     */
    export type ErrorOrder = ${union(orderValues)}

    /** Every error code of the contract, and what it means for a retry and for the order. */
    export const errorCodes = ${JSON.stringify(Object.fromEntries(rules))} as const

    /**
     * An error code of the contract. A response may have an unknown code: handle it by its status.
     */
    export type ErrorCode = keyof typeof errorCodes

    /** The statuses that declare each error code, lowest first. */
    export const errorCodeStatuses = ${JSON.stringify(Object.fromEntries(statuses))} as const

    /** The cause of every error code, and the caller's next step, in English. */
    export const errorCodeTexts = ${JSON.stringify(Object.fromEntries(texts))} as const\n`
}

/**
 * Merges the definitions of all operations. Throws an Error if two definitions of a code differ.
 */
export function mergeErrorCodes(
  operations: readonly Operation[],
): ReadonlyMap<string, DeclaredCode> {
  const merged = new Map<string, DeclaredCode & { readonly location: string }>()
  for (const { operationId, errors } of operations) {
    const declared = errors.flatMap(({ codes }) => Object.keys(codes))
    const twice = declared.find((code, index) => declared.indexOf(code) !== index)
    if (twice !== undefined) {
      throw new Error(`${operationId} declares ${twice} under two statuses. Keep one of them.`)
    }
    for (const { status, codes } of errors) {
      for (const [code, definition] of Object.entries(codes)) {
        const location = `${operationId} ${status}`
        const known = merged.get(code) ?? { ...definition, statuses: [], location }
        const { statuses, location: first, ...expected } = known
        if (!isDeepStrictEqual(definition, expected)) {
          throw new Error(
            `The error code ${code} has different definitions in ${first} and ${location}. Write the same retry, order, summary and action in both.`,
          )
        }
        merged.set(code, {
          ...known,
          statuses: [...new Set([...statuses, status])].toSorted((one, other) => one - other),
        })
      }
    }
  }
  return merged
}

function union(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(" | ")
}
