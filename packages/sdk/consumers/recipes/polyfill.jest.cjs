const { createClient } = require("@loop-health/integrations-sdk")

const { POLYFILL: polyfill, MOCK_URL: baseUrl } = process.env
const body = {
  panel_slug: "wellness",
  patient: { first_name: "Ada", last_name: "Example", dob: "1990-04-12", email: "ada@example.com" },
  address: { line1: "1 Sample Street", city: "Chicago", state: "IL", zip: "60601", country: "US" },
}
const order = () =>
  createClient({ token: "any", baseUrl, maxRetries: 0 }).labs.orders.safeCreate(body)

if (polyfill) {
  require(polyfill)

  test(`with ${polyfill}, jsdom places an order`, async () => {
    expect(await order()).toMatchObject({ kind: "created", meta: { outcome: "created" } })
  })
} else {
  test("without a polyfill, the message names what jsdom lacks", async () => {
    expect(await order()).toMatchObject({
      kind: "invalid_request",
      error: { message: expect.stringContaining("(Request is not defined). No order was placed.") },
    })
  })
}
