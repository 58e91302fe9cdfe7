import type { Json } from "../../document/json.ts"
import type { ApiOperation } from "../read-document/api-document.ts"
import type { ApiRequest } from "../requests/api-request.ts"

/** A response, independent of the transport. */
export interface ApiResponse {
  readonly status: number
  /** Header values by lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
  /** The parsed body. Undefined if it is not JSON. */
  readonly json: Json | undefined
}

/** A request with its response. */
export interface Exchange {
  readonly operation: ApiOperation
  readonly caseId: string
  readonly request: ApiRequest
  /** The response. Undefined if none arrived. */
  readonly response: ApiResponse | undefined
  /** The reason why no response arrived. */
  readonly error: string | undefined
  /** Start of the request in epoch milliseconds. */
  readonly startedAt: number
  readonly durationMs: number
}

/** The kind of a response. `failed` means no response, or a status of 500 or more. */
export type Outcome = "success" | "rejected" | "unauthenticated" | "failed" | "other"

/** 4xx statuses that do not mean an invalid request. */
const otherClientErrors = [401, 403, 404, 405, 406, 408, 425, 429]

/**
 * Returns the declared statuses for invalid requests. The list is empty if the operation declares
 * none.
 */
export function rejectionStatuses({ responses }: ApiOperation): readonly string[] {
  return responses
    .map(({ status }) => status)
    .filter((status) => status.startsWith("4") && !otherClientErrors.includes(Number(status)))
}

/** Returns the kind of a response. */
export function outcomeOf({ response }: Pick<Exchange, "response">): Outcome {
  if (response === undefined || response.status >= 500) return "failed"
  const { status } = response
  if (status >= 200 && status < 300) return "success"
  if (status === 401 || status === 403) return "unauthenticated"
  return status >= 400 && !otherClientErrors.includes(status) ? "rejected" : "other"
}

/** Describes a response, such as `400 validation_error`. */
export function describeResponse({ response, error }: Exchange): string {
  if (response === undefined) return `no response (${error ?? "unknown error"})`
  const code = errorCodeOf(response.json)
  return code === undefined ? String(response.status) : `${response.status} ${code}`
}

/**
 * Returns the error code of a body. Reads `error` or `code`, also inside an object named `error`.
 */
export function errorCodeOf(json: Json | undefined): string | undefined {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined
  const { error, code } = json
  if (typeof error === "string") return error
  if (typeof code === "string") return code
  return errorCodeOf(error)
}
