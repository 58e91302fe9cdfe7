import { operations, type ErrorCode, type Operation } from "./document.ts"
import { link } from "./links.ts"
import { code, prose, table } from "./markdown.ts"

/** The client's next step after an error, by the contract's `retry`. */
const retryTexts: Readonly<Record<ErrorCode["retry"], string>> = {
  never: "Do not retry automatically.",
  same_key:
    "Retry with the same idempotency key and body. If the response has `retry-after`, wait for that many seconds.",
  new_token: "Get a new token, then retry with the same idempotency key and body.",
}

/** Returns the client's next step. If an order may exist, a person may retry what no client does. */
export function retryText(retry: ErrorCode["retry"], order: ErrorCode["order"]): string {
  const byPerson = retry === "never" && order === "unknown"
  return byPerson
    ? "Not automatically. A retry by a person with the same key is safe."
    : retryTexts[retry]
}

/** Short forms of `retryTexts`, for tables. */
export const shortRetryTexts: Readonly<Record<ErrorCode["retry"], string>> = {
  never: "no",
  same_key: "same key",
  new_token: "new token, same key",
}

/** Whether an order may exist after an error, by the contract's `order`. */
export const orderTexts: Readonly<Record<ErrorCode["order"], string>> = {
  not_created:
    "This request created no order. If an earlier request with the same key had an unknown outcome, its order may " +
    "exist: keep the key.",
  different_order:
    "No order was created for this body. An order for the key's first body may exist.",
  unknown: "An order may exist. A retry with the same key returns the order, or creates one order.",
  in_progress: "An earlier request may create the order.",
}

/** Short forms of `orderTexts`, for tables. */
export const shortOrderTexts: Readonly<Record<ErrorCode["order"], string>> = {
  not_created: "not created",
  different_order: "not created for this body",
  unknown: "may exist",
  in_progress: "in progress",
}

/** Returns the codes that an operation can return, with their statuses. */
export function codesOf({ responses }: Operation): readonly (ErrorCode & Named)[] {
  return Object.entries(responses).flatMap(([status, response]) =>
    Object.entries(response["x-error-codes"] ?? {}).map(([name, meaning]) => ({
      name,
      status,
      ...meaning,
    })),
  )
}

/** Returns every code of the contract once, with the first of its statuses. */
export function codes(): readonly (ErrorCode & Named)[] {
  const all = operations().flatMap(codesOf)
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index)
}

interface Named {
  readonly name: string
  readonly status: string
}

/**
 * Returns a table of the codes of one status. Each code links to its entry on the page of errors.
 */
export function codeTable(operation: Operation, status: string): string {
  const listed = codesOf(operation).filter((entry) => entry.status === status)
  if (listed.length === 0) return ""
  return table(
    ["Code", "Meaning", "Action"],
    listed.map(({ name, summary, action }) => [
      `[${code(name)}](${link("errors")}#${name})`,
      prose(summary),
      prose(action),
    ]),
  )
}
