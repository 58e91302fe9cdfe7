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
  const exceptions = codes.filter(([, { statuses, ...rule }]) =>
    statuses.some((status) => !isDefaultRule(status, rule)),
  )
  const texts = codes.map(([code, { summary, action }]) => [code, { summary, action }] as const)
  return `
    /**
     * Whether a client may retry after an error. \`never\`: do not retry automatically.
     * \`same_key\`: retry with the same idempotency key. \`new_token\`: get a new access token,
     * then retry with the same key.
     */
    export type ErrorRetry = ${union(retryValues)}

    /**
     * Whether an order may exist after an error. \`not_created\`: the request created no order.
     * \`unknown\`: an order may exist. \`in_progress\`: an earlier request with the key is still
     * being processed. \`different_order\`: the key belongs to an order with another body.
     */
    export type ErrorOrder = ${union(orderValues)}

    /** Every error code of the contract, with its meaning for a retry and for the order. */
    export const errorCodes = ${JSON.stringify(Object.fromEntries(rules))} as const

    /**
     * The codes whose rules differ from the rules of their status. A client must know these codes.
     * By status, a 400 or a 401 created no order, and after any other error an order may exist. A
     * 401 is retried with a new token, and 408, 425, 429, 502, 503, and 504 with the same key.
     */
    export const exceptionalErrorCodes = ${JSON.stringify(
      Object.fromEntries(exceptions.map(([code, { retry, order }]) => [code, { retry, order }])),
    )} as const

    /**
     * An error code of the contract. A response may have an unknown code: handle it by its status.
     */
    export type ErrorCode = keyof typeof errorCodes

    /** The statuses that declare each error code, lowest first. */
    export const errorCodeStatuses = ${JSON.stringify(Object.fromEntries(statuses))} as const

    /** The cause of every error code, and the caller's next step, in English. */
    export const errorCodeTexts = ${JSON.stringify(Object.fromEntries(texts))} as const\n`
}

/** The statuses of transient errors, which the SDK retries if it does not know their code. */
const transientStatuses: readonly number[] = [408, 425, 429, 502, 503, 504]

/** Returns whether a client that knows only the status of an error acts as its code requires. */
function isDefaultRule(status: number, { retry, order }: Pick<ErrorCode, "retry" | "order">) {
  const byStatus = transientStatuses.includes(status) ? "same_key" : "never"
  return (
    retry === (status === 401 ? "new_token" : byStatus) &&
    order === (status === 400 || status === 401 ? "not_created" : "unknown")
  )
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
