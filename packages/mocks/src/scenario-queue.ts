import { scenarioOf, type Scenario, type ScenarioName } from "./scenarios.ts"

/** What is to happen to the requests to come. */
export interface ScenarioQueue {
  next(name: ScenarioName): void
  always(name: ScenarioName): void
  /**
   * Asked by a part of the service that a request has come to: the scenario, if that part is the one to fail now. One
   * that was queued is used up by this.
   */
  take<Stage extends Scenario["stage"]>(
    stage: Stage,
  ): Extract<Scenario, { stage: Stage }> | undefined
}

/** An empty queue: every request ends as it deserves. */
export function createScenarioQueue(): ScenarioQueue {
  const queued: Scenario[] = []
  let fallback = scenarioOf("created")
  return {
    next: (name) => void queued.push(scenarioOf(name)),
    always: (name) => {
      fallback = scenarioOf(name)
    },
    take: (stage) => {
      const current = queued[0] ?? fallback
      if (!isAt(current, stage)) return undefined
      queued.shift()
      return current
    },
  }
}

function isAt<Stage extends Scenario["stage"]>(
  scenario: Scenario,
  stage: Stage,
): scenario is Extract<Scenario, { stage: Stage }> {
  return scenario.stage === stage
}
