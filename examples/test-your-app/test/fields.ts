import type { LabOrderRequest } from "@loop-health/integrations-sdk"

/** The form fields of an invented person. */
export const fields: LabOrderRequest = {
  panel_slug: "wellness",
  patient: { first_name: "Ada", last_name: "Example", dob: "1990-04-12", email: "ada@example.com" },
  address: { line1: "1 Sample Street", city: "Chicago", state: "IL", zip: "60601", country: "US" },
}
