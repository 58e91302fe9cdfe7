import type { PanelSlug } from "@loop-health/integrations-contract"
import { exampleError, type Lab, type PlacedOrder } from "@loop-health/integrations-server"
import type { ScenarioQueue } from "./scenario-queue.ts"

/** An order at the fake lab, without patient data. Property names are those of the contract. */
export interface MockOrder {
  /** The `id` of the 201 response. */
  readonly id: string
  readonly junction_order_id: string
  readonly panel_slug: PanelSlug
  readonly status: string
}

/** A lab that accepts every order, unless a scenario makes it fail. */
export interface FakeLab extends Lab {
  /** Returns every placed order, oldest first. */
  orders(): readonly MockOrder[]
}

/** Creates a fake lab. As Junction does, it returns the existing order for a known key. */
export function createFakeLab(phoneRequired: boolean, queue: ScenarioQueue): FakeLab {
  const orders = new Map<string, MockOrder>()

  const place = (id: string, upstreamKey: string, panel: PanelSlug): PlacedOrder => {
    const status = "received"
    // The upstream key is a UUID that is unique to the order and the same in each attempt.
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
          return { kind: "placed", placed: place(orderId, upstreamKey, order.panel) }
        case "rejected": {
          const { error } = scenario
          // An earlier attempt may have placed the order, and a rejection does not undo that.
          return indeterminate
            ? {
                kind: "unfinished",
                indeterminate,
                sent: true,
                error: exampleError("junction_outcome_unknown"),
              }
            : { kind: "rejected", error }
        }
        case "unfinished": {
          const { placed, error } = scenario
          if (placed) place(orderId, upstreamKey, order.panel)
          return { kind: "unfinished", indeterminate: indeterminate || placed, sent: placed, error }
        }
      }
    },
    // The fake lab has no list of orders. The next request with the key returns the order.
    lookUp: async () => new Map(),
    cancel: async () => false,
  }
}
