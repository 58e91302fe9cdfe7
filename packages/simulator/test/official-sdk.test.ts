import { JunctionClient } from "@junction-api/sdk"
import { expect, onTestFinished, test } from "vitest"
import { createJunctionSimulator, listen, simulatorPanels } from "../src/index.ts"
import { placeOfficialOrder } from "./support/official-client.ts"

// Junction's own client throws if a response lacks a field that Junction promises. The simulator's
// responses are therefore as complete as Junction's.
test("Junction's official SDK creates a user, and creates, gets, and lists an order", async () => {
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

test("Junction's official SDK lists the lab tests of every panel, page by page", async () => {
  const { url, close } = await listen(createJunctionSimulator())
  onTestFinished(close)
  const junction = new JunctionClient({ apiKey: "sk_us_test", baseUrl: url, maxRetries: 0 })
  const first = await junction.labTests.getPaginated({ labTestLimit: 4 })
  const second = await junction.labTests.getPaginated({
    labTestLimit: 4,
    nextCursor: first.nextCursor ?? "",
  })
  expect(second.nextCursor ?? null).toBeNull()
  const labTests = [...first.data, ...second.data]
  expect(labTests.map(({ id }) => id)).toEqual(
    Object.values(simulatorPanels).flatMap(({ labTestIds }) => labTestIds),
  )
  for (const labTest of labTests) expect(labTest).toMatchObject({ status: "active" })
})
