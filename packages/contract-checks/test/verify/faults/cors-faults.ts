import { createCorrectServer, type Service } from "../support/correct-server.ts"
import type { Fault } from "./fault.ts"

/** Headers for one response, or none. */
type Policy = (origin: string, response: Response) => Readonly<Record<string, string>> | undefined

/** Returns a service that responds to preflights, and adds the policy's headers to each response. */
function withPolicy(preflight: Policy, policy: Policy = preflight): Service {
  const server = createCorrectServer()
  return async (request) => {
    const origin = request.headers.get("origin")
    const isPreflight = request.headers.has("access-control-request-method")
    const response = isPreflight ? new Response(null, { status: 204 }) : await server(request)
    const added = origin === null ? {} : (isPreflight ? preflight : policy)(origin, response)
    const headers = new Headers(response.headers)
    for (const [name, value] of Object.entries(added ?? {})) {
      headers.append(`access-control-allow-${name}`, value)
    }
    return new Response(response.body, { status: response.status, headers })
  }
}

function fault(name: string, rule: Fault["rule"], create: () => Service): Fault {
  return { name, group: "cors", rule, create }
}

const own = "https://app.example"
const names = "authorization, content-type, idempotency-key"

/** Returns a fault of a service whose only allowed origin is stated. */
function stated(
  name: string,
  rule: Fault["rule"],
  isListed: (origin: string) => boolean,
  headers = names,
): Fault {
  const policy: Policy = (origin) => (isListed(origin) ? { origin, headers } : undefined)
  return { ...fault(name, rule, () => withPolicy(policy)), origins: [own] }
}

/** Faults of the server in what it allows to pages. */
export const corsFaults: readonly Fault[] = [
  fault("allows credentials to every origin", "cors-credentials", () =>
    withPolicy((origin) => ({ origin, headers: names, credentials: "true" })),
  ),
  fault("allows credentials with a wildcard", "cors-credentials", () =>
    withPolicy(() => ({ origin: "*", headers: names, credentials: "true" })),
  ),
  fault("allows credentials to sandboxed pages", "cors-credentials", () =>
    withPolicy((origin) => (origin === "null" ? { origin, credentials: "true" } : undefined)),
  ),
  fault("reflects every origin", "cors-any-origin", () =>
    withPolicy((origin) => ({ origin, headers: names })),
  ),
  fault("allows an origin only in the preflight", "cors-blocked", () =>
    withPolicy(
      (origin) => ({ origin, headers: names }),
      () => undefined,
    ),
  ),
  fault("omits the allowed origin from errors", "cors-blocked", () =>
    withPolicy(
      () => ({ origin: "*", headers: names }),
      (_origin, { status }) => (status < 400 ? { origin: "*" } : undefined),
    ),
  ),
  fault("returns a list of origins", "cors-blocked", () =>
    withPolicy(() => ({ origin: `${own}, https://other.example` })),
  ),
  stated("compares the start of an origin", "cors-forbidden-origin", (origin) =>
    origin.startsWith(own),
  ),
  stated("compares the end of an origin", "cors-forbidden-origin", (origin) =>
    origin.endsWith("app.example"),
  ),
  stated("compares an origin with a pattern", "cors-forbidden-origin", (origin) =>
    /^https:\/\/app.example$/.test(origin),
  ),
  stated("ignores the scheme of an origin", "cors-forbidden-origin", (origin) =>
    origin.endsWith("//app.example"),
  ),
  stated("allows no origin", "cors-blocked", () => false),
  stated(
    "does not allow the key in the preflight",
    "cors-blocked",
    (origin) => origin === own,
    "content-type, authorization",
  ),
]
