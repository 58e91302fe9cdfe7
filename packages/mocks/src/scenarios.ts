import type { ApiErrorDetail, createLabOrder } from "@loop-health/integrations-contract"
import { ServiceError, type ClaimResult, type ErrorCode } from "@loop-health/integrations-server"

type ErrorCodes = (typeof createLabOrder)["errorCodes"]

/**
 * How a request can end: `created`; every error code that the contract declares; and what only a network can do.
 *
 * - `connection_error`: the request never arrives, and nothing is placed.
 * - `connection_lost`: the order is placed, and the answer lost. Sending again with a new key would order twice.
 * - `loading`: the order is placed, and the answer does not come before the request's signal aborts.
 */
export type ScenarioName =
  | "created"
  | ErrorCodes[keyof ErrorCodes][number]
  | "connection_error"
  | "connection_lost"
  | "loading"

/** Which part of the service fails, and how. The failure's status, body and headers are the server's own doing. */
export type Scenario =
  /** The network, on the way in. */
  | { readonly stage: "request"; readonly networkCode: string }
  /** The token verifier, before the body is looked at. */
  | { readonly stage: "token"; readonly error: ServiceError }
  /** The ledger, when a good request is claimed; without a claim, it rejects. */
  | { readonly stage: "claim"; readonly claim: Extract<ClaimResult, KeyReused> | undefined }
  /** The lab, when an order is new. */
  | { readonly stage: "lab"; readonly outcome: "placed" }
  | { readonly stage: "lab"; readonly outcome: "refused"; readonly error: ServiceError }
  | {
      readonly stage: "lab"
      readonly outcome: "unfinished"
      /** The lab took the order and did not say so. */
      readonly placed: boolean
      readonly error: ServiceError
    }
  /** The network, on the way out: without a code the answer is held back. */
  | { readonly stage: "response"; readonly networkCode: string | undefined }

type KeyReused = { readonly kind: "reused" }

const sameKey = "Send the same request again with the same idempotency-key."
const forced = "The mock was told to fail so."

/** Every scenario. Does not compile while a declared error code has none. */
const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  created: { stage: "lab", outcome: "placed" },

  validation_error: refused("validation_error", "The body breaks the contract in 2 places.", [
    { path: "/patient/dob", message: "must be a calendar date that is not in the future" },
    { path: "/address/zip", message: "must be five digits, or five and four with a hyphen" },
  ]),
  invalid_json: refused("invalid_json", `The body is not JSON. ${forced}`),
  unsupported_media_type: refused("unsupported_media_type", `The body must be JSON. ${forced}`),
  payload_too_large: refused("payload_too_large", `The body is too large. ${forced}`),
  idempotency_key_missing: refused(
    "idempotency_key_missing",
    `Send an idempotency-key header. ${forced}`,
  ),
  idempotency_key_invalid: refused(
    "idempotency_key_invalid",
    `The idempotency-key header is malformed. ${forced}`,
  ),
  idempotency_key_reused: { stage: "claim", claim: { kind: "reused" } },
  patient_rejected: refused("patient_rejected", "The lab does not accept: /patient/phone.", [
    { path: "/patient/phone", message: "is not accepted by the lab" },
  ]),

  unauthenticated: unverified("unauthenticated", "The access token is not valid."),
  token_expired: unverified("token_expired", "The access token has expired. Get a new one."),
  insufficient_scope: unverified("insufficient_scope", "The access token lacks a scope."),

  junction_unavailable: unfinished(
    "junction_unavailable",
    `Junction cannot be reached at the moment. ${sameKey}`,
  ),
  junction_rejected: refused(
    "junction_rejected",
    "Junction does not take orders from this deployment as it is configured. Do not send the request again.",
  ),
  // The worse of the two that it may mean: the lab has the order, and an app that makes a new key orders twice.
  junction_outcome_unknown: unfinished(
    "junction_outcome_unknown",
    `Junction did not say what became of the order. ${sameKey}`,
    { placed: true },
  ),
  order_in_progress: unfinished(
    "order_in_progress",
    "An earlier request with this key is still being worked on. Send the same request again.",
    { retryAfter: 2 },
  ),
  store_unavailable: { stage: "claim", claim: undefined },
  auth_unavailable: unverified("auth_unavailable", "Access tokens cannot be judged at the moment."),
  overloaded: unfinished("overloaded", `The service has too much to do. ${sameKey}`),
  internal_error: unfinished(
    "internal_error",
    "The service failed. Ask for help with the request id.",
  ),

  connection_error: { stage: "request", networkCode: "ECONNREFUSED" },
  connection_lost: { stage: "response", networkCode: "ECONNRESET" },
  loading: { stage: "response", networkCode: undefined },
}

/** The names of all scenarios: `created`, then the contract's error codes by status, then the network's. */
export const scenarioNames = Object.keys(scenarios) as readonly ScenarioName[]

/** The scenario of a name; throws a TypeError that lists the names when there is none. */
export function scenarioOf(name: ScenarioName): Scenario {
  if (Object.hasOwn(scenarios, name)) return scenarios[name]
  throw new TypeError(
    `there is no scenario ${JSON.stringify(name)}: it is one of ${scenarioNames.join(", ")}`,
  )
}

function unverified(code: ErrorCode, message: string): Scenario {
  return { stage: "token", error: new ServiceError(code, message) }
}

function refused(code: ErrorCode, message: string, details?: readonly ApiErrorDetail[]): Scenario {
  const error = new ServiceError(code, message, details === undefined ? {} : { details })
  return { stage: "lab", outcome: "refused", error }
}

function unfinished(
  code: ErrorCode,
  message: string,
  { placed = false, retryAfter }: { readonly placed?: boolean; readonly retryAfter?: number } = {},
): Scenario {
  const error = new ServiceError(code, message, retryAfter === undefined ? {} : { retryAfter })
  return { stage: "lab", outcome: "unfinished", placed, error }
}
