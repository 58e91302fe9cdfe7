import type { PanelSlug } from "@loop-health/integrations-contract"
import { exampleError, type Lab, type PlacedOrder } from "@loop-health/integrations-server"
import type { ScenarioQueue } from "./scenario-queue.ts"

/** An order that the fake lab holds, by the names of the contract. Of the patient nothing is kept. */
export interface MockOrder {
  /** The `id` of the 201. */
  readonly id: string
  readonly junction_order_id: string
  readonly panel_slug: PanelSlug
  readonly status: string
}

/** A lab that takes every order, unless the scenario of the moment says otherwise. */
export interface FakeLab extends Lab {
  /** What it holds, in the order it came. */
  orders(): readonly MockOrder[]
}

/** Makes a lab. Like Junction it takes an order that comes again for the one it holds. */
export function createFakeLab(phoneRequired: boolean, queue: ScenarioQueue): FakeLab {
  const orders = new Map<string, MockOrder>()

  const take = (id: string, upstreamKey: string, panel: PanelSlug): PlacedOrder => {
    const status = "received"
    // The upstream key is a UUID that is unique to the order and stays the same when it is sent again.
    orders.set(id, { id, junction_order_id: upstreamKey, panel_slug: panel, status })
    return { junctionOrderId: upstreamKey, status }
  }

  return {
    phoneRequired,
    orders: () => [...orders.values()],
    place: async ({ orderId, upstreamKey, order, indeterminate }) => {
      const scenario = queue.take("lab")
      switch (scenario?.outcome) {
        case undefined:
        case "placed":
          return { kind: "placed", placed: take(orderId, upstreamKey, order.panel) }
        case "refused": {
          const { error } = scenario
          // What an earlier send may have placed, no refusal takes back: the server's own rule for Junction.
          return indeterminate
            ? {
                kind: "unfinished",
                indeterminate,
                sent: true,
                error: exampleError("junction_outcome_unknown"),
              }
            : { kind: "refused", error }
        }
        case "unfinished": {
          const { placed, error } = scenario
          if (placed) take(orderId, upstreamKey, order.panel)
          return { kind: "unfinished", indeterminate: indeterminate || placed, sent: placed, error }
        }
      }
    },
    // It has no list to look at: what became of an order is told to whoever sends it again.
    lookUp: async () => ({ kind: "unknown", error: exampleError("junction_outcome_unknown") }),
    cancel: async () => false,
  }
}
