import {
  normalizeLabOrder,
  type NormalizedOrder,
} from "@loop-health/integrations-contract/normalize"
import { expect, test } from "vitest"
import { noErrorResponses } from "../../src/orders/error-responses.ts"
import { createJunctionLab, type JunctionLabOptions } from "../../src/junction/index.ts"
import type { Placement } from "../../src/index.ts"
import {
  createJunctionSimulator,
  simulatorPanels,
  type Fault,
} from "@loop-health/integrations-simulator"
import { aLabOrder } from "../support/a-lab-order.ts"

function orderOf(about: Parameters<typeof aLabOrder>[0] = {}): NormalizedOrder {
  const rules = { now: Date.now(), phoneRequired: false }
  const validation = normalizeLabOrder(aLabOrder(about), rules)
  if (!validation.valid) throw new Error("The order is invalid.")
  return validation.value.order
}

/** Creates a lab that calls the simulator without sockets. */
function startLab(options: Partial<JunctionLabOptions> = {}) {
  const simulator = createJunctionSimulator()
  const lab = createJunctionLab({
    baseUrl: "https://junction.example",
    apiKey: "sk_us_test",
    panels: simulatorPanels,
    fallbackPhone: "+13125550100",
    fetch: simulator.fetch,
    ...options,
  })
  const place = (about: Partial<Placement> = {}) =>
    lab.place({
      order: orderOf(),
      orderId: "5f0c8a3e-7d51-8c1b-9a6e-2f4b8d0c1e37",
      upstreamKey: "0b7e9c52-3f4d-8a7b-8f11-6c2d9e5a1b40",
      patientHandle: "lh_1",
      indeterminate: false,
      errorResponses: noErrorResponses,
      deadline: performance.now() + 25_000,
      maySend: () => true,
      now: Date.now,
      ...about,
    })
  const sends = () => simulator.journal.filter((entry) => entry.path === "/v3/order")
  return { simulator, lab, place, sends }
}

test("the lab sends no order with less than three seconds left for the response", async () => {
  const { place, sends } = startLab()
  expect(await place({ deadline: performance.now() + 2_900 })).toMatchObject({
    kind: "unfinished",
    indeterminate: false,
    error: { code: "junction_unavailable" },
  })
  expect(sends()).toEqual([])
})

test("the lab neither sends nor resends an order after the claim is lost", async () => {
  const { place, sends, simulator } = startLab()
  expect(await place({ maySend: () => false, indeterminate: true })).toMatchObject({
    kind: "unfinished",
    indeterminate: true,
    error: { code: "junction_outcome_unknown" },
  })
  expect(sends()).toHaveLength(0)

  simulator.fault({ name: "reset-before-create" })
  const allowed = [true, false]
  expect(await place({ maySend: () => allowed.shift() ?? false })).toMatchObject({
    indeterminate: true,
  })
  expect(sends()).toHaveLength(1)
})

test("every send of an attempt has the same key and the same body", async () => {
  const { place, sends, simulator } = startLab()
  simulator.fault({ name: "reset-before-create" })
  expect(await place()).toMatchObject({ kind: "placed" })
  const [first, second] = sends()
  expect(second?.headers["x-idempotency-key"]).toBe("0b7e9c52-3f4d-8a7b-8f11-6c2d9e5a1b40")
  expect(second?.headers["x-idempotency-key"]).toBe(first?.headers["x-idempotency-key"])
  expect(second?.body).toEqual(first?.body)
})

test("a lost connection makes an attempt indeterminate, a failed connect does not", async () => {
  const failing = (code: string) => {
    const { simulator, place } = startLab({
      fetch: (request) =>
        request.url.endsWith("/v3/order")
          ? Promise.reject(
              new TypeError("fetch failed", { cause: Object.assign(new Error(), { code }) }),
            )
          : simulator.fetch(request),
    })
    return place()
  }
  expect(await failing("ECONNREFUSED")).toMatchObject({
    indeterminate: false,
    error: { code: "junction_unavailable", upstream: { networkCode: "ECONNREFUSED" } },
  })
  expect(await failing("UND_ERR_SOCKET")).toMatchObject({
    indeterminate: true,
    error: { code: "junction_outcome_unknown" },
  })
})

const invalid = (...locs: string[][]): Fault => ({
  name: "status",
  status: 422,
  body: { detail: locs.map((loc) => ({ loc: ["body", ...loc] })) },
})

test.each<[string, string, Partial<Placement>, Fault]>([
  [
    "the deployment is misconfigured if Junction rejects its fallback phone number",
    "junction_rejected",
    { order: orderOf({ patient: { phone: undefined } }) },
    invalid(["patient_details", "phone_number"]),
  ],
  [
    "the deployment is misconfigured if Junction rejects one of its fields, too",
    "junction_rejected",
    {},
    invalid(["patient_details", "dob"], ["order_set"]),
  ],
  [
    "the patient is rejected if Junction rejects the patient's phone number",
    "patient_rejected",
    {},
    invalid(["patient_details", "phone_number"]),
  ],
])("%s", async (_what, code, about, fault) => {
  const { place, simulator } = startLab()
  simulator.fault(fault)
  expect(await place(about)).toMatchObject({ kind: "rejected", error: { code } })
})

test("a rejected patient leaves the outcome of an indeterminate attempt unknown", async () => {
  const { place, simulator } = startLab()
  simulator.fault({ name: "status", status: 403, path: "/v2/user" })
  expect(await place({ indeterminate: true })).toMatchObject({
    kind: "unfinished",
    indeterminate: true,
    error: { code: "junction_outcome_unknown" },
  })
})

/** Creates the fault of a Junction that returns these fields of an order. */
const returns = (order: object): Fault => ({
  name: "status",
  status: 200,
  body: { order: { id: "j-1", passthrough: "5f0c8a3e-7d51-8c1b-9a6e-2f4b8d0c1e37", ...order } },
  times: 9,
})

test.each(["", "j\0", "j\ud800", "j 1", "j\u001b[2J", "../user", "Quillon@x.org", "j".repeat(129)])(
  "an order with the ID %j is not accepted",
  async (id) => {
    const { place, simulator } = startLab()
    simulator.fault(returns({ id }))
    expect(await place()).toMatchObject({
      kind: "unfinished",
      indeterminate: true,
      error: { code: "junction_outcome_unknown" },
    })
  },
)

test.each([
  ["collecting_sample.walk_in_test.x", "collecting_sample"],
  ["a_new_status", "a_new_status"],
  ["declined for Quillon Zephyrine", "received"],
  ["Quillon@x.org", "received"],
  ["re\0ceived", "received"],
  ["\udc00", "received"],
  ["s".repeat(65), "received"],
  ["..", "received"],
  [7, "received"],
])("the status of an order with the last event %j is %s", async (last, status) => {
  const { place, simulator } = startLab()
  simulator.fault(returns({ last_event: { status: last } }))
  expect(await place()).toEqual({ kind: "placed", placed: { junctionOrderId: "j-1", status } })
})

test("two orders of one patient use the same user at Junction", async () => {
  const { place, simulator } = startLab()
  await place()
  await place({ orderId: "0b7e9c52-3f4d-8a7b-8f11-6c2d9e5a1b41", upstreamKey: "other" })
  expect(new Set(simulator.orders().map((order) => order.user_id)).size).toBe(1)
})

test("the lab sends the deployment's options of a panel with its orders", async () => {
  const physician = { first_name: "Grace", last_name: "Invented", npi: "1234567893" }
  const { place, sends } = startLab({
    panels: {
      ...simulatorPanels,
      wellness: {
        ...simulatorPanels.wellness,
        billingType: "client_bill",
        physician,
        clinicalNotes: "fasting",
      },
    },
    consents: [{ consentType: "terms-of-use", version: "1.0" }],
  })
  await place()
  expect(sends()[0]?.body).toMatchObject({
    order_set: { lab_test_ids: simulatorPanels.wellness.labTestIds },
    billing_type: "client_bill",
    physician,
    clinical_notes: "fasting",
    consents: [{ consentType: "terms-of-use", version: "1.0" }],
  })
})

test("createJunctionLab throws one error that lists all invalid options", () => {
  const { pcos: _, performance, hashimotos, ...panels } = simulatorPanels
  const options = {
    fertility: { labTestIds: ["not-a-uuid"] },
    wellness: { labTestIds: [] },
    performance: { ...performance, collectionMethod: "testkit", clinicalNotes: "x".repeat(1_001) },
    hashimotos: { ...hashimotos, physician: { first_name: " ", last_name: "Hopper", npi: "1" } },
  }
  const start = () =>
    startLab({
      baseUrl: "junction",
      apiKey: "",
      fallbackPhone: "call us",
      panels: { ...panels, ...options } as never,
    })
  for (const error of [
    "baseUrl must be a URL",
    "apiKey must not be empty",
    "fallbackPhone must be + and 10 to 15 digits",
    "panels.pcos.labTestIds must list at least one lab test ID",
    "panels.fertility.labTestIds[0] must be a UUID",
    "panels.wellness.labTestIds must list at least one lab test ID",
    "panels.performance.collectionMethod must be one of: walk_in_test, at_home_phlebotomy",
    "panels.performance.clinicalNotes must have at most 1,000 characters",
    "panels.hashimotos.physician.first_name must be a string that is not blank",
  ]) {
    expect(start).toThrow(error)
  }
})
