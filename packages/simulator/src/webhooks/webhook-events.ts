import { hasResults } from "../operations/order-progress.ts"
import type { SimulatedOrder, WebhookEvent } from "../state.ts"
import type { SimulatorStore } from "../store.ts"

/**
 * Returns the events of an order's latest status (documented). They are `labtest.order.created` for
 * the first status, `labtest.order.updated` for later ones, and `labtest.result.critical` for
 * critical results. With partial results, `labtest.order.updated` is sent only if `partialResults`
 * is true.
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

/** The saved state has the patient in the order already, so messages omit it. */
function withoutPatient(order: SimulatedOrder): SimulatedOrder {
  return { ...order, patient_details: null, patient_address: null }
}

/**
 * Returns the body of a webhook: the event in Junction's envelope. An order in it has the patient
 * details. The body is the same for each attempt, because an order's patient never changes.
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
