import { json, toResponse, type SimulatedResponse } from "./simulated-response.ts"
import type { Fault } from "./faults/faults.ts"
import { parseFaults } from "./faults/parse-faults.ts"
import type { JournalEntry } from "./journal.ts"
import type { SimulatedOrder, WebhookDelivery } from "./state.ts"

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

type Control = (
  simulator: SimulatorControls,
  request: Request,
  webhookId: string,
) => SimulatedResponse | Promise<SimulatedResponse>

const controls: Readonly<Record<string, Control>> = {
  "GET orders": (simulator) => json(200, { orders: simulator.orders() }),
  "GET journal": (simulator) => json(200, { journal: simulator.journal }),
  "POST faults": async (simulator, request) => {
    const parsed = parseFaults(await request.json().catch(() => undefined))
    if ("message" in parsed) return json(400, { message: parsed.message })
    simulator.fault(parsed.faults)
    return json(200, { faults: parsed.faults })
  },
  "DELETE faults": (simulator) => {
    simulator.clearFaults()
    return json(200, { faults: [] })
  },
  "GET webhooks": (simulator) => json(200, { webhooks: simulator.webhooks() }),
  "POST webhooks/deliver": async (simulator) => {
    await simulator.deliverWebhooks()
    return json(200, { webhooks: simulator.webhooks() })
  },
  "POST webhooks/<id>/redeliver": async (simulator, _request, webhookId) => {
    const webhook = await simulator.redeliverWebhook(webhookId)
    return webhook === undefined
      ? json(404, { message: "No webhook has this id. GET webhooks lists them." })
      : json(200, { webhook })
  },
}

/** Responds to a control request, under `/__simulator/`. Returns undefined for every other path. */
export async function handleControl(
  simulator: SimulatorControls,
  request: Request,
): Promise<Response | undefined> {
  const [, path] = /^\/__simulator\/(.*)$/.exec(new URL(request.url).pathname) ?? []
  if (path === undefined) return undefined
  const [, webhookId = ""] = /^webhooks\/([^/]+)\/redeliver$/.exec(path) ?? []
  const name = `${request.method} ${webhookId === "" ? path : "webhooks/<id>/redeliver"}`
  const control = Object.hasOwn(controls, name) ? controls[name] : undefined
  return toResponse(
    control === undefined
      ? json(404, { message: `Known are ${Object.keys(controls).join(", ")}.` })
      : await control(simulator, request, webhookId),
  )
}
