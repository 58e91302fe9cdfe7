import { createClient, type LoopClient } from "@loop-health/integrations-sdk"
import type { MockHandlers, ScenarioName } from "@loop-health/integrations-mocks/msw"

/** The API that the page orders from. */
export interface Connection {
  readonly loop: LoopClient
  /** Name of the API, for the page's footer. */
  readonly name: string
  readonly session: Session
  /** The mock, if the page orders from one. */
  readonly mock?: PageMock
}

/** A mock in the browser, with the scenarios that it can apply. */
export interface PageMock {
  readonly control: MockHandlers
  readonly scenarioNames: readonly ScenarioName[]
  readonly scenario: ScenarioName
}

/** The session of the person who orders. */
export interface Session {
  signIn(): void
  signOut(): void
}

/** What the local stack serves as `config.json`. */
interface LocalStack {
  readonly serverUrl: string
}

/**
 * Connects to the API that the address of the page names:
 *
 * - `?api=mock`: a mock in a service worker. Default without a local stack.
 * - `?api=local`: the local stack that serves the page. Default with a local stack.
 * - `?api=https://…`: a server, with the access token of the page's fragment (`#token=…`). Browsers
 *   do not send fragments to servers.
 */
export async function connect(location: Location): Promise<Connection> {
  const api = new URLSearchParams(location.search).get("api")
  if (api?.startsWith("http")) return connectToServer(api, location)
  const stack = api === "mock" ? undefined : await findLocalStack()
  if (stack !== undefined) return connectToLocalStack(stack)
  if (api === "local") throw new Error("No local stack serves this page. Run `npm start`.")
  return connectToMock(new URLSearchParams(location.search).get("mock"))
}

function connectToServer(baseUrl: string, location: Location): Connection {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? ""
  // The token must not remain in the browser's history.
  if (token !== "") history.replaceState(null, "", `${location.pathname}${location.search}`)
  const { session, withSession } = createSession(async () => token)
  return { loop: createClient({ baseUrl, token: withSession }), name: baseUrl, session }
}

function connectToLocalStack({ serverUrl }: LocalStack): Connection {
  const { session, withSession } = createSession(async () => {
    const response = await fetch("token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ brand_id: "brand_example", user_id: "user_example" }),
    })
    const { access_token } = (await response.json()) as { access_token: string }
    return access_token
  })
  const loop = createClient({ baseUrl: serverUrl, token: withSession })
  return { loop, name: `the local stack at ${serverUrl}`, session }
}

async function connectToMock(requested: string | null): Promise<Connection> {
  const [{ setupWorker }, { createMockHandlers }, { scenarioNames }] = await Promise.all([
    import("msw/browser"),
    import("@loop-health/integrations-mocks/msw"),
    import("@loop-health/integrations-mocks"),
  ])
  const control = createMockHandlers()
  await setupWorker(...control.handlers).start({
    onUnhandledFrame: "bypass",
    quiet: true,
    serviceWorker: { url: "mockServiceWorker.js" },
  })
  const scenario = scenarioNames.find((known) => known === requested) ?? "created"
  control.always(scenario)
  const { session, withSession } = createSession(async () => "any")
  return {
    loop: createClient({ token: withSession }),
    name: "a mock in this browser",
    session,
    mock: { control, scenarioNames, scenario },
  }
}

async function findLocalStack(): Promise<LocalStack | undefined> {
  const response = await fetch("config.json").catch(() => undefined)
  // A static host can send its own page for an unknown path.
  if (!response?.headers.get("content-type")?.includes("application/json")) return undefined
  return (await response.json()) as LocalStack
}

/** Creates a session that starts signed in. The SDK caches no token, so a sign-out has effect at once. */
function createSession(getToken: () => Promise<string>) {
  let isSignedIn = true
  const session: Session = {
    signIn: () => (isSignedIn = true),
    signOut: () => (isSignedIn = false),
  }
  const withSession = async () => {
    if (!isSignedIn) throw new Error("Signed out.")
    return getToken()
  }
  return { session, withSession }
}
