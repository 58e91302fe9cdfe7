import type { LabOrderRequest } from "@loop-health/integrations-contract"

/** Creates a valid request for a fictional patient. */
export function aLabOrder(changes: Partial<LabOrderRequest> = {}): LabOrderRequest {
  return {
    panel_slug: "wellness",
    patient: {
      first_name: "Ada",
      last_name: "Example",
      dob: "1990-04-12",
      email: "ada@example.com",
      phone: "+13125550142",
    },
    address: {
      line1: "1 Sample Street",
      city: "Chicago",
      state: "IL",
      zip: "60601",
      country: "US",
    },
    ...changes,
  }
}
