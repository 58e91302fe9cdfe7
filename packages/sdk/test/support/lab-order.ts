import type { LabOrder, LabOrderRequest } from "../../src/index.ts"

/** Returns a request for a fictitious person. */
export function aLabOrderRequest(changes: Partial<LabOrderRequest> = {}): LabOrderRequest {
  return {
    panel_slug: "wellness",
    patient: {
      first_name: "Ada",
      last_name: "Example",
      dob: "1990-04-12",
      email: "ada@example.com",
      phone: "+13125550142",
      sex: "female",
    },
    address: {
      line1: "1 Sample Street",
      line2: "Apt 2",
      city: "Chicago",
      state: "IL",
      zip: "60601",
      country: "US",
    },
    ...changes,
  }
}

/** Returns the API's order for this request. */
export function aLabOrder(changes: Partial<LabOrder> = {}): LabOrder {
  return {
    id: "5f0c8a3e-7d51-8c1b-9a6e-2f4b8d0c1e37",
    brand_id: "brand_example",
    user_id: "user_example",
    patient_id: null,
    panel_slug: "wellness",
    junction_order_id: "0b7e9c52-3f4d-4a7b-8f11-6c2d9e5a1b40",
    status: "received",
    total_cents: null,
    currency: null,
    tracking_number: null,
    result_bloodwork_id: null,
    created_at: "2026-11-23T09:00:00.000Z",
    updated_at: "2026-11-23T09:00:00.412Z",
    completed_at: null,
    ...changes,
  }
}
