import { json, toResponse, type SimulatedResponse } from "./simulated-response.ts"
import type { Fault } from "./faults/faults.ts"
import { parseFaults } from "./faults/parse-faults.ts"
import type { JournalEntry } from "./journal.ts"
import type { SimulatedOrder, WebhookDelivery } from "./state.ts"

/** Controls to read and change the state of a running simulator. */
export interface SimulatorControls {
  /** Returns the current state of every order, oldest first. */
  orders(): readonly SimulatedOrder[]
  /** Every received request except those to the control API, oldest first. */
  readonly journal: readonly JournalEntry[]
  /** Queues faults for the next requests that match them. */
  fault(fault: Fault | readonly Fault[]): void
  /** Removes every queued fault. */
  clearFaults(): void
  /** Returns every webhook, delivered or not, oldest first. */
  webhooks(): readonly WebhookDelivery[]
  /**
   * Attempts to deliver every due webhook. Resolves after each attempt has ended. If `outOfOrder`
   * is not set, new webhooks are delivered without this call. A due retry is sent by this call, at
   * the next request, or by the listener. Rejects only if `onChange` throws.
   */
  deliverWebhooks(): Promise<void>
  /**
   * Resends a webhook with the same `svix-id`, even if it was delivered. Resolves to its delivery
   * status, or to undefined if the ID is unknown. If the target accepts the webhook, no retries
   * follow. Otherwise the retry schedule stays the same. Rejects only if `onChange` throws.
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
      ? json(404, { message: "Unknown webhook ID. List the IDs with GET /__simulator/webhooks." })
      : json(200, { webhook })
  },
}

/** Handles requests under `/__simulator/`. Returns undefined for other paths. */
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
      ? json(404, {
          message: `Unknown control. Expected one of: ${Object.keys(controls).join(", ")}.`,
        })
      : await control(simulator, request, webhookId),
  )
}
