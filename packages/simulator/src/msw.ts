import { http, HttpResponse, type RequestHandler } from "msw"
import { isConnectionReset } from "./faults/apply-fault.ts"
import type { JunctionSimulator } from "./junction-simulator.ts"

/**
 * Creates msw 3 handlers that respond with a simulator. They handle every request below `baseUrl`,
 * such as `https://api.sandbox.us.junction.com`. If the simulator resets a connection, the client
 * gets a network error.
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
