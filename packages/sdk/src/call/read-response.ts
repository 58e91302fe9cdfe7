import type { ApiErrorDetail, operations } from "@loop-health/integrations-contract"
import { ContractError } from "../errors/call-errors.ts"
import type { CallFacts, CallMeta } from "./call-meta.ts"
import { outcomeOfRefusal } from "../outcome.ts"
import { UnexpectedStatusError, type Refusal } from "../errors/response-errors.ts"
import { fail, type CallFailure, type CreateLabOrderError } from "../errors/result.ts"

/** The statuses with which the contract lets an operation fail. */
type FailureStatus<Id extends keyof operations> = Exclude<
  keyof operations[Id]["responses"],
  200 | 201 | 202
>

/** What is to be known about the answers to one operation. */
export interface Answers<Id extends keyof operations, Success> {
  readonly successStatus: Extract<keyof operations[Id]["responses"], 200 | 201 | 202>
  /** Reads the parsed body of a success; undefined when it is not what was asked for. */
  readonly readSuccess: (
    value: unknown,
    response: Response,
    facts: CallFacts,
  ) => Success | undefined
  /** One class per failure that the contract declares: a newly declared status does not compile until it has its class. */
  readonly failures: Readonly<
    Record<FailureStatus<Id>, new (meta: CallMeta, refusal: Refusal) => CreateLabOrderError>
  >
}

/** Turns a complete answer into a result. The body is text for a 2xx, else parsed JSON or text. */
export function readAnswer<Id extends keyof operations, Success>(
  { successStatus, readSuccess, failures }: Answers<Id, Success>,
  response: Response,
  body: unknown,
  facts: CallFacts,
): Success | CallFailure {
  const { status } = response
  if (status === successStatus) {
    const text = String(body)
    const success = readSuccess(parseJson(text), response, facts)
    if (success !== undefined) return success
    return fail(facts, "unknown", (meta) => new ContractError(meta, text))
  }

  const refusal = toRefusal(body)
  if (refusal !== undefined && isDeclared(failures, status)) {
    const outcome = outcomeOfRefusal(status, refusal.apiCode)
    return fail(facts, outcome, (meta) => new failures[status](meta, refusal))
  }
  return fail(facts, "unknown", (meta) => new UnexpectedStatusError(meta, status, refusal?.apiCode))
}

/** Text that is not JSON is undefined; the SyntaxError is dropped because it quotes the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function isDeclared<Failures extends object>(
  failures: Failures,
  status: number,
): status is keyof Failures & number {
  return Object.hasOwn(failures, status)
}

/** The form of the API's codes. What a gateway writes there has capitals or spaces ("Bad Gateway"). */
const codeForm = /^[a-z][a-z0-9_]{0,63}$/

/** The contract's error body, or undefined: a gateway's answer must not pass for the API's. */
function toRefusal(body: unknown): Refusal | undefined {
  if (!isObject(body)) return undefined
  const { error, message, details } = body
  if (typeof error !== "string" || typeof message !== "string" || !codeForm.test(error)) {
    return undefined
  }
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

/** Says whether a value is an object (or an array), whose members may be looked at. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}
