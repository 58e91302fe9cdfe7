import { createClient } from "@loop-health/integrations-sdk"

const loop = createClient({
  token: process.env["LOOP_TOKEN"] ?? "",
  baseUrl: process.env["LOOP_URL"],
})
const order = await loop.labs.orders.create({
  panel_slug: "wellness",
  patient: { first_name: "Ada", last_name: "Example", dob: "1990-04-12", email: "ada@example.com" },
  address: { line1: "1 Sample Street", city: "Chicago", state: "IL", zip: "60601", country: "US" },
})
console.log(order.id, order.status)
