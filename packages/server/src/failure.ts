import type { ApiErrorDetail } from "@loop-health/integrations-contract"
import type { Operation } from "./route.ts"

/** The statuses that the contract declares for failures of an operation. */
type ErrorStatus<Declared extends Operation = Operation> = Declared["errorStatuses"][number]

/**
 * Every way a request can fail, and the statuses that say it, best first. The first one that the contract declares for
 * it is sent: declaring a status that stands in a list changes the server with no code.
 */
const preferences = {
  validation_error: [400],
  invalid_json: [400],
  unsupported_media_type: [415, 400],
  payload_too_large: [413, 400],
  idempotency_key_missing: [400],
  idempotency_key_invalid: [400],
  idempotency_key_reused: [422, 409, 400],
  patient_rejected: [400],
  unauthenticated: [401],
  token_expired: [401],
  insufficient_scope: [403, 401],
  junction_unavailable: [502],
  junction_rejected: [502],
  junction_outcome_unknown: [502],
  order_in_progress: [409, 502],
  store_unavailable: [503, 502],
  auth_unavailable: [502],
  overloaded: [503, 502],
  internal_error: [500, 502],
} as const

/** The stable `error` code of a failure; spec/openapi.yaml lists them under `x-error-codes`. */
export type FailureCode = keyof typeof preferences

type StatusOf<Code extends FailureCode> = (typeof preferences)[Code][number]
type Unplaced = Exclude<ErrorStatus, StatusOf<FailureCode>>
type Undeclared = {
  [Code in FailureCode]: Extract<ErrorStatus, StatusOf<Code>> extends never ? Code : never
}[FailureCode]
type Faultless = {
  [Id in Operation["operationId"]]: Extract<
    ErrorStatus<Extract<Operation, { operationId: Id }>>,
    StatusOf<"internal_error">
  > extends never
    ? Id
    : never
}[Operation["operationId"]]

/** Fails to compile, and names the status, when the contract declares one that stands in no list. */
const everyStatusIsPlaced: [Unplaced] extends [never] ? true : Unplaced = true
/** Fails to compile, and names the code, when the contract declares none of its statuses. */
const everyCodeIsDeclared: [Undeclared] extends [never] ? true : Undeclared = true
/** Fails to compile, and names the operation, when it declares no status for a fault of our own. */
const everyOperationCanFail: [Faultless] extends [never] ? true : Faultless = true
void everyStatusIsPlaced
void everyCodeIsDeclared
void everyOperationCanFail

/**
 * The status with which the contract lets a failure of an operation be told: of the preferred ones, the first whose
 * codes have it, else the first that is declared. A code for which there is none is told as our own fault.
 */
export function statusOf(code: FailureCode, { errorStatuses, errorCodes }: Operation): number {
  const declared: readonly number[] = errorStatuses
  const codes: Readonly<Partial<Record<string, readonly string[]>>> = errorCodes
  const candidates = [...preferences[code], ...preferences.internal_error].filter((candidate) =>
    declared.includes(candidate),
  )
  const status = candidates.find((candidate) => codes[candidate]?.includes(code)) ?? candidates[0]
  if (status === undefined) throw new TypeError(`the contract declares no status for ${code}`)
  return status
}

/** What a failure may say beyond its code and message. */
export interface FailureOptions {
  /** Members of the body and the rule each breaks; never a value. */
  readonly details?: readonly ApiErrorDetail[]
  /** Seconds after which to try again. */
  readonly retryAfter?: number
  /** The request came without credentials, so a 401 says no more than which scheme to use (RFC 6750, section 3.1). */
  readonly noCredentials?: boolean
  /** For the log alone, where its message is left out. */
  readonly cause?: unknown
  /** For the log alone: what Junction answered, without its text. */
  readonly upstream?: UpstreamTrace
}

/** What may be logged of an upstream answer: never its text, which repeats patient details. */
export interface UpstreamTrace {
  /** Junction's HTTP status; absent when there was no answer. */
  readonly status?: number
  /** The members that Junction names, by our names for them. */
  readonly members?: readonly string[]
  /** The network's error code, such as `ECONNRESET`. */
  readonly networkCode?: string
}

/**
 * The one way to fail: a stable code and a message that hold no value of the request. Whatever else is thrown below
 * the handler is an `internal_error` to the caller.
 */
export class Failure extends Error {
  override readonly name = "Failure"
  readonly code: FailureCode
  readonly details: readonly ApiErrorDetail[] | undefined
  readonly retryAfter: number | undefined
  readonly noCredentials: boolean
  readonly upstream: UpstreamTrace | undefined

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.details = options.details
    this.retryAfter = options.retryAfter
    this.noCredentials = options.noCredentials ?? false
    this.upstream = options.upstream
  }
}
