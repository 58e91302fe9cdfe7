import { planScenario, type PlannedScenario } from "./planned-scenario.ts"
import type { Scenario } from "./scenarios.ts"

/** The scenarios of the current request and of the next ones. */
export type ScenarioQueue = ReturnType<typeof createScenarioQueue>

/** Creates an empty queue: every request has the scenario `created`. */
export function createScenarioQueue() {
  const queued: PlannedScenario[] = []
  let fallback = planScenario("created")
  let current = fallback
  let applied: PlannedScenario | undefined
  return {
    add(planned: PlannedScenario): void {
      queued.push(planned)
    },
    setFallback(planned: PlannedScenario): void {
      fallback = planned
    },
    /** Starts a request with its own scenario, or with the first one of the queue. */
    start(own: PlannedScenario | undefined): void {
      current = own ?? queued[0] ?? fallback
      applied = undefined
    },
    /** Returns the request's scenario if it applies to this stage. Removes it from the queue. */
    take<Stage extends Scenario["stage"]>(stage: Stage) {
      if (current.scenario.stage !== stage) return undefined
      applied = current
      if (queued[0] === current) queued.shift()
      return current.scenario as Extract<Scenario, { stage: Stage }>
    },
    /** Returns the scenario that has been applied to the current request. */
    applied: () => applied,
  }
}
