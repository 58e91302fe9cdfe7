import { json, toResponse, type Answer } from "./answer.ts"
import { parseFaults } from "./faults.ts"
import type { JunctionSimulator } from "./junction-simulator.ts"

/**
 * Answers what a person or a script asks of the simulator itself, under `/__simulator/`: `GET orders`, `GET journal`,
 * `POST faults` (one or an array; an unknown one is a 400 that names the known), `DELETE faults`. Anything else is
 * Junction's to answer, and undefined here.
 */
export async function control(
  simulator: JunctionSimulator,
  request: Request,
): Promise<Response | undefined> {
  const { pathname } = new URL(request.url)
  if (!pathname.startsWith("/__simulator/")) return undefined
  return toResponse(await answerControl(simulator, request, pathname.split("/")[2] ?? ""))
}

async function answerControl(
  simulator: JunctionSimulator,
  request: Request,
  subject: string,
): Promise<Answer> {
  switch (`${request.method} ${subject}`) {
    case "GET orders":
      return json(200, { orders: simulator.orders() })
    case "GET journal":
      return json(200, { journal: simulator.journal })
    case "POST faults": {
      const parsed = parseFaults(await request.json().catch(() => undefined))
      if ("message" in parsed) return json(400, { message: parsed.message })
      simulator.fault(parsed.faults)
      return json(200, { faults: parsed.faults })
    }
    case "DELETE faults":
      simulator.clearFaults()
      return json(200, { faults: [] })
    default:
      return json(404, {
        message: "Known are GET orders, GET journal, POST faults, DELETE faults.",
      })
  }
}
