import type { PanelSlug } from "@loop-health/integrations-contract"
import type { components } from "../generated/junction.gen.ts"
import type { Placement } from "../orders/lab.ts"

/** An E.164 number as Junction accepts it: `+` and 10 to 15 digits. */
export const e164 = /^\+\d{10,15}$/

type CreateOrderRequest = components["schemas"]["CreateOrderRequest"]

/** What one panel is at Junction. Ids of lab tests are valid in one team and one environment only. */
export interface JunctionPanel {
  /** At least one; all of one lab and one collection method. */
  readonly labTestIds: readonly string[]
  /** Overrides the lab test's own; Junction refuses `testkit` here. */
  readonly collectionMethod?: "walk_in_test" | "at_home_phlebotomy" | "on_site_collection"
  /** For teams with several active accounts at the lab. */
  readonly labAccountId?: string
  /** Who pays the lab; `client_bill` at Junction when absent. */
  readonly billingType?: components["schemas"]["BillingType"]
  /** Who orders; Junction's physician network when absent. */
  readonly physician?: components["schemas"]["Physician"]
  /** Printed on the requisition at some labs; 1,000 characters at most. */
  readonly clinicalNotes?: string
  /** Answers to the questions that some markers ask on order entry. */
  readonly aoeAnswers?: readonly components["schemas"]["AoeAnswer"][]
}

/** What a deployment says about every order. */
export interface OrderDefaults {
  readonly panels: Readonly<Record<PanelSlug, JunctionPanel>>
  /** For patients who gave none: Junction demands a phone number, and texts go there. */
  readonly fallbackPhone: string | undefined
  /** What the deployment asserts that every patient agreed to; nothing unless told. */
  readonly consents: readonly components["schemas"]["Consent"][] | undefined
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
    order_set: { lab_test_ids: [...panel.labTestIds] },
    passthrough: orderId,
    ...(panel.collectionMethod === undefined ? {} : { collection_method: panel.collectionMethod }),
    ...(panel.labAccountId === undefined ? {} : { lab_account_id: panel.labAccountId }),
    ...(panel.billingType === undefined ? {} : { billing_type: panel.billingType }),
    ...(panel.physician === undefined ? {} : { physician: panel.physician }),
    ...(panel.clinicalNotes === undefined ? {} : { clinical_notes: panel.clinicalNotes }),
    ...(panel.aoeAnswers === undefined ? {} : { aoe_answers: [...panel.aoeAnswers] }),
    ...(defaults.consents === undefined ? {} : { consents: [...defaults.consents] }),
  }
}
