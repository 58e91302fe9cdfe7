import { expect, test } from "vitest"
import { createJunctionLookup } from "../../src/junction/index.ts"

/** Looks up an order that is not among this number of orders at Junction. */
async function lookUpAmong(total: number) {
  const fetch = (input: Request | URL | string): Promise<Response> => {
    const page = Number(new URL(new Request(input).url).searchParams.get("page"))
    const length = Math.max(0, Math.min(100, total - (page - 1) * 100))
    const orders = Array.from({ length }, () => ({ passthrough: "other" }))
    const headers = { date: new Date().toUTCString() }
    return Promise.resolve(Response.json({ orders, total }, { headers }))
  }
  const atJunction = { baseUrl: "https://junction.example", apiKey: "sk_us_test" }
  const now = Date.now()
  const lookup = { orderIds: ["ours"], since: now, now, deadline: performance.now() + 25_000 }
  return (await createJunctionLookup({ ...atJunction, fetch }).lookUp(lookup)).get("ours")
}

test("a lookup reads 20,000 orders, and with more of them its outcome is unknown", async () => {
  expect(await lookUpAmong(20_000)).toMatchObject({ kind: "absent" })
  expect(await lookUpAmong(20_001)).toMatchObject({ kind: "unknown" })
})
