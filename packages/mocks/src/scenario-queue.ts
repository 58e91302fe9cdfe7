import { scenarioOf, type Scenario, type ScenarioName } from "./scenarios.ts"

/** What is to happen to the requests to come. */
export interface ScenarioQueue {
  next(name: ScenarioName): void
  always(name: ScenarioName): void
  /**
   * Asked by a part of the service that a request has come to: the scenario, if that part is the one to fail now. One
   * that was queued is used up by this.
   */
  take<At extends Scenario["at"]>(at: At): Extract<Scenario, { at: At }> | undefined
}

/** An empty queue: every request ends as it deserves. */
export function createScenarioQueue(): ScenarioQueue {
  const queued: Scenario[] = []
  let standing = scenarioOf("created")
  return {
    next: (name) => void queued.push(scenarioOf(name)),
    always: (name) => {
      standing = scenarioOf(name)
    },
    take: (at) => {
      const current = queued[0] ?? standing
      if (!isAt(current, at)) return undefined
      queued.shift()
      return current
    },
  }
}

function isAt<At extends Scenario["at"]>(
  scenario: Scenario,
  at: At,
): scenario is Extract<Scenario, { at: At }> {
  return scenario.at === at
}
