import { expect, test } from "vitest"
import { simulatorPanels } from "../src/index.ts"
import { sampleOrder, startJunction } from "./support/junction.ts"

const user = "00000000-0000-4000-8000-000000000001"

/** Returns an order with one changed field. `undefined` removes the field. */
function changed(path: string, value: unknown): object {
  const order = sampleOrder(user) as Record<string, unknown>
  const [parent, field] = path.split(".") as [string, string?]
  if (field === undefined) return { ...order, [parent]: value }
  return { ...order, [parent]: { ...(order[parent] as object), [field]: value } }
}

test.each([
  ["user_id", undefined, "missing", "Field required"],
  ["user_id", "me", "uuid_parsing", "Input should be a valid UUID, "],
  ["patient_details", undefined, "missing", "Field required"],
  ["patient_details", "Ada", "model_attributes_type", "Input should be a valid dictionary"],
  ["patient_details.first_name", undefined, "missing", "Field required"],
  ["patient_details.first_name", " ", "string_too_short", "String should have at least 1 char"],
  ["patient_details.first_name", "A".repeat(51), "string_too_long", "String should have at most"],
  ["patient_details.first_name", "José", "value_error", "Value error, The field must start"],
  ["patient_details.last_name", "A  B", "value_error", "Value error, The field must start"],
  ["patient_details.last_name", "李", "value_error", "Value error, The field must start"],
  ["patient_details.last_name", "-A", "value_error", "Value error, The field must start"],
  ["patient_details.dob", "04/12/1990", "value_error", "Value error, Could not match input"],
  ["patient_details.dob", "1990-02-30", "value_error", "Value error, Could not match input"],
  ["patient_details.dob", "1990-04-12T08:00:00Z", "date_from_datetime_inexact", "Datetimes "],
  ["patient_details.dob", "2026-09-27", "value_error", "Value error, dob cannot be in the future"],
  ["patient_details.gender", null, "value_error", "Value error, gender cannot be None."],
  ["patient_details.gender", "woman", "enum", "Input should be 'female', 'male', 'other' or"],
  ["patient_details.phone_number", null, "value_error", "Value error, Phone number cannot be None"],
  ["patient_details.phone_number", "555 0142", "value_error", "Value error, Invalid phone number"],
  ["patient_details.phone_number", "+1 125 555 0142", "value_error", "Value error, Invalid phone"],
  ["patient_details.phone_number", "312555014x2", "value_error", "Value error, Invalid phone"],
  ["patient_details.email", "ada@example", "value_error", "value is not a valid email address: "],
  ["patient_details.email", "ada", "value_error", "value is not a valid email address: "],
  ["patient_address.city", undefined, "missing", "Field required"],
  ["patient_address.state", "il", "value_error", "Value error, Invalid state: il"],
  ["patient_address.state", "Illinois", "value_error", "Value error, Invalid state: Illinois"],
  ["patient_address.zip", "6060", "string_pattern_mismatch", "String should match pattern"],
  ["patient_address.access_notes", "n".repeat(1001), "string_too_long", "String should have at"],
  ["patient_address.phone_number", "5", "value_error", "Value error, Invalid phone number"],
  ["order_set.lab_test_ids", "wellness", "list_type", "Input should be a valid list"],
  ["collection_method", "by_post", "enum", "Input should be 'testkit'"],
  ["priority", "soon", "bool_type", "Input should be a valid boolean"],
  ["clinical_notes", "n".repeat(1001), "string_too_long", "String should have at most 1000"],
])("%s as %j returns a 422 that names the field", async (path, value, type, message) => {
  const { simulator, send } = startJunction()
  const { status, body } = await send("POST", "/v3/order", changed(path, value))
  expect(status).toBe(422)
  expect(body).toEqual({
    detail: [expect.objectContaining({ type, loc: ["body", ...path.split(".")] })],
  })
  expect((body as { detail: { msg: string }[] }).detail[0]?.msg).toContain(message)
  expect(simulator.orders()).toEqual([])
})

test("a 422 lists every violated rule, with the index of a list item", async () => {
  const { send } = startJunction()
  const order = sampleOrder("me")
  const { body } = await send("POST", "/v3/order", {
    ...order,
    patient_address: { ...order.patient_address, state: "il", zip: "1" },
    order_set: { lab_test_ids: [...simulatorPanels.pcos.labTestIds, "pcos"] },
  })
  expect((body as { detail: { loc: unknown }[] }).detail.map(({ loc }) => loc)).toEqual([
    ["body", "user_id"],
    ["body", "patient_address", "state"],
    ["body", "patient_address", "zip"],
    ["body", "order_set", "lab_test_ids", 1],
  ])
})

test("the input of a missing field is the whole parent object", async () => {
  const { send } = startJunction()
  const { body } = await send("POST", "/v3/order", changed("patient_details.dob", undefined))
  const { dob: _, ...rest } = sampleOrder(user).patient_details
  expect(body).toMatchObject({ detail: [{ input: rest }] })
})

test.each([
  ["no body", undefined, "missing"],
  ["incomplete JSON", '{"user_id":', "json_invalid"],
  ["an array", "[]", "model_attributes_type"],
])("%s returns 422", async (_, body, type) => {
  const { send } = startJunction()
  expect(await send("POST", "/v3/order", body)).toMatchObject({
    status: 422,
    body: { detail: [{ type }] },
  })
})

test.each([
  ["patient_address.country", "U.S."],
  ["patient_details.first_name", 5],
  ["patient_details.last_name", null],
  ["patient_details.gender", true],
  ["patient_details.phone_number", 3125550142],
])("%s as %j returns a plain-text 500", async (path, value) => {
  const { send } = startJunction()
  expect(await send("POST", "/v3/order", changed(path, value))).toEqual({
    status: 500,
    type: "text/plain; charset=utf-8",
    body: "Internal Server Error",
  })
})

test("the schema is checked first, then crashing values, the user, and the other rules", async () => {
  const { send, createUser } = startJunction()
  const changes = [
    changed("patient_details.email", "ada"),
    changed("patient_address.country", "U.S."),
    { user_id: user },
    { order_set: null },
  ]
  const statusOf = async (...parts: object[]) => {
    const order = parts.reduce<object>(
      (whole, part) => ({ ...whole, ...part }),
      sampleOrder("00000000-0000-4000-8000-00000000ffff"),
    )
    return (await send("POST", "/v3/order", order)).status
  }
  const [email, country, , noSet] = changes as [object, object, object, object]
  const countryAndEmail = {
    ...country,
    patient_details: (email as { patient_details: object }).patient_details,
  }
  const unknownUser = { user_id: "00000000-0000-4000-8000-00000000ffff" }
  expect(await statusOf(countryAndEmail, unknownUser, noSet)).toBe(422)
  expect(await statusOf(country, unknownUser, noSet)).toBe(500)
  expect(await statusOf(unknownUser, noSet)).toBe(404)
  expect(await statusOf({ user_id: await createUser() }, noSet)).toBe(400)
})

test("an unknown user returns 404", async () => {
  const { send } = startJunction()
  expect(await send("POST", "/v3/order", sampleOrder(user))).toMatchObject({
    status: 404,
    body: { detail: "User does not exist on this team" },
  })
})

const { wellness, pcos, fertility, performance } = simulatorPanels
const nowhere = "00000000-0000-4000-8000-00000000dead"

test.each([
  [{ order_set: null }, "Either lab_test_id or order_set must be set"],
  [{ order_set: { lab_test_ids: [] } }, "lab_test_ids or add_on must be set in order_set"],
  [{ collection_method: "testkit" as const }, "Cannot set collection_method to TESTKIT"],
  [
    { order_set: { add_on: { marker_ids: [1] } } },
    "collection_method must be set if add_on is set",
  ],
  [{ order_set: { lab_test_ids: [nowhere] } }, "No markers found for the supplied lab tests"],
  [
    { order_set: { lab_test_ids: [...wellness.labTestIds, nowhere] } },
    "No markers found for the supplied lab tests",
  ],
  [
    { order_set: { lab_test_ids: [...wellness.labTestIds, ...fertility.labTestIds] } },
    "cannot order lab_tests from multiple labs",
  ],
  [
    { order_set: { lab_test_ids: [...wellness.labTestIds, ...performance.labTestIds] } },
    "cannot order lab tests with multiple collection methods",
  ],
])("%j returns 400", async (changes, detail) => {
  const { simulator, createUser, order } = startJunction()
  const { response, error } = await order(sampleOrder(await createUser(), changes))
  expect(response.status).toBe(400)
  expect(error).toEqual({ detail })
  expect(simulator.orders()).toEqual([])
})

test("555 numbers and states that the lab does not serve are rejected only with strict", async () => {
  const inNewYork = (userId: string, phone: string) => {
    const order = sampleOrder(userId)
    return {
      ...order,
      patient_details: { ...order.patient_details, phone_number: phone },
      patient_address: { ...order.patient_address, state: "NY" },
    }
  }
  const strict = startJunction({ strict: true })
  const userId = await strict.createUser()
  expect((await strict.order(inNewYork(userId, "+15555550142"))).error).toEqual({
    detail: "Phone number is not correct",
  })
  expect((await strict.order(inNewYork(userId, "+13125550142"))).error).toEqual({
    detail: "Lab Labcorp does not support state NY",
  })
  const lenient = startJunction()
  const order = inNewYork(await lenient.createUser(), "+15555550142")
  expect((await lenient.order(order)).response.status).toBe(200)
})

test("strings are trimmed before validation, and several lab tests create one order", async () => {
  const { createUser, order } = startJunction()
  const body = sampleOrder(await createUser(), {
    order_set: { lab_test_ids: [...wellness.labTestIds, ...pcos.labTestIds] },
  })
  const details = { ...body.patient_details, first_name: " O'Connor ", last_name: "De La Cruz" }
  const { data } = await order({ ...body, patient_details: details })
  expect(data?.order.patient_details?.first_name).toBe("O'Connor")
  expect(data?.order.lab_test).toMatchObject({ auto_generated: true, method: "walk_in_test" })
})
