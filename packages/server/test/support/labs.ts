import type { Lab, Placement } from "../../src/index.ts"

/** Creates a lab that places every order once `beforePlacing` has resolved, and finds none. */
export function createPlacingLab(beforePlacing: (placement: Placement) => unknown = () => {}): Lab {
  return {
    lookUp: async ({ orderIds }) =>
      new Map(orderIds.map((orderId) => [orderId, { kind: "absent" }])),
    cancel: async () => false,
    phoneRequired: false,
    place: async (placement) => {
      await beforePlacing(placement)
      const junctionOrderId = `at-${placement.orderId}`
      return { kind: "placed", placed: { junctionOrderId, status: "received" } }
    },
  }
}
