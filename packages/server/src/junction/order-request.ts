import type { PanelSlug } from "@loop-health/integrations-contract"
import type { components } from "../generated/junction.gen.ts"
import type { Placement } from "../orders/lab.ts"

/** An E.164 number as Junction accepts it: `+` and 10 to 15 digits. */
export const e164 = /^\+\d{10,15}$/

type CreateOrderRequest = components["schemas"]["CreateOrderRequest"]

/** The lab tests and options of one panel at Junction. */
export type JunctionPanel = components["schemas"]["PanelConfig"]

/** What a deployment says about every order. */
export interface OrderDefaults {
  readonly panels: Readonly<Record<PanelSlug, JunctionPanel>>
  /** For patients who gave none: Junction demands a phone number, and texts go there. */
  readonly fallbackPhone?: string
  /** What the deployment asserts that every patient agreed to; nothing unless told. */
  readonly consents?: components["schemas"]["ConsentsConfig"]
}

/** Writes a placement as Junction reads it. What the contract keeps and only returns is not among it. */
export function toOrderRequest(
  { order, orderId }: Placement,
  userId: string,
  defaults: OrderDefaults,
): CreateOrderRequest {
  const { patient, address } = order
  const panel = defaults.panels[order.panel]
  const phone = patient.phone ?? defaults.fallbackPhone ?? ""
  return {
    user_id: userId,
    patient_details: {
      first_name: patient.firstName,
      last_name: patient.lastName,
      dob: patient.dob,
      gender: patient.sex,
      phone_number: phone,
      email: patient.email,
    },
    patient_address: {
      receiver_name: `${patient.firstName} ${patient.lastName}`,
      first_line: address.line1,
      ...(address.line2 === undefined ? {} : { second_line: address.line2 }),
      city: address.city,
      state: address.state,
      zip: address.zip,
      country: address.country,
      phone_number: phone,
    },
    order_set: { lab_test_ids: panel.labTestIds },
    passthrough: orderId,
    ...(panel.collectionMethod === undefined ? {} : { collection_method: panel.collectionMethod }),
    ...(panel.labAccountId === undefined ? {} : { lab_account_id: panel.labAccountId }),
    ...(panel.billingType === undefined ? {} : { billing_type: panel.billingType }),
    ...(panel.physician === undefined ? {} : { physician: panel.physician }),
    ...(panel.clinicalNotes === undefined ? {} : { clinical_notes: panel.clinicalNotes }),
    ...(panel.aoeAnswers === undefined ? {} : { aoe_answers: panel.aoeAnswers }),
    ...(defaults.consents === undefined ? {} : { consents: defaults.consents }),
  }
}
