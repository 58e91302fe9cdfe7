import type { Json } from "../../document/json.ts"
import { findResponse } from "../read-document/api-document.ts"
import type { RuleId } from "../rules/verify-rules.ts"
import { describeResponse, outcomeOf, rejectionStatuses, type Exchange } from "../run/exchange.ts"
import type { CaseContext } from "./test-case.ts"

/** The expected result of a request. */
export interface Expected {
  /** The rule that the opposite result violates. */
  readonly rule: RuleId
  /** The checked field. Default: the whole request. */
  readonly field?: string | undefined
  /** Description of the sent value, such as `a number`. */
  readonly sent: string
  /** Additional statuses that are correct for a rejection. */
  readonly alsoStatuses?: readonly number[]
}

/** Checks that a request was rejected with a declared status. Returns whether the check passed. */
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

/** Checks that a request succeeded. Returns whether the check passed. */
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

/** Checks that the server responded without a server error. Returns whether the check passed. */
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
  const message = `Expected no server error for ${sent}, received ${describeResponse(exchange)}.`
  context.report({ rule: "server-error", field, message, exchange })
  return false
}

const pathNames = ["path", "pointer", "instancePath", "field"]

/** Checks that a rejection with details lists the invalid field by its JSON Pointer. */
export function expectDetails(context: CaseContext, exchange: Exchange, field: string): void {
  const { operation, response } = exchange
  const listed = listedPaths(response?.json)
  if (listed.length === 0) return
  const name = field === "" ? "the whole body" : field
  const shown = listed.map((path) => (path === "" ? "the whole body" : path)).join(", ")
  const report = (message: string) =>
    context.report({ rule: "details-field", field, message, exchange })
  if (!listed.every(isPointer)) {
    // Only a document whose examples list JSON Pointers promises them.
    const examples = findResponse(operation, response?.status ?? 0)?.examples ?? []
    const documented = examples.flatMap(listedPaths)
    if (documented.length > 0 && documented.every(isPointer)) {
      report(`Expected JSON Pointers in the error details, received ${shown}.`)
    }
    return
  }
  const isNamed = listed.some(
    (path) => path === field || field.startsWith(`${path}/`) || path.startsWith(`${field}/`),
  )
  // An empty pointer names the whole body. That is precise only for the body itself.
  const isPrecise = field === "" || listed.some((path) => path !== "")
  if (!isNamed || !isPrecise) report(`Expected ${name} in the error details, received ${shown}.`)
}

function isPointer(path: string): boolean {
  return /^(\/|$)/.test(path)
}

/** Returns the paths of fields in the arrays of an error body. */
function listedPaths(json: Json | undefined): readonly string[] {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return []
  return Object.values(json).flatMap((list) =>
    (Array.isArray(list) ? list : []).flatMap((item) => {
      if (typeof item !== "object" || item === null || Array.isArray(item)) return []
      const values = pathNames.map((name) => item[name])
      return values.filter((value) => typeof value === "string")
    }),
  )
}
