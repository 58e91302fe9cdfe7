import { JunctionClient } from "@junction-api/sdk"
import { expect, onTestFinished, test } from "vitest"
import { createJunctionSimulator, listen, simulatorPanels } from "../src/index.ts"

// Junction's own client parses answers strictly, and throws when a member that Junction promises is missing: what it
// takes from the simulator is as complete as Junction's own.
test("Junction's official SDK makes a user, and places, reads and lists an order", async () => {
  const simulator = createJunctionSimulator({ apiKey: "sk_us_test" })
  const { url, close } = await listen(simulator)
  onTestFinished(close)
  const junction = new JunctionClient({ apiKey: "sk_us_test", baseUrl: url, maxRetries: 0 })

  const { userId } = await junction.user.create({ clientUserId: "lh_official" })
  const { order } = await junction.labTests.createOrder({
    idempotencyKey: "official",
    userId,
    patientDetails: {
      firstName: "Quillon",
      lastName: "Zephyrine",
      dob: "1990-04-12",
      gender: "female",
      phoneNumber: "+13125550142",
      email: "quillon@zephyrine.example",
    },
    patientAddress: {
      firstLine: "77 Marmalade Crescent",
      city: "Chicago",
      state: "IL",
      zip: "60601",
      country: "US",
    },
    orderSet: { labTestIds: [...simulatorPanels.wellness.labTestIds] },
    passthrough: "ours",
  })
  const read = await junction.labTests.getOrder({ orderId: order.id })
  const { orders, total } = await junction.labTests.getOrders({ userId })

  expect(order).toMatchObject({ userId, passthrough: "ours" })
  expect(read).toEqual(order)
  expect(orders.map(({ id }) => id)).toEqual([order.id])
  expect(total).toBe(1)
  expect(simulator.orders().map(({ id }) => id)).toEqual([order.id])
})
