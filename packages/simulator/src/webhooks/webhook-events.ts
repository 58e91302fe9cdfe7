import { hasResults } from "../operations/order-progress.ts"
import type { SimulatedOrder, WebhookEvent } from "../state.ts"
import type { SimulatorStore } from "../store.ts"

/**
 * Names the events that an order's latest status makes (documented): `labtest.order.created` at the first one,
 * `labtest.order.updated` at every later one (at partial results only for a team that asked for it), and
 * `labtest.result.critical` when it brings results of that interpretation.
 */
export function eventsOf(order: SimulatedOrder, partialResults: boolean): readonly WebhookEvent[] {
  const { status } = order.last_event
  const isPartial = status.endsWith(".partial_results")
  const events: WebhookEvent[] = []
  if (order.events.length === 1) {
    events.push({ eventType: "labtest.order.created", data: withoutPatient(order) })
  } else if (partialResults || !isPartial) {
    events.push({ eventType: "labtest.order.updated", data: withoutPatient(order) })
  }
  if (hasResults(status) && order.interpretation === "critical") {
    const data = {
      order_id: order.id,
      sample_id: order.sample_id,
      status: isPartial ? "partial" : "final",
      interpretation: "critical",
      team_id: order.team_id,
      user_id: order.user_id,
      created_at: order.last_event.created_at,
      updated_at: order.last_event.created_at,
    } as const
    events.push({ eventType: "labtest.result.critical", data })
  }
  return events
}

/** A message waits in a saved state: the patient, who is in the order there anyway, is not kept once more for each. */
function withoutPatient(order: SimulatedOrder): SimulatedOrder {
  return { ...order, patient_details: null, patient_address: null }
}

/**
 * Writes the body of a webhook: the event in Junction's envelope, an order with its patient. The same bytes each time,
 * as nobody can change an order's patient.
 */
export function webhookBody(store: SimulatorStore, { eventType, data }: WebhookEvent): string {
  const order = "id" in data ? store.order(data.id) : undefined
  const { patient_details, patient_address } = order ?? {}
  return JSON.stringify({
    event_type: eventType,
    // `data` has both fields already, so each keeps its place in the document.
    data: order === undefined ? data : { ...data, patient_details, patient_address },
    user_id: data.user_id,
    team_id: data.team_id,
    client_user_id: store.user(data.user_id)?.user.client_user_id,
  })
}
