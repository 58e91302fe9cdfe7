import { expect, test } from "vitest"
import { startTestService } from "../support/deployment.ts"

test.each(["/", "/v1/labs/orders/", "/v1/labs/orders/1", "/v1/Zephyrine"])(
  "%s is 404 with an error body of the contract",
  async (path) => {
    const service = await startTestService()
    const { status, error } = await service.send({ path })
    expect(status).toBe(404)
    expect(error).toEqual({ error: "not_found", message: expect.any(String) as string })
    expect(service.logs).toMatchObject([{ path: "other", status: 404 }])
  },
)

test("the query does not affect the match", async () => {
  const service = await startTestService()
  expect((await service.send({ path: "/v1/labs/orders?x=1" })).status).toBe(201)
})

test.each(["GET", "PUT", "DELETE", "PATCH"])(
  "%s is 405 with the allowed method",
  async (method) => {
    const service = await startTestService()
    const { status, headers, error } = await service.send({ method })
    expect(status).toBe(405)
    expect(headers["allow"]).toBe("POST")
    expect(error.error).toBe("method_not_allowed")
  },
)

test("HEAD is 405 without a body", async () => {
  const service = await startTestService()
  const { status, body } = await service.send({ method: "HEAD" })
  expect({ status, body }).toEqual({ status: 405, body: "" })
})
