import { retryRuleOf } from "../call/retry.ts"
import type { LoopErrorCode } from "./loop-error.ts"
import type { CallError } from "./result.ts"

/** ID of a text for the person who orders. New IDs may be added. */
export type UserMessageId =
  | "order_unconfirmed"
  | "different_order"
  | "validation"
  | "signed_out"
  | "no_connection"
  | "busy"
  | "cancelled"
  | "unavailable"

/**
 * English texts for the person who orders, by their IDs. An ID is stable, so that an app can
 * translate its text. No text says that there is no order, because an earlier call may have placed
 * it.
 */
export const userMessages: Readonly<Record<UserMessageId, string>> = {
  order_unconfirmed:
    "We could not confirm your order yet. Check again without changes. You will not get a second order.",
  different_order: "An order with other details was sent before. Contact support.",
  validation: "Correct the marked fields, then order again.",
  signed_out: "Sign in again to continue.",
  no_connection:
    "The lab service cannot be reached. Check your internet connection, then try again.",
  busy: "The lab service is busy. Try again in a few minutes.",
  cancelled: "You cancelled the order before it was confirmed.",
  unavailable: "We could not complete your order now. Contact support.",
}

/** A text for the person who orders. */
export interface UserMessage {
  /** Stable ID, for translations. */
  readonly id: UserMessageId
  /** The text in English. */
  readonly message: string
}

/**
 * Returns the text about a failed order for the person who ordered. `error.message` is for
 * developers.
 *
 * @example
 * show(userMessage(error).message)
 */
export function userMessage(error: CallError): UserMessage {
  const id = idOf(error)
  return { id, message: userMessages[id] }
}

const byCode: Partial<Record<LoopErrorCode, UserMessageId>> = {
  token: "signed_out",
  connection: "no_connection",
  aborted: "cancelled",
  timeout: "busy",
}

const byRetryRule = { new_token: "signed_out", same_key: "busy", never: "unavailable" } as const

function idOf(error: CallError): UserMessageId {
  const { code, outcome } = error
  if ("apiCode" in error && error.apiCode === "idempotency_key_reused") return "different_order"
  if (outcome !== "not_created") return "order_unconfirmed"
  if (code === "validation") return error.details.length > 0 ? "validation" : "unavailable"
  return byCode[code] ?? byRetryRule[retryRuleOf(error)]
}
