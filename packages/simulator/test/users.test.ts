import { expect, test } from "vitest"
import { sampleOrder, startJunction } from "./support/junction.ts"

test("a request without an API key is rejected", async () => {
  const { simulator } = startJunction()
  const response = await simulator.fetch(new Request("https://junction.example/v3/lab_test"))
  expect(response.status).toBe(401)
  expect(await response.json()).toEqual({ detail: "Missing x-vital-api-key" })
})

test("another API key than the configured one is rejected", async () => {
  const { send } = startJunction({ apiKey: "sk_us_other" })
  expect((await send("GET", "/v3/lab_test")).status).toBe(401)
  const right = { "x-vital-api-key": "sk_us_other" }
  expect((await send("GET", "/v3/lab_test", undefined, right)).status).toBe(200)
})

test("an unknown path returns 404, and another method of a known path 405", async () => {
  const { send } = startJunction()
  expect((await send("GET", "/v3/nothing")).status).toBe(404)
  expect((await send("DELETE", "/v3/order")).status).toBe(405)
})

test("a user without client_user_id is rejected", async () => {
  const { send } = startJunction()
  expect(await send("POST", "/v2/user", { email: "ada@example.com" })).toMatchObject({
    status: 422,
    body: { detail: [{ type: "missing", loc: ["body", "client_user_id"] }] },
  })
  expect((await send("POST", "/v2/user")).status).toBe(422)
  expect((await send("POST", "/v2/user", { client_user_id: 5 })).status).toBe(422)
})

test("an existing client_user_id returns a 400 with the user's ID", async () => {
  const { send, createUser } = startJunction()
  const userId = await createUser("lh_sample")
  expect(await send("POST", "/v2/user", { client_user_id: "lh_sample" })).toMatchObject({
    status: 400,
    body: {
      detail: {
        error_type: "INVALID_REQUEST",
        error_message: "Client user id already exists.",
        user_id: userId,
        created_on: "2026-09-26T01:08:18+00:00",
      },
    },
  })
})

test("a full sandbox returns a 400 with the same error_type and no ID", async () => {
  const { send, createUser } = startJunction({ userCap: 1 })
  await createUser("lh_first")
  const { status, body } = await send("POST", "/v2/user", { client_user_id: "lh_second" })
  expect(status).toBe(400)
  expect(body).toEqual({
    detail: {
      error_type: "INVALID_REQUEST",
      error_message: "You have reached the maximum of 1 Sandbox users",
    },
  })
})

test("the default number of users is unlimited", async () => {
  const { simulator, createUser } = startJunction()
  for (let nth = 1; nth <= 51; nth++) await createUser(`lh_${nth}`)
  expect(simulator.state().users).toHaveLength(51)
})

test("a user is found only by the percent-encoded client_user_id", async () => {
  const { client, createUser } = startJunction()
  const userId = await createUser("lh/with space")
  const path = "/v2/user/resolve/{client_user_id}"
  const found = await client.GET(path, { params: { path: { client_user_id: "lh/with space" } } })
  expect(found.data?.user_id).toBe(userId)
  const other = await client.GET(path, { params: { path: { client_user_id: "lh_other" } } })
  expect(other.response.status).toBe(404)
  expect(other.error).toEqual({ detail: "User not found" })
})

test("an order replaces the patient details of its user", async () => {
  const { simulator, createUser, order } = startJunction()
  const userId = await createUser()
  expect(simulator.state().users[0]?.patient_details).toBeNull()
  await order(sampleOrder(userId))
  expect(simulator.state().users[0]).toMatchObject({
    patient_details: { first_name: "Ada", dob: "1990-04-12T00:00:00+00:00" },
    patient_address: { city: "Chicago" },
  })
})
