export { createMockFetch, type MockControl, type MockFetch } from "./mock-fetch.ts"
export type { MockOrder } from "./fake-lab.ts"
export type { MockCaller, MockOptions } from "./mock-options.ts"
export { scenarioNames, type ScenarioName } from "./scenarios.ts"
