// The mock is the client's fetch. Each test has its own API.
import { createMockFetch, type ScenarioName } from "@loop-health/integrations-mocks"
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { createClient } from "@loop-health/integrations-sdk"
import { expect, test } from "vitest"
import { createOrderForm, type OrderView } from "../src/order-form.ts"

const fields = aLabOrderRequest()

function openForm() {
  const mock = createMockFetch()
  const form = createOrderForm(createClient({ token: "any", fetch: mock }))
  return { mock, form }
}

test("the form confirms a placed order with its ID", async () => {
  const { mock, form } = openForm()
  const view = await form.submit(fields)
  expect(view).toEqual({ show: "confirmation", orderId: mock.orders()[0]?.id })
})

test("the form shows an error at an invalid field, without a request", async () => {
  const { mock, form } = openForm()
  mock.always("connection_error")
  const view = await form.submit({ ...fields, patient: { ...fields.patient, dob: "1990-02-30" } })
  expect(view).toMatchObject({
    show: "errors",
    errors: [{ field: "patient.dob", message: "Enter a date as YYYY-MM-DD, from 1900 to today." }],
  })
})

test("the form shows an error at the field that the lab declined", async () => {
  const { mock, form } = openForm()
  mock.next("patient_rejected")
  expect(await form.submit(fields)).toMatchObject({
    show: "errors",
    errors: [
      { field: "patient.phone", message: "The lab does not accept this entry. Correct it." },
    ],
  })
  expect(mock.orders()).toEqual([])
})

test.each<[ScenarioName, OrderView["show"]]>([
  ["patient_rejected", "errors"],
  ["token_expired", "sign_in"],
  ["junction_rejected", "failed"],
  ["junction_unavailable", "check_again"],
  ["connection_error", "failed"],
])("after %s, the form shows %s and the next click places the order", async (scenario, show) => {
  const { mock, form } = openForm()
  mock.always(scenario)
  expect(await form.submit(fields)).toMatchObject({ show })
  mock.always("created")
  expect(await form.submit(fields)).toMatchObject({ show: "confirmation" })
  expect(mock.orders()).toHaveLength(1)
})

test.each<ScenarioName>(["connection_lost", "junction_outcome_unknown"])(
  "after %s, another click finds the existing order",
  async (scenario) => {
    const { mock, form } = openForm()
    mock.always(scenario)
    expect(await form.submit(fields)).toEqual({ show: "check_again" })
    mock.always("created")
    // The form ignores other fields until the first order has a result.
    const view = await form.submit({ ...fields, panel_slug: "pcos" })
    expect(view).toEqual({ show: "confirmation", orderId: mock.orders()[0]?.id })
    expect(mock.orders()).toMatchObject([{ panel_slug: "wellness" }])
  },
)

test("a double click places one order", async () => {
  const { mock, form } = openForm()
  const [first, second] = await Promise.all([form.submit(fields), form.submit(fields)])
  expect(first).toEqual(second)
  expect(mock.orders()).toHaveLength(1)
})

test("two separate clicks place two orders", async () => {
  const { mock, form } = openForm()
  await form.submit(fields)
  await form.submit(fields)
  expect(mock.orders()).toHaveLength(2)
})
