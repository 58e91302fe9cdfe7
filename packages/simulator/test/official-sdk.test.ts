import { expect, onTestFinished, test } from "vitest"
import { createJunctionSimulator, listen } from "../src/index.ts"
import { placeOfficialOrder } from "./support/official-client.ts"

// Junction's own client parses answers strictly, and throws when a member that Junction promises is missing: what it
// takes from the simulator is as complete as Junction's own.
test("Junction's official SDK makes a user, and places, reads and lists an order", async () => {
  const simulator = createJunctionSimulator({ apiKey: "sk_us_test" })
  const { url, close } = await listen(simulator)
  onTestFinished(close)
  const { junction, userId, order } = await placeOfficialOrder(url, "sk_us_test")
  const read = await junction.labTests.getOrder({ orderId: order.id })
  const { orders, total } = await junction.labTests.getOrders({ userId })

  expect(order).toMatchObject({ userId, passthrough: "ours" })
  expect(read).toEqual(order)
  expect(orders.map(({ id }) => id)).toEqual([order.id])
  expect(total).toBe(1)
  expect(simulator.orders().map(({ id }) => id)).toEqual([order.id])
})
