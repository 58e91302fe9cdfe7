import type * as Contract from "@loop-health/integrations-contract"
import { beforeEach, expect, test, vi } from "vitest"
import { startTestService } from "../support/deployment.ts"

/** Declarations of a future contract. Each test sets them before it starts the server. */
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

const user = { brand_id: "brand_a", user_id: "user_a" }

test("accepts a token with every declared scope, also from the token cache", async () => {
  const service = await startTestService()
  const token = await service.issuer.issue({ ...user, scope: "orders:write other orders:read" })
  const headers = { authorization: `Bearer ${token}` }
  for (let times = 0; times < 3; times += 1) {
    expect((await service.send({ headers })).status).toBe(201)
  }
})

test.each([undefined, "orders:read", "orders:write:all orders:read", "ORDERS:WRITE orders:read"])(
  "rejects a token with the scopes `%s` as insufficient_scope, also from the token cache",
  async (scope) => {
    const service = await startTestService()
    const token = await service.issuer.issue({
      ...user,
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

test("a missing scope is 403 if the contract declares it under 403", async () => {
  declared.errorStatuses = [400, 401, 403, 502]
  declared.errorCodes = { "401": ["unauthenticated"], "403": ["insufficient_scope"] }
  const service = await startTestService()
  const response = await service.send()
  expect(response.status).toBe(403)
  expect(response.headers["www-authenticate"]).toMatch(/^Bearer error="insufficient_scope"/)
})

test("the token cache keeps the scopes of each token apart", async () => {
  const service = await startTestService()
  const withScopes = await service.issuer.issue({ ...user, scope: "orders:read orders:write" })
  const withoutScopes = await service.issuer.issue(user)
  const statusOf = async (token: string) =>
    (await service.send({ headers: { authorization: `Bearer ${token}` } })).status
  expect([
    await statusOf(withScopes),
    await statusOf(withScopes),
    await statusOf(withoutScopes),
    await statusOf(withScopes),
    await statusOf(withoutScopes),
  ]).toEqual([201, 201, 401, 201, 401])
})
