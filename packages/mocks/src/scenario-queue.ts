import { scenarioOf, type Scenario, type ScenarioName } from "./scenarios.ts"

/** The scenarios of the next requests. */
export type ScenarioQueue = ReturnType<typeof createScenarioQueue>

/** Creates an empty queue: every request has the scenario `created`. */
export function createScenarioQueue() {
  const queued: Scenario[] = []
  let fallback = scenarioOf("created")
  return {
    next(name: ScenarioName): void {
      queued.push(scenarioOf(name))
    },
    always(name: ScenarioName): void {
      fallback = scenarioOf(name)
    },
    /** Returns the scenario if it applies to this stage. Removes it if it was queued. */
    take<Stage extends Scenario["stage"]>(stage: Stage) {
      const current = queued[0] ?? fallback
      if (current.stage !== stage) return undefined
      queued.shift()
      return current as Extract<Scenario, { stage: Stage }>
    },
  }
}
