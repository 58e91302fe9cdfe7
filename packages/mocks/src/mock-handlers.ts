import type { paths } from "@loop-health/integrations-contract"
import { http, HttpResponse, type RequestHandler } from "msw"
import { createOpenApiHttp, type OpenApiHttpHandlers } from "openapi-msw"
import type { MockControl } from "./mock-control.ts"
import { corsHeaders, respondPreflight } from "./cors.ts"
import { createMockFetch } from "./mock-fetch.ts"
import { defaultBaseUrl, type MockOptions } from "./mock-options.ts"

/** A mock API as msw handlers, with its controls. */
export interface MockHandlers extends MockControl {
  /** Handlers of every request below the base URL, for `setupServer` and `setupWorker`. */
  readonly handlers: RequestHandler[]
  /**
   * msw's `http` with the contract's types, for responses that no scenario has. A status or a body
   * that the contract does not declare is a type error. The response does not come from the
   * server's handler and is not validated.
   *
   * @example
   * server.use(mock.http.post("/v1/labs/orders", ({ response }) =>
   *   response(502).json({ error: "a_code_of_tomorrow", message: "Something new." })))
   */
  readonly http: OpenApiHttpHandlers<paths>
}

/**
 * Creates a mock API as msw 3 handlers, for Node and browsers. It behaves as `createMockFetch`
 * does.
 *
 * @throws TypeError if `baseUrl` is not an absolute URL.
 *
 * @example
 * const mock = createMockHandlers()
 * const server = setupServer(...mock.handlers)
 * server.listen({ onUnhandledFrame: "error" })
 */
export function createMockHandlers(options: MockOptions = {}): MockHandlers {
  const fetch = createMockFetch(options)
  // msw matches request URLs, which have no default port.
  const baseUrl = new URL(options.baseUrl ?? defaultBaseUrl).href.replace(/\/+$/, "")
  const everything = http.all(`${baseUrl}/*`, async ({ request }) => {
    // happy-dom removes the headers of a preflight and the origin before msw gets the request.
    if (request.method === "OPTIONS") return respondPreflight(request)
    try {
      const response = await fetch(request)
      for (const [name, value] of Object.entries(corsHeaders)) response.headers.set(name, value)
      return response
    } catch {
      // The connection failed, or the caller aborted the request.
      return HttpResponse.error()
    }
  })
  const { next, always, reset, orders, calls } = fetch
  const typedHttp = createOpenApiHttp<paths>({ baseUrl })
  return { handlers: [everything], http: typedHttp, next, always, reset, orders, calls }
}
