import { corsHeaders, isPreflight, respondPreflight } from "./cors.ts"
import type { MockFetch } from "./mock-fetch.ts"
import { planScenario, type BodyChanges } from "./planned-scenario.ts"
import type { ScenarioName } from "./scenarios.ts"

/** A scenario as the body of a control request. */
interface ScenarioRequest {
  readonly scenario: ScenarioName
  readonly body?: BodyChanges<ScenarioName>
  readonly delayMs?: number
}

type Control = (mock: MockFetch, body: unknown) => unknown

const controls: Readonly<Record<string, Control>> = {
  "POST next": (mock, body) => {
    // All scenarios are checked before the first one is queued.
    const scenarios = [body].flat().map(readScenario)
    for (const { scenario, body: changes, delayMs } of scenarios) {
      mock.next(scenario, changes, { delayMs })
    }
    return { next: scenarios.map(({ scenario }) => scenario) }
  },
  "POST always": (mock, body) => {
    const { scenario, body: changes, delayMs } = readScenario(body)
    mock.always(scenario, changes, { delayMs })
    return { always: scenario }
  },
  "POST reset": (mock) => {
    mock.reset()
    return { orders: [] }
  },
  "GET orders": (mock) => ({ orders: mock.orders() }),
  // JSON has no undefined, and other languages expect every field.
  "GET calls": (mock) => ({
    calls: mock.calls().map(({ method, key = null, scenario = null, status = null }) => ({
      method,
      key,
      scenario,
      status,
    })),
  }),
}

/** Handles requests under `/__mock/`. Returns undefined for other paths. */
export async function handleControl(
  mock: MockFetch,
  request: Request,
): Promise<Response | undefined> {
  const [, path] = /^\/__mock\/(.*)$/.exec(new URL(request.url).pathname) ?? []
  if (path === undefined) return undefined
  if (isPreflight(request)) return respondPreflight(request)
  const respond = (status: number, body: unknown) =>
    Response.json(body, { status, headers: corsHeaders })
  const name = `${request.method} ${path}`
  const control = Object.hasOwn(controls, name) ? controls[name] : undefined
  if (control === undefined) {
    const known = Object.keys(controls)
      .map((control) => control.replace(" ", " /__mock/"))
      .join(", ")
    return respond(404, { message: `Unknown control. Expected one of: ${known}.` })
  }
  try {
    const body: unknown = await request.json().catch(() => undefined)
    return respond(200, control(mock, body))
  } catch (error) {
    if (error instanceof TypeError) return respond(400, { message: error.message })
    throw error
  }
}

const example = '{"scenario":"overloaded"}'

function readScenario(value: unknown): ScenarioRequest {
  if (typeof value !== "object" || value === null) {
    throw new TypeError(`Send a scenario as JSON, such as ${example}.`)
  }
  const fields = ["scenario", "body", "delayMs"]
  const unknown = Object.keys(value).find((field) => !fields.includes(field))
  if (unknown !== undefined) {
    throw new TypeError(`Unknown field /${unknown}. Expected one of: ${fields.join(", ")}.`)
  }
  const request = value as ScenarioRequest
  planScenario(request.scenario, request.body, request)
  return request
}
