import type { LabOrderRequest } from "@loop-health/integrations-contract"

/** A good order for an invented patient, with whatever a test is about. */
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

/** Every value of {@link aLabOrder} that names or reaches a patient: none may ever be seen again. */
export const patientValues = [
  "Quillon",
  "Zephyrine",
  "1990-04-12",
  "quillon@zephyrine.example",
  "3125550142",
  "Marmalade",
]
