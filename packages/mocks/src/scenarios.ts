import { errorCodes, type ErrorCode } from "@loop-health/integrations-contract"
import { exampleError, type ServiceError } from "@loop-health/integrations-server"

/**
 * Outcome of a request: `created`, an error code of the contract, or a network error.
 *
 * - `connection_error`: the request never arrives, and no order is placed.
 * - `connection_lost`: the order is placed, and the response is lost. A new key would place a
 *   second order.
 * - `loading`: the order is placed, and no response arrives until the request is aborted.
 */
export type ScenarioName = "created" | ErrorCode | NetworkScenario

type NetworkScenario = "connection_error" | "connection_lost" | "loading"

/** The stage and outcome of a scenario. */
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
      /** Whether the lab has the order, although its response does not confirm the order. */
      readonly placed: boolean
      readonly error: ServiceError
    }
  /** The network, after the order was placed. Without a code, no response arrives. */
  | { readonly stage: "response"; readonly networkCode: string | undefined }

/** Error codes that do not follow the rule of `toScenario`. */
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

/** Names of all scenarios: `created`, the contract's error codes, and the network errors. */
export const scenarioNames: readonly ScenarioName[] = [...scenarios.keys()]

/** Returns the scenario of a name. Throws a TypeError if the name is unknown. */
export function scenarioOf(name: ScenarioName): Scenario {
  const scenario = scenarios.get(name)
  if (scenario !== undefined) return scenario
  throw new TypeError(
    `Unknown scenario ${JSON.stringify(name)}. Expected one of: ${scenarioNames.join(", ")}.`,
  )
}

/** The token verifier returns errors that require a new token. The lab returns all others. */
function toScenario(code: ErrorCode): Scenario {
  const error = exampleError(code)
  if (errorCodes[code].retry === "new_token") return { stage: "token", error }
  if (errorCodes[code].order === "not_created") return { stage: "lab", outcome: "rejected", error }
  // The code can mean two states. This is the worse one, in which a new key places a second order.
  const placed = code === "junction_outcome_unknown"
  return { stage: "lab", outcome: "unfinished", placed, error }
}
