import {
  createLabOrder,
  errorCodes,
  type ErrorCode,
  type operations,
} from "@loop-health/integrations-contract"
import { scenarioOf, type ScenarioName } from "./scenarios.ts"

/** The SDK's `kind` for each declared status. */
const kinds = {
  201: "created",
  400: "validation",
  401: "unauthenticated",
  502: "upstream",
} as const satisfies Record<keyof operations["createLabOrder"]["responses"], string>

type Status = keyof typeof kinds

/** The outcome of a scenario with the mock fetch, if the SDK does not retry. */
export interface ScenarioOutcome {
  readonly scenario: ScenarioName
  /** Status of the response. Undefined if no response arrives. */
  readonly status: Status | undefined
  /** The `kind` of the SDK's result. `loading` ends with the timeout of the SDK. */
  readonly kind: (typeof kinds)[Status] | "connection" | "timeout"
  /** The `meta.outcome` of the SDK's result. */
  readonly outcome: "created" | "not_created" | "unknown"
  /** Whether the lab has the order. */
  readonly placed: boolean
}

/**
 * The outcome of every scenario, for tests of an app.
 *
 * @example
 * test.each(everyOutcome)("the app handles $scenario", async ({ scenario, placed }) => {
 *   mock.always(scenario)
 * })
 */
export const everyOutcome: readonly ScenarioOutcome[] = [
  { scenario: "created", status: 201, kind: kinds[201], outcome: "created", placed: true },
  ...createLabOrder.errorStatuses.flatMap((status) =>
    createLabOrder.errorCodes[status].map((code) => toOutcome(status, code)),
  ),
  {
    scenario: "connection_error",
    status: undefined,
    kind: "connection",
    outcome: "not_created",
    placed: false,
  },
  {
    scenario: "connection_lost",
    status: undefined,
    kind: "connection",
    outcome: "unknown",
    placed: true,
  },
  { scenario: "loading", status: undefined, kind: "timeout", outcome: "unknown", placed: true },
]

function toOutcome(status: Status, code: ErrorCode): ScenarioOutcome {
  const scenario = scenarioOf(code)
  return {
    scenario: code,
    status,
    kind: kinds[status],
    outcome: errorCodes[code].order === "not_created" ? "not_created" : "unknown",
    placed: "placed" in scenario && scenario.placed,
  }
}
