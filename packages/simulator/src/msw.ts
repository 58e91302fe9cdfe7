import { http, HttpResponse, type RequestHandler } from "msw"
import { isConnectionReset } from "./faults/apply-fault.ts"
import type { JunctionSimulator } from "./junction-simulator.ts"

/**
 * Puts a simulator behind msw 3, for whoever calls Junction by its real address: everything below `baseUrl`, such as
 * `https://api.sandbox.us.junction.com`. A connection that the simulator resets is a network error.
 */
export function createJunctionHandlers(
  simulator: Pick<JunctionSimulator, "fetch">,
  baseUrl: string,
): RequestHandler[] {
  const { href } = new URL(baseUrl)
  return [
    http.all(`${href.replace(/\/$/, "")}/*`, async ({ request }) => {
      try {
        return await simulator.fetch(request)
      } catch (error) {
        if (isConnectionReset(error)) return HttpResponse.error()
        throw error
      }
    }),
  ]
}
