import type * as Contract from "@loop-health/integrations-contract"
import { beforeEach, expect, test, vi } from "vitest"
import { startTestService } from "../support/deployment.ts"

/** What the contract may declare one day, set by each test before it starts the service. */
const declared = vi.hoisted(() => ({
  scopes: [] as string[],
  errorStatuses: [] as number[],
  errorCodes: {} as Record<string, string[]>,
}))

vi.mock("@loop-health/integrations-contract", async (importOriginal) => {
  const contract = await importOriginal<typeof Contract>()
  const createLabOrder = Object.assign(declared, { ...contract.createLabOrder, ...declared })
  return { ...contract, createLabOrder, operationsById: { createLabOrder } }
})

beforeEach(() => {
  declared.scopes = ["orders:read", "orders:write"]
  declared.errorStatuses = [400, 401, 502]
  declared.errorCodes = { "401": ["unauthenticated", "token_expired", "insufficient_scope"] }
})

const person = { brand_id: "brand_a", user_id: "user_a" }

test("a token with every declared scope orders, the first time and when it is known", async () => {
  const service = await startTestService()
  const token = await service.issuer.issue({ ...person, scope: "orders:write other orders:read" })
  const headers = { authorization: `Bearer ${token}` }
  for (let times = 0; times < 3; times += 1) {
    expect((await service.send({ headers })).status).toBe(201)
  }
})

test.each([undefined, "orders:read", "orders:write:all orders:read", "ORDERS:WRITE orders:read"])(
  "a token with the scopes `%s` is 401 insufficient_scope, the first time and when it is known",
  async (scope) => {
    const service = await startTestService()
    const token = await service.issuer.issue({
      ...person,
      ...(scope === undefined ? {} : { scope }),
    })
    const headers = { authorization: `Bearer ${token}` }
    for (let times = 0; times < 3; times += 1) {
      const response = await service.send({ headers })
      expect(response.status).toBe(401)
      expect(response.error.error).toBe("insufficient_scope")
      expect(response.headers["www-authenticate"]).toBe(
        'Bearer error="insufficient_scope", scope="orders:read orders:write"',
      )
    }
    expect(service.simulator.journal).toEqual([])
  },
)

test("once the contract declares 403, that is what a missing scope is", async () => {
  declared.errorStatuses = [400, 401, 403, 502]
  declared.errorCodes = { "401": ["unauthenticated"], "403": ["insufficient_scope"] }
  const service = await startTestService()
  const response = await service.send()
  expect(response.status).toBe(403)
  expect(response.headers["www-authenticate"]).toMatch(/^Bearer error="insufficient_scope"/)
})

test("a token that is known to be good does not lend its scopes to another one", async () => {
  const service = await startTestService()
  const rich = await service.issuer.issue({ ...person, scope: "orders:read orders:write" })
  const poor = await service.issuer.issue(person)
  const statusOf = async (token: string) =>
    (await service.send({ headers: { authorization: `Bearer ${token}` } })).status
  expect([
    await statusOf(rich),
    await statusOf(rich),
    await statusOf(poor),
    await statusOf(rich),
    await statusOf(poor),
  ]).toEqual([201, 201, 401, 201, 401])
})
