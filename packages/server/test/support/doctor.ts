import { listen } from "@loop-health/integrations-simulator"
import { onTestFinished } from "vitest"
import { diagnose } from "../../src/node/doctor/diagnose.ts"
import type { Finding } from "../../src/node/doctor/finding.ts"
import type { Variables } from "./cli-process.ts"

/** Runs the checks of `doctor`. Returns the findings of some of them. */
export async function diagnoseWith(
  environment: Variables,
  checks: readonly string[],
  url?: string,
): Promise<readonly Finding[]> {
  const findings = await diagnose({ environment, url })
  return findings.filter(({ check }) => checks.includes(check))
}

/** Origins of the tests of CORS, and the one that `doctor` sends besides. */
const origins = [
  "https://app.example",
  "https://new.example",
  "https://integrations-doctor.invalid",
]

/** Serves a function over HTTP until the test ends. Returns its base URL. */
export async function serveFunction(
  respond: (request: Request) => Response | Promise<Response>,
): Promise<string> {
  const server = await listen(
    { fetch: async (request) => respond(request) },
    { allowedOrigins: origins },
  )
  onTestFinished(server.close)
  return server.url
}

/** Starts a gateway that changes the requests to an API and its responses. Returns its base URL. */
export function startGateway(
  url: string,
  {
    request: changeRequest = () => {},
    response: changeResponse = () => {},
  }: {
    readonly request?: (headers: Headers) => void
    readonly response?: (headers: Headers) => void
  },
): Promise<string> {
  return serveFunction(async (request) => {
    const { method } = request
    const headers = new Headers(request.headers)
    for (const name of ["connection", "host", "content-length"]) headers.delete(name)
    changeRequest(headers)
    const body = method === "POST" ? await request.text() : null
    const path = new URL(request.url).pathname
    const response = await fetch(`${url}${path}`, { method, headers, body })
    const changed = new Headers(response.headers)
    for (const name of ["connection", "keep-alive", "transfer-encoding", "content-length"]) {
      changed.delete(name)
    }
    changeResponse(changed)
    const text = response.status === 204 ? null : await response.text()
    return new Response(text, { status: response.status, headers: changed })
  })
}
