import type { LabOrderRequest } from "@loop-health/integrations-contract"

/** Returns a valid order for an invented patient, with the given changes. */
export function aLabOrder(
  about: {
    [Field in keyof LabOrderRequest]?: LabOrderRequest[Field] extends object
      ? Record<string, unknown>
      : unknown
  } & Record<string, unknown> = {},
): LabOrderRequest {
  const { patient, address, ...others } = about
  return {
    panel_slug: "wellness",
    total_cents: 19_900,
    currency: "USD",
    patient_id: "pat_0001",
    ...others,
    patient: {
      first_name: "Quillon",
      last_name: "Zephyrine",
      dob: "1990-04-12",
      email: "quillon@zephyrine.example",
      phone: "+13125550142",
      sex: "female",
      ...patient,
    },
    address: {
      line1: "77 Marmalade Crescent",
      city: "Chicago",
      state: "IL",
      zip: "60601",
      country: "US",
      ...address,
    },
  } as LabOrderRequest
}

/**
 * The values of {@link aLabOrder} that identify or reach a patient. They must never be logged or
 * stored.
 */
export const patientValues = [
  "Quillon",
  "Zephyrine",
  "1990-04-12",
  "quillon@zephyrine.example",
  "3125550142",
  "Marmalade",
]
