import { expect, test } from "vitest"
import { createMemoryLedger } from "../src/index.ts"
import { startService } from "./service.ts"

test("an upstream key whose first send is 20 hours old is not sent again", async () => {
  let now = Date.now()
  const service = await startService({
    now: () => now,
    ledger: createMemoryLedger({ now: () => now }),
  })
  const headers = { "idempotency-key": "old" }
  service.simulator.fault({ name: "reset-after-create", times: 2 })
  expect((await service.send({ headers })).error.error).toBe("junction_outcome_unknown")

  now += 20 * 60 * 60 * 1000
  const sends = () => service.simulator.journal.filter((entry) => entry.path === "/v3/order").length
  const before = sends()
  expect((await service.send({ headers })).error.error).toBe("junction_outcome_unknown")
  expect(sends()).toBe(before)

  // Until then it is, and Junction answers with the order that it has.
  now -= 1
  expect((await service.send({ headers })).status).toBe(201)
  expect(service.simulator.orders()).toHaveLength(1)
})
