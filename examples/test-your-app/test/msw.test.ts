// The other way: msw answers the global fetch, and the app is tested as it is deployed.
import { createMockHandlers } from "@loop-health/integrations-mocks/msw"
import { setupServer } from "msw/node"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { connect } from "../src/connect.ts"
import { createOrderForm } from "../src/order-form.ts"
import { fields } from "./fields.ts"

const mock = createMockHandlers()
const server = setupServer(...mock.handlers)

// msw 3 calls it onUnhandledFrame. The old name is ignored, and requests that no handler takes really go out.
beforeAll(() => server.listen({ onUnhandledFrame: "error" }))
afterEach(() => {
  server.resetHandlers()
  mock.reset()
})
afterAll(() => server.close())

const openForm = () => createOrderForm(connect({ accessToken: async () => "any" }))

test("an order that is placed is confirmed by its id", async () => {
  const view = await openForm().submit(fields)
  expect(view).toEqual({ show: "confirmation", orderId: mock.orders()[0]?.id })
})

test("when the session has ended, the page asks to sign in", async () => {
  mock.always("token_expired")
  expect(await openForm().submit(fields)).toEqual({ show: "sign_in" })
})

test("a code that this app has never heard of is treated by its status", async () => {
  server.use(
    // Typed by the contract: another status, or another body, does not compile.
    mock.http.post("/v1/labs/orders", ({ response }) =>
      response(502).json({ error: "a_code_of_tomorrow", message: "Something new." }),
    ),
  )
  expect(await openForm().submit(fields)).toEqual({ show: "check_again" })
})
