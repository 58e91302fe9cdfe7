import { errorCodes, type ErrorCode } from "@loop-health/integrations-contract"
import { exampleError, type ServiceError } from "@loop-health/integrations-server"

/**
 * How a request can end: `created`; every error code that the contract declares; and what only a network can do.
 *
 * - `connection_error`: the request never arrives, and nothing is placed.
 * - `connection_lost`: the order is placed, and the response is lost. Sending again with a new key would order twice.
 * - `loading`: the order is placed, and the response does not come before the request's signal aborts.
 */
export type ScenarioName =
  "created" | ErrorCode | "connection_error" | "connection_lost" | "loading"

/** The part of the service that fails, and how. The server creates the response. */
export type Scenario =
  /** The network, before the request arrives. */
  | { readonly stage: "request"; readonly networkCode: string }
  /** The token verifier, before the body is read. */
  | { readonly stage: "token"; readonly error: ServiceError }
  /** The ledger, when a valid request is claimed: the key is reused, or the ledger rejects. */
  | { readonly stage: "claim"; readonly outcome: "reused" | "rejects" }
  /** The lab, when an order is new. */
  | { readonly stage: "lab"; readonly outcome: "placed" }
  | { readonly stage: "lab"; readonly outcome: "rejected"; readonly error: ServiceError }
  | {
      readonly stage: "lab"
      readonly outcome: "unfinished"
      /** The lab has the order and did not confirm it. */
      readonly placed: boolean
      readonly error: ServiceError
    }
  /** The network, after the order was placed. Without a code the response is held back. */
  | { readonly stage: "response"; readonly networkCode: string | undefined }

/** The codes that another part of the service than the lab responds with. */
const exceptions: { readonly [Code in ErrorCode]?: Scenario } = {
  idempotency_key_reused: { stage: "claim", outcome: "reused" },
  store_unavailable: { stage: "claim", outcome: "rejects" },
  insufficient_scope: { stage: "token", error: exampleError("insufficient_scope") },
  auth_unavailable: { stage: "token", error: exampleError("auth_unavailable") },
}

const scenarios: ReadonlyMap<ScenarioName, Scenario> = new Map<ScenarioName, Scenario>([
  ["created", { stage: "lab", outcome: "placed" }],
  ...(Object.keys(errorCodes) as ErrorCode[]).map(
    (code) => [code, exceptions[code] ?? toScenario(code)] as const,
  ),
  ["connection_error", { stage: "request", networkCode: "ECONNREFUSED" }],
  ["connection_lost", { stage: "response", networkCode: "ECONNRESET" }],
  ["loading", { stage: "response", networkCode: undefined }],
])

/** The names of all scenarios: `created`, then the contract's error codes by status, then the network's. */
export const scenarioNames: readonly ScenarioName[] = [...scenarios.keys()]

/** Returns the scenario of a name. Throws a TypeError that lists the names if there is none. */
export function scenarioOf(name: ScenarioName): Scenario {
  const scenario = scenarios.get(name)
  if (scenario !== undefined) return scenario
  throw new TypeError(
    `there is no scenario ${JSON.stringify(name)}: it is one of ${scenarioNames.join(", ")}`,
  )
}

/** An error that needs a new token comes from the token verifier, every other one from the lab. */
function toScenario(code: ErrorCode): Scenario {
  const error = exampleError(code)
  if (errorCodes[code].retry === "new_token") return { stage: "token", error }
  if (errorCodes[code].order === "not_created") return { stage: "lab", outcome: "rejected", error }
  // The worse of the two that it may mean: the lab has the order, and an app that makes a new key orders twice.
  const placed = code === "junction_outcome_unknown"
  return { stage: "lab", outcome: "unfinished", placed, error }
}
