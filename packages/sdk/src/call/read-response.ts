import type { ApiErrorDetail } from "@loop-health/integrations-contract"
import { ContractError } from "../errors/call-errors.ts"
import {
  UnexpectedStatusError,
  unmatchedCodes,
  type ApiErrorBody,
} from "../errors/response-errors.ts"
import { toErrorResult, type CallSuccess, type ErrorResult } from "../errors/result.ts"
import { createCallMeta } from "./call-meta.ts"
import type { RawResponse } from "./request.ts"
import type { Call } from "./types.ts"

/** Converts a complete response to a result. Counts a rejected request in the facts of the call. */
export function readResponse<Success extends CallSuccess>(
  { plan, endpoint, facts }: Call<Success>,
  { response, text }: RawResponse,
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
    if (body && body.apiCode === unmatchedCodes[status]) facts.rejected += 1
    return toErrorResult(facts, UnexpectedStatusError, body, status, endpoint)
  }
  if (plan.outcomeOf?.(status, body.apiCode) === "not_created") facts.rejected += 1
  return toErrorResult(facts, DeclaredError, body, status, endpoint)
}

/** Returns undefined for invalid JSON. Drops the SyntaxError, because it quotes the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The form of the API's codes. Gateways send other texts, such as "Bad Gateway". */
const codeForm = /^[a-z][a-z0-9_]{0,63}$/

/** Returns the API's error body, or undefined for any other body, such as a gateway's. */
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

/** Converts any value to an object, so that reading its properties never throws. */
export function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value) as Readonly<Record<string, unknown>>
}
