import type { LabOrder, PanelSlug } from "@loop-health/integrations-contract"
import { exampleError, type Lab, type PlacedOrder } from "@loop-health/integrations-server"
import type { ScenarioQueue } from "./scenario-queue.ts"
import { seededUuid } from "./seeds.ts"

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
  /** Returns the server's order with the mock's IDs and the changes of its scenario. */
  describe(order: LabOrder): LabOrder
}

/** Creates a fake lab. As Junction does, it returns the existing order for a known key. */
export function createFakeLab(phoneRequired: boolean, seed: number, queue: ScenarioQueue): FakeLab {
  /** By the ID of the server, which is derived from the idempotency key. */
  const orders = new Map<string, MockOrder & Partial<LabOrder>>()

  const place = (orderId: string, panel: PanelSlug, changes: object = {}): PlacedOrder => {
    const number = orders.size + 1
    const order = orders.get(orderId) ?? {
      id: seededUuid("order", seed, number),
      junction_order_id: seededUuid("junction", seed, number),
      panel_slug: panel,
      status: "received",
    }
    const { junction_order_id: junctionOrderId, status } = { ...order, ...changes }
    orders.set(orderId, { ...order, ...changes })
    return { junctionOrderId, status }
  }

  return {
    phoneRequired,
    orders: () =>
      [...orders.values()].map(({ id, junction_order_id, panel_slug, status }) => ({
        id,
        junction_order_id,
        panel_slug,
        status,
      })),
    describe: (order) => ({ ...order, ...orders.get(order.id) }),
    place: async ({ orderId, order, indeterminate }) => {
      const scenario = queue.take("lab")
      switch (scenario?.outcome) {
        case undefined:
        case "placed": {
          const placed = place(orderId, order.panel, queue.applied()?.changes)
          return { kind: "placed", placed }
        }
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
          if (placed) place(orderId, order.panel)
          return { kind: "unfinished", indeterminate: indeterminate || placed, sent: placed, error }
        }
      }
    },
    // The fake lab has no list of orders. The next request with the key returns the order.
    lookUp: async () => new Map(),
    cancel: async () => false,
  }
}
