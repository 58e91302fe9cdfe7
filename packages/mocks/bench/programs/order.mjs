// The request of all orders, and the response of the hand-written handler.
export const path = "/v1/labs/orders"

export const body = JSON.stringify({
  panel_slug: "wellness",
  patient: { first_name: "Ben", last_name: "Sample", dob: "1985-11-02", email: "ben@example.com" },
  address: { line1: "2 Specimen Road", city: "Austin", state: "TX", zip: "78701", country: "US" },
})

export const example = {
  id: "7d1f3c52-8a0e-4d0b-9f59-0d8b5f1d7c11",
  brand_id: "brand_example",
  user_id: "user_example",
  patient_id: null,
  panel_slug: "wellness",
  junction_order_id: "3f6c1a52-8a0e-4d0b-9f59-0d8b5f1d7c11",
  status: "received",
  total_cents: null,
  currency: null,
  tracking_number: null,
  result_bloodwork_id: null,
  created_at: "2026-01-05T10:00:00.000Z",
  updated_at: "2026-01-05T10:00:00.000Z",
  completed_at: null,
}
