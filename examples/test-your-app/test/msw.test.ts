// MSW mocks the global fetch, so the app runs as it is deployed.
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { createMockHandlers } from "@loop-health/integrations-mocks/msw"
import { setupServer } from "msw/node"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { connect } from "../src/connect.ts"
import { createOrderForm } from "../src/order-form.ts"

const fields = aLabOrderRequest()

const mock = createMockHandlers()
const server = setupServer(...mock.handlers)

// MSW 3 renamed onUnhandledRequest to onUnhandledFrame. With the old name, unhandled requests reach
// the network.
beforeAll(() => server.listen({ onUnhandledFrame: "error" }))
afterEach(() => {
  server.resetHandlers()
  mock.reset()
})
afterAll(() => server.close())

const openForm = () => createOrderForm(connect({ accessToken: async () => "any" }))

test("the form confirms a placed order with its ID", async () => {
  const view = await openForm().submit(fields)
  expect(view).toEqual({ show: "confirmation", orderId: mock.orders()[0]?.id })
})

test("the form asks to sign in after the session has expired", async () => {
  mock.always("token_expired")
  expect(await openForm().submit(fields)).toEqual({ show: "sign_in" })
})

test("the form handles an unknown error code by its status", async () => {
  server.use(
    // The contract types this response. Another status or body does not compile.
    mock.http.post("/v1/labs/orders", ({ response }) =>
      response(502).json({ error: "a_code_of_tomorrow", message: "Something new." }),
    ),
  )
  expect(await openForm().submit(fields)).toEqual({ show: "check_again" })
})
