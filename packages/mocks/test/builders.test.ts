import { validateLabOrder } from "@loop-health/integrations-contract/validators"
import { expect, test } from "vitest"
import { aLabOrder, aLabOrderRequest } from "../src/builders.ts"
import { createMockFetch } from "../src/index.ts"
import { send } from "./support/send.ts"

const seeds = Array.from({ length: 60 }, (_, seed) => seed)

test("the API accepts every variant, and returns the built order of its seed", async () => {
  for (const seed of seeds) {
    const mock = createMockFetch({ phoneRequired: true })
    const { order } = await send(mock, { body: aLabOrderRequest({}, seed) })
    const built = aLabOrder({}, seed)
    expect(validateLabOrder(built)).toMatchObject({ valid: true })
    const { id, junction_order_id, created_at, updated_at } = built
    const generated = { id, junction_order_id, created_at, updated_at }
    expect({ ...order, ...generated }, `seed ${seed}`).toEqual(built)
  }
})

test("equal seeds build equal values, and other seeds other ones", () => {
  const build = (seed: number) => JSON.stringify([aLabOrderRequest({}, seed), aLabOrder({}, seed)])
  expect(seeds.map(build)).toEqual(seeds.map(build))
  expect(new Set(seeds.map((seed) => aLabOrder({}, seed).id)).size).toBe(seeds.length)
  expect(new Set(seeds.map((seed) => JSON.stringify(aLabOrderRequest({}, seed)))).size).toBe(60)
  expect(aLabOrder()).toEqual(aLabOrder({}, 0))
})

test("changes apply to nested fields, and undefined removes a field", () => {
  const { patient, address, ...rest } = aLabOrderRequest()
  expect(
    aLabOrderRequest({
      panel_slug: "pcos",
      currency: null,
      patient: { dob: "2000-01-01", phone: undefined },
      address: { zip: "60602" },
    }),
  ).toStrictEqual({
    ...rest,
    panel_slug: "pcos",
    currency: null,
    patient: {
      first_name: patient.first_name,
      last_name: patient.last_name,
      dob: "2000-01-01",
      email: patient.email,
      sex: patient.sex,
    },
    address: { ...address, zip: "60602" },
  })
  expect(aLabOrder({ completed_at: "2026-02-01T00:00:00.000Z" }).completed_at).toMatch(/^2026-02/)
})
