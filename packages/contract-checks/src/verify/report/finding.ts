import type { Group } from "../rules/groups.ts"
import type { RuleId } from "../rules/verify-rules.ts"

/** A violation of the contract. */
export interface VerifyFinding {
  /** Stable ID of the rule. `contract explain <rule>` describes it. */
  readonly rule: RuleId
  readonly severity: "error" | "warning"
  readonly operation: string
  /**
   * The field as a JSON Pointer into the body, or a parameter or header. Undefined for the whole
   * request.
   */
  readonly field: string | undefined
  readonly message: string
  /** The request as a curl command, with `$TOKEN` for the token. */
  readonly curl: string
  /** The response, shortened. */
  readonly response: string
  /** ID of the case, for `--case`. */
  readonly caseId: string
  /** The command that runs only this case. */
  readonly reproduce: string
  /** Number of further violations with the same rule, operation, and field. */
  readonly further: number
}

/** The result of `verifyContract`. */
export interface VerifyReport {
  /** Whether no finding is an error. */
  readonly passed: boolean
  /** The findings, errors first. */
  readonly findings: readonly VerifyFinding[]
  /** Cases and operations that did not run, with the reason. */
  readonly skipped: readonly Skipped[]
  readonly coverage: Coverage
  readonly seed: number
  /** Number of completed cases by group. */
  readonly cases: Readonly<Partial<Record<Group, number>>>
  /** Number of requests, without raw messages. */
  readonly requests: number
  /** Number of successful requests that may have created something. */
  readonly orders: number
  /** Number of cases that were dropped because the two JSON Schema validators disagree. */
  readonly disputed: number
  readonly durationMs: number
  /** The URL or module that was verified. */
  readonly target: string
  /** All requests and responses, without secrets. */
  readonly exchanges: readonly RecordedExchange[]
}

/** A request and its response, without secrets. */
export interface RecordedExchange {
  readonly caseId: string
  readonly method: string
  readonly url: string
  readonly requestHeaders: readonly (readonly [name: string, value: string])[]
  readonly requestBody: string
  /** Status of the response, or 0 if no response arrived. */
  readonly status: number
  readonly responseHeaders: readonly (readonly [name: string, value: string])[]
  readonly responseBody: string
  /** Start of the request in epoch milliseconds. */
  readonly startedAt: number
  readonly durationMs: number
}

/** A part of the run that was skipped. */
export interface Skipped {
  /** An operation, a group, or a case. */
  readonly name: string
  readonly reason: string
}

/** Declared statuses, codes, and headers that no response had. */
export interface Coverage {
  readonly statuses: readonly string[]
  /** Error codes in the form `createThing 400 code`. */
  readonly codes: readonly string[]
  readonly headers: readonly string[]
}
