import { setupServer } from "msw/node"
import { expect, onTestFinished, test } from "vitest"
import { createJunctionSimulator } from "../src/index.ts"
import { createJunctionHandlers } from "../src/msw.ts"

const junction = "https://api.sandbox.us.junction.com"

function start() {
  const simulator = createJunctionSimulator()
  const server = setupServer(...createJunctionHandlers(simulator, junction))
  server.listen({ onUnhandledFrame: "error" })
  onTestFinished(() => server.close())
  const createUser = () =>
    fetch(`${junction}/v2/user`, {
      method: "POST",
      headers: { "x-vital-api-key": "sk_us_test", "content-type": "application/json" },
      body: JSON.stringify({ client_user_id: "lh_1" }),
    })
  return { simulator, createUser }
}

test("the handlers respond at Junction's own address", async () => {
  const { simulator, createUser } = start()
  const response = await createUser()
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ client_user_id: "lh_1" })
  expect(simulator.journal).toMatchObject([{ method: "POST", path: "/v2/user", status: 200 }])
})

test("a reset is a network error for msw", async () => {
  const { simulator, createUser } = start()
  simulator.fault({ name: "reset-before-create", path: "/v2/user" })
  await expect(createUser()).rejects.toThrow(TypeError)
  expect((await createUser()).status).toBe(200)
})
