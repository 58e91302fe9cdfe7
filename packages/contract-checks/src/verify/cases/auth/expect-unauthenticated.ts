import { declaredStatuses } from "../../read-document/api-document.ts"
import type { RuleId } from "../../rules/verify-rules.ts"
import { describeResponse, outcomeOf, type Exchange } from "../../run/exchange.ts"
import type { CaseContext } from "../test-case.ts"

/** The expected rejection of a credential. */
export interface ExpectedRejection {
  /** The rule that a success violates. */
  readonly rule: RuleId
  readonly sent: string
  /** Whether another part of the request is invalid, too. */
  readonly isInvalid?: boolean
}

/** Checks that the status is 401. Accepts 403 if the operation does not declare 401. */
export function expectUnauthenticated(
  context: CaseContext,
  exchange: Exchange,
  { rule, sent, isInvalid = false }: ExpectedRejection,
): void {
  const outcome = outcomeOf(exchange)
  const received = describeResponse(exchange)
  const declares401 = declaredStatuses(context.operation).includes(401)
  const status = exchange.response?.status
  if (status === 401 || (!declares401 && outcome === "unauthenticated")) return
  if (outcome === "success") {
    const message = `Expected status 401 for ${sent}, received ${received}.`
    context.report({ rule, message, exchange })
  } else if (outcome === "failed") {
    const message = `Expected no server error for ${sent}, received ${received}.`
    context.report({ rule: "server-error", message, exchange })
  } else {
    const message = `Expected status 401 for ${sent}, received ${received}.`
    const isValidated = isInvalid && outcome === "rejected"
    context.report({
      rule: isValidated ? "auth-after-validation" : "auth-status",
      message,
      exchange,
    })
  }
}
