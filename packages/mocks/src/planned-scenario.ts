import {
  labOrderFields,
  type ApiError,
  type ErrorCode,
  type LabOrder,
} from "@loop-health/integrations-contract"
import { validateApiError, validateLabOrder } from "@loop-health/integrations-contract/validators"
import { aLabOrder } from "./builders.ts"
import { scenarioOf, type Scenario, type ScenarioName } from "./scenarios.ts"

/** Changes to the response body of a scenario. Network errors have no body. */
export type BodyChanges<Name extends ScenarioName> = Partial<
  Name extends "created" ? LabOrder : Name extends ErrorCode ? ApiError : never
>

/** Options of one scenario. */
export interface ScenarioOptions {
  /** Delay of the response in milliseconds. Default: the `latencyMs` of the mock. */
  readonly delayMs?: number | undefined
}

/** A scenario with the changes and the delay of a test. */
export interface PlannedScenario {
  readonly name: ScenarioName
  readonly scenario: Scenario
  readonly changes: object
  readonly delayMs: number | undefined
}

/**
 * Checks a scenario and returns its plan. Throws a TypeError if the scenario is unknown, the delay
 * is invalid, or a change is not allowed.
 */
export function planScenario(
  name: ScenarioName,
  changes: object = {},
  { delayMs }: ScenarioOptions = {},
): PlannedScenario {
  const scenario = scenarioOf(name)
  checkChanges(name, scenario, changes)
  if (delayMs !== undefined && !(delayMs >= 0 && Number.isFinite(delayMs))) {
    throw new TypeError("delayMs must be a finite number of milliseconds, at least 0.")
  }
  return { name, scenario, changes, delayMs }
}

/** The fields, the validator, and a valid example of each kind of body. */
const bodies = {
  order: { fields: labOrderFields, validate: validateLabOrder, example: aLabOrder() },
  error: {
    fields: Object.keys({ error: 1, message: 1, details: 1 } satisfies Record<keyof ApiError, 1>),
    validate: validateApiError,
    example: { error: "internal_error", message: "Internal error." },
  },
} as const

function checkChanges(name: ScenarioName, scenario: Scenario, changes: object): void {
  if (Object.keys(changes).length === 0) return
  if (scenario.stage === "request" || scenario.stage === "response") {
    throw new TypeError(
      `The scenario "${name}" has no response body to change. Remove the changes.`,
    )
  }
  const { fields, validate, example } = bodies[name === "created" ? "order" : "error"]
  const unknown = Object.keys(changes).find((field) => !fields.some((known) => known === field))
  if (unknown !== undefined) {
    throw new TypeError(
      `The body of "${name}" has no field /${unknown}. Expected one of: ${fields.join(", ")}.`,
    )
  }
  const validation = validate({ ...example, ...changes })
  if (!validation.valid) {
    const [{ path, message }] = validation.issues
    throw new TypeError(`The contract forbids this body of "${name}": ${path} ${message}.`)
  }
}
