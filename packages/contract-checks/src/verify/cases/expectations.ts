import type { Json } from "../../document/json.ts"
import type { RuleId } from "../rules/verify-rules.ts"
import { describeResponse, outcomeOf, rejectionStatuses, type Exchange } from "../run/exchange.ts"
import type { CaseContext } from "./test-case.ts"

/** The expected result of a request. */
export interface Expected {
  /** The rule that is violated by the opposite result. */
  readonly rule: RuleId
  /** Default: the whole request. */
  readonly field?: string | undefined
  /** What was sent, such as `a number`. */
  readonly sent: string
  /** Further statuses that are right for a rejection. */
  readonly alsoStatuses?: readonly number[]
}

/** Checks that a request was rejected with a declared status. Returns whether it was. */
export function expectRejected(
  context: CaseContext,
  exchange: Exchange,
  { rule, field, sent, alsoStatuses = [] }: Expected,
): boolean {
  const outcome = outcomeOf(exchange)
  const received = describeResponse(exchange)
  if (outcome === "success") {
    const message = `Expected a rejection of ${sent}, received ${received}.`
    context.report({ rule, field, message, exchange })
    return false
  }
  if (outcome === "failed") return reportFailure(context, exchange, field, sent)
  const status = exchange.response?.status ?? 0
  if (alsoStatuses.includes(status)) return true
  const declared = rejectionStatuses(exchange.operation)
  const isDeclared =
    declared.length === 0 || declared.includes(String(status)) || declared.includes("4XX")
  if (outcome !== "rejected" || !isDeclared) {
    const allowed = declared.length === 0 ? "4xx" : declared.join(" or ")
    const message = `Expected status ${allowed} for ${sent}, received ${received}.`
    context.report({ rule: "rejection-status", field, message, exchange })
    return false
  }
  return true
}

/** Checks that a request succeeded. Returns whether it did. */
export function expectAccepted(
  context: CaseContext,
  exchange: Exchange,
  { rule, field, sent }: Expected,
): boolean {
  const outcome = outcomeOf(exchange)
  if (outcome === "success") return true
  if (outcome === "failed") return reportFailure(context, exchange, field, sent)
  const message = `Expected success for ${sent}, received ${describeResponse(exchange)}.`
  context.report({ rule, field, message, exchange })
  return false
}

/** Checks that the server did not fail. */
export function expectNoFailure(
  context: CaseContext,
  exchange: Exchange,
  { field, sent }: Omit<Expected, "rule">,
): boolean {
  return outcomeOf(exchange) !== "failed" || reportFailure(context, exchange, field, sent)
}

function reportFailure(
  context: CaseContext,
  exchange: Exchange,
  field: string | undefined,
  sent: string,
): false {
  const message = `The server failed on ${sent}: ${describeResponse(exchange)}.`
  context.report({ rule: "server-error", field, message, exchange })
  return false
}

const pointerNames = ["path", "pointer", "instancePath", "field"]

/** Checks that an invalid field is among the fields that a rejection lists by JSON Pointer. */
export function expectDetails(context: CaseContext, exchange: Exchange, field: string): void {
  const listed = listedPointers(exchange.response?.json)
  const isNamed = listed.some(
    (pointer) =>
      pointer === field || field.startsWith(`${pointer}/`) || pointer.startsWith(`${field}/`),
  )
  // An empty pointer names the whole body. That is precise only for the body itself.
  const isPrecise = field === "" || listed.some((pointer) => pointer !== "")
  if (listed.length === 0 || (isNamed && isPrecise)) return
  const shown = listed.map((pointer) => (pointer === "" ? "the whole body" : pointer)).join(", ")
  const message = `Expected ${field === "" ? "the whole body" : field} in the error details, received ${shown}.`
  context.report({ rule: "details-field", field, message, exchange })
}

/** Returns the JSON Pointers in the arrays of an error body. Empty if other values are listed. */
function listedPointers(json: Json | undefined): readonly string[] {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return []
  const pointers = Object.values(json).flatMap((list) =>
    (Array.isArray(list) ? list : []).flatMap((item) => {
      if (typeof item !== "object" || item === null || Array.isArray(item)) return []
      const values = pointerNames.map((name) => item[name])
      return values.filter((value) => typeof value === "string")
    }),
  )
  return pointers.every((pointer) => /^(\/|$)/.test(pointer)) ? pointers : []
}
