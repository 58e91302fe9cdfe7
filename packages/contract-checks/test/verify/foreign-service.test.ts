import { expect, test } from "vitest"
import { verifyContract } from "../../src/verify/verify-contract.ts"
import { createWidgetService, widgetContract } from "./support/widget-service.ts"

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  "a correct service with two operations and no idempotency has no finding with seed %d",
  async (seed) => {
    const report = await verifyContract({
      contract: widgetContract,
      fetch: createWidgetService(),
      token: "secret-key-of-the-test",
      seed,
    })
    expect(report.findings).toEqual([])
    expect(report.cases["intents"]).toBeUndefined()
    expect(report.cases["boundaries"]).toBeGreaterThan(50)
  },
)

test("a service that accepts everything has findings for each operation", async () => {
  const { findings } = await verifyContract({
    contract: widgetContract,
    fetch: async (request) =>
      request.method === "GET"
        ? Response.json({ id: 1, name: "First", size: 1 })
        : Response.json({ id: 1, name: "First", size: 1 }, { status: 201 }),
    token: "secret-key-of-the-test",
    seed: 1,
  })
  const operations = new Set(findings.map(({ operation }) => operation))
  expect(operations).toEqual(new Set(["createWidget", "GET /widgets/{id}"]))
  expect(findings.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining([
      "invalid-value-accepted",
      "parameter-invalid-accepted",
      "malformed-body-accepted",
      "auth-missing-accepted",
      "unknown-path",
    ]),
  )
})
