import { json, toResponse, type SimulatedResponse } from "./simulated-response.ts"
import type { Fault } from "./faults/faults.ts"
import { parseFaults } from "./faults/parse-faults.ts"
import type { JournalEntry } from "./journal.ts"
import type { SimulatedOrder } from "./state.ts"
import type { WebhookDelivery } from "./webhooks/webhooks.ts"

/** What a test or a person can read and change in a running simulator. */
export interface SimulatorControls {
  /** Every order that was created, as it stands now, oldest first. */
  orders(): readonly SimulatedOrder[]
  /** Every request received so far, oldest first. */
  readonly journal: readonly JournalEntry[]
  /** Queues faults for the next requests that they strike. */
  fault(fault: Fault | readonly Fault[]): void
  /** Forgets the faults that have not struck. */
  clearFaults(): void
  /** Every webhook that was made, oldest first. */
  webhooks(): readonly WebhookDelivery[]
  /**
   * Resolves once every webhook that is due by the clock has been tried, and those that were under way. New ones go by
   * themselves, unless `outOfOrder`; redeliveries go at the next request or when this is called. Rejects when `onChange`
   * throws, never over a target.
   */
  deliverWebhooks(): Promise<void>
  /**
   * Sends a webhook again, with the same `svix-id`, whether it was delivered or not, and resolves to what came of it, or
   * to undefined when there is none of that id. Its schedule ends with a success and otherwise stays.
   */
  redeliverWebhook(id: string): Promise<WebhookDelivery | undefined>
}

/**
 * Responds to a control request, under `/__simulator/`: `GET orders`, `GET journal`,
 * `POST faults` (one or an array; an unknown one is a 400 that names the known), `DELETE faults`, `GET webhooks`,
 * `POST webhooks/deliver` (what is due, now), `POST webhooks/<id>/redeliver`. Returns undefined
 * for every other path.
 */
export async function handleControl(
  simulator: SimulatorControls,
  request: Request,
): Promise<Response | undefined> {
  const { pathname } = new URL(request.url)
  if (!pathname.startsWith("/__simulator/")) return undefined
  const [subject = "", ...rest] = pathname.split("/").slice(2)
  const response =
    subject === "webhooks"
      ? await handleWebhooks(simulator, `${request.method} ${rest.join("/")}`)
      : await handleSimulator(simulator, request, subject)
  return toResponse(response)
}

async function handleSimulator(
  simulator: SimulatorControls,
  request: Request,
  subject: string,
): Promise<SimulatedResponse> {
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
      return unknownControl()
  }
}

async function handleWebhooks(
  simulator: SimulatorControls,
  call: string,
): Promise<SimulatedResponse> {
  if (call === "POST deliver") await simulator.deliverWebhooks()
  if (call === "POST deliver" || call === "GET ") {
    return json(200, { webhooks: simulator.webhooks() })
  }
  const [, id] = /^POST ([^/]+)\/redeliver$/.exec(call) ?? []
  if (id === undefined) return unknownControl()
  const webhook = await simulator.redeliverWebhook(id)
  return webhook === undefined
    ? json(404, { message: "No webhook has this id. GET webhooks lists them." })
    : json(200, { webhook })
}

function unknownControl(): SimulatedResponse {
  const known = [
    "GET orders",
    "GET journal",
    "POST faults",
    "DELETE faults",
    "GET webhooks",
    "POST webhooks/deliver",
    "POST webhooks/<id>/redeliver",
  ]
  return json(404, { message: `Known are ${known.join(", ")}.` })
}
