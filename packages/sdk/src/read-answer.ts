import type { ApiErrorDetail, LabOrder, operations } from "@loop-health/integrations-contract"
import { ContractError } from "./call-errors.ts"
import { createCallMeta, type CallFacts, type CallMeta } from "./call-meta.ts"
import { outcomeOfRefusal } from "./outcome.ts"
import {
  UnauthenticatedError,
  UnexpectedStatusError,
  UpstreamError,
  ValidationError,
  type Refusal,
} from "./response-errors.ts"
import { failedWith, type CreateLabOrderResult } from "./result.ts"

type DeclaredFailure = Exclude<keyof operations["createLabOrder"]["responses"], 201>

/** One row per failure that the contract declares: a newly declared status does not compile until it has its row. */
const declaredFailures = {
  400: (meta, refusal) => failedWith(new ValidationError(meta, refusal), meta),
  401: (meta, refusal) => failedWith(new UnauthenticatedError(meta, refusal), meta),
  502: (meta, refusal) => failedWith(new UpstreamError(meta, refusal), meta),
} satisfies Record<DeclaredFailure, (meta: CallMeta, refusal: Refusal) => CreateLabOrderResult>

/** Turns a complete answer into the call's result. The body is text for a 2xx, else parsed JSON or text. */
export function readAnswer(
  response: Response,
  body: unknown,
  facts: CallFacts,
): CreateLabOrderResult {
  const { status } = response
  if (status === 201) return readOrder(response, String(body), facts)

  const refusal = toRefusal(body)
  if (refusal !== undefined && isDeclaredFailure(status)) {
    const meta = createCallMeta(facts, outcomeOfRefusal(status, refusal.apiCode))
    return declaredFailures[status](meta, refusal)
  }
  const meta = createCallMeta(facts, "unknown")
  return failedWith(new UnexpectedStatusError(meta, status, codeOf(refusal)), meta)
}

function readOrder(response: Response, text: string, facts: CallFacts): CreateLabOrderResult {
  const order = parseJson(text)
  if (!isLabOrder(order)) {
    const meta = createCallMeta(facts, "unknown")
    return failedWith(new ContractError(meta, text), meta)
  }
  const replayed = response.headers.get("idempotent-replayed") === "true"
  return { kind: "created", status: 201, order, replayed, meta: createCallMeta(facts, "created") }
}

/** Text that is not JSON is undefined; the SyntaxError is dropped because it quotes the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** An id is all it takes: an order that was placed is not turned into a failure because another member is off. */
function isLabOrder(value: unknown): value is LabOrder {
  return isObject(value) && typeof value["id"] === "string"
}

function isDeclaredFailure(status: number): status is DeclaredFailure {
  return Object.hasOwn(declaredFailures, status)
}

/** The contract's error body, or undefined: a gateway's answer must not pass for the API's. */
function toRefusal(body: unknown): Refusal | undefined {
  if (!isObject(body)) return undefined
  const { error, message, details } = body
  if (typeof error !== "string" || typeof message !== "string") return undefined
  return { apiCode: error, message, details: toDetails(details) }
}

function toDetails(details: unknown): readonly ApiErrorDetail[] {
  if (!Array.isArray(details)) return []
  return details.flatMap((detail: unknown) => {
    if (!isObject(detail)) return []
    const { path, message } = detail
    return typeof path === "string" && typeof message === "string" ? [{ path, message }] : []
  })
}

/** From an undeclared answer only what has the form of a code is kept: lower-case words, not a text about somebody. */
function codeOf(refusal: Refusal | undefined): string | undefined {
  return refusal && /^[a-z]{1,30}(_[a-z]{1,30}){0,5}$/.test(refusal.apiCode)
    ? refusal.apiCode
    : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}
