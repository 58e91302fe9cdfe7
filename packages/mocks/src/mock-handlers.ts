import type { paths } from "@loop-health/integrations-contract"
import { http, HttpResponse, type RequestHandler } from "msw"
import { createOpenApiHttp, type OpenApiHttpHandlers } from "openapi-msw"
import { createMockFetch, type MockControl } from "./mock-fetch.ts"
import { defaultBaseUrl, type MockOptions } from "./mock-options.ts"

/** The API behind msw, with its controls. */
export interface MockHandlers extends MockControl {
  /** For `setupServer(...handlers)` and `setupWorker(...handlers)`: everything below the base URL. */
  readonly handlers: RequestHandler[]
  /**
   * For answers that no scenario has: msw's `http` with the contract's types, so that a status or a body that the
   * contract does not declare is a type error. What it answers is not the server's, and not judged.
   *
   * @example
   * server.use(mock.http.post("/v1/labs/orders", ({ response }) =>
   *   response(502).json({ error: "a_code_of_tomorrow", message: "Something new." })))
   */
  readonly http: OpenApiHttpHandlers<paths>
}

/**
 * Makes an API of its own to test against, behind msw 3, in Node and in browsers: the same as `createMockFetch`.
 *
 * @throws TypeError when `baseUrl` is not an absolute URL.
 *
 * @example
 * const mock = createMockHandlers()
 * const server = setupServer(...mock.handlers)
 * server.listen({ onUnhandledFrame: "error" })
 */
export function createMockHandlers(options: MockOptions = {}): MockHandlers {
  const fetch = createMockFetch(options)
  // As msw sees it in a request: without a default port.
  const baseUrl = new URL(options.baseUrl ?? defaultBaseUrl).href.replace(/\/+$/, "")
  const everything = http.all(`${baseUrl}/*`, async ({ request }) => {
    try {
      return await fetch(request)
    } catch {
      // The connection failed, or the caller has gone.
      return HttpResponse.error()
    }
  })
  const { next, always, reset, orders } = fetch
  const typedHttp = createOpenApiHttp<paths>({ baseUrl })
  return { handlers: [everything], http: typedHttp, next, always, reset, orders }
}
