import type { PanelSlug } from "@loop-health/integrations-contract"
import type { components } from "../generated/junction.gen.ts"
import type { Placement } from "../orders/lab.ts"

/** An E.164 number as Junction accepts it: `+` and 10 to 15 digits. */
export const e164 = /^\+\d{10,15}$/

type CreateOrderRequest = components["schemas"]["CreateOrderRequest"]

/** The lab tests and options of one panel at Junction. */
export type JunctionPanel = components["schemas"]["PanelConfig"]

/** The deployment's settings for every order. */
export interface OrderDefaults {
  /** Lab tests and options of each panel of the contract. */
  readonly panels: Readonly<Record<PanelSlug, JunctionPanel>>
  /**
   * Phone number for patients without one: `+` and 10 to 15 digits. Junction sends text messages to
   * this number. If it is not set, orders without a phone number are rejected.
   */
  readonly fallbackPhone?: string
  /** Consents that the deployment asserts for every patient. Default: none. */
  readonly consents?: components["schemas"]["ConsentsConfig"]
}

/** Creates the body of `POST /v3/order`. Omits fields that only the server stores. */
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
    // terms: allow answer, Junction's field name
    ...(panel.aoeAnswers === undefined ? {} : { aoe_answers: panel.aoeAnswers }),
    ...(defaults.consents === undefined ? {} : { consents: defaults.consents }),
  }
}
