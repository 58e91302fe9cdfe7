import type { ApiErrorDetail } from "@loop-health/integrations-contract"
import { ContractError } from "../errors/call-errors.ts"
import { UnexpectedStatusError, type ApiErrorBody } from "../errors/response-errors.ts"
import { toErrorResult, type CallSuccess, type ErrorResult } from "../errors/result.ts"
import { createCallMeta, type CallFacts } from "./call-meta.ts"
import type { RawResponse } from "./request.ts"
import type { CallPlan } from "./types.ts"

/** Turns a complete response into a result. */
export function readResponse<Success extends CallSuccess>(
  plan: CallPlan<Success>,
  { response, text }: RawResponse,
  facts: CallFacts,
): Success | ErrorResult {
  const { status } = response
  const value = parseJson(text)
  if (status === plan.successStatus) {
    // `Operation` requires a key and an outcome in the meta exactly where the facts have a key.
    const meta: Success["meta"] = { ...createCallMeta(facts), outcome: plan.outcomeOf?.(status) }
    return plan.readSuccess(value, meta, response) ?? toErrorResult(facts, ContractError, text)
  }

  const body = response.ok ? undefined : toApiErrorBody(value)
  const DeclaredError = plan.errors[status]
  if (body === undefined || DeclaredError === undefined) {
    return toErrorResult(facts, UnexpectedStatusError, body, status)
  }
  if (plan.outcomeOf?.(status, body.apiCode) === "not_created") facts.rejected += 1
  return toErrorResult(facts, DeclaredError, body, status)
}

/** Returns undefined for text that is not JSON. The SyntaxError is dropped because it quotes the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The form of the API's codes. What a gateway writes there has capitals or spaces ("Bad Gateway"). */
const codeForm = /^[a-z][a-z0-9_]{0,63}$/

/** Reads the contract's error body. Returns undefined for any other, so that a gateway's does not pass for the API's. */
function toApiErrorBody(value: unknown): ApiErrorBody | undefined {
  const { error, message, details } = toRecord(value)
  if (typeof error !== "string" || typeof message !== "string" || !codeForm.test(error)) {
    return undefined
  }
  return { apiCode: error, message, details: toDetails(details) }
}

function toDetails(details: unknown): readonly ApiErrorDetail[] {
  if (!Array.isArray(details)) return []
  return details.flatMap((detail: unknown) => {
    const { path, message } = toRecord(detail)
    return typeof path === "string" && typeof message === "string" ? [{ path, message }] : []
  })
}

/** Returns any value as an object, whose properties can be read. */
export function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value) as Readonly<Record<string, unknown>>
}
