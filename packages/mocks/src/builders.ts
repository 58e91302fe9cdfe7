import { panelSlugs, type LabOrder, type LabOrderRequest } from "@loop-health/integrations-contract"
import { seededTime, seededUuid } from "./seeds.ts"

export type { LabOrder, LabOrderRequest } from "@loop-health/integrations-contract"

/** Changes to a value and to the objects in it. A field set to `undefined` is removed. */
export type Changes<Value> = {
  readonly [Field in keyof Value]?:
    (Value[Field] extends object ? Changes<Value[Field]> : Value[Field]) | undefined
}

const people = [
  {
    first_name: "Ada",
    last_name: "Example",
    dob: "1990-04-12",
    sex: "female",
    email: "ada@example.com",
  },
  {
    first_name: "Ben",
    last_name: "Sample",
    dob: "1985-11-02",
    sex: "male",
    email: "ben@example.com",
  },
  {
    first_name: "Chloé",
    last_name: "O'Specimen",
    dob: "2001-02-28",
    sex: "female",
    email: "chloe@example.com",
  },
  {
    first_name: "Dev",
    last_name: "Test-Person",
    dob: "1948-12-31",
    sex: "other",
    email: "dev@example.com",
  },
  {
    first_name: "Eve",
    last_name: "de la Muestra",
    dob: "1972-02-29",
    sex: undefined,
    email: "eve@example.com",
  },
] as const

const addresses = [
  { line1: "1 Sample Street", line2: "Apt 2", city: "Chicago", state: "IL", zip: "60601" },
  { line1: "2 Specimen Road", line2: undefined, city: "Austin", state: "TX", zip: "78701" },
  { line1: "3 Test Avenue", line2: "Floor 4", city: "Denver", state: "CO", zip: "80202-1234" },
  { line1: "4 Example Court", line2: undefined, city: "Portland", state: "OR", zip: "97205" },
] as const

const payments = [
  { total_cents: undefined, currency: undefined },
  { total_cents: 19_900, currency: "USD" },
  { total_cents: null, currency: null },
] as const

/**
 * Builds a valid request for a fictional patient.
 *
 * @param changes Changes, also to fields of `patient` and `address`.
 * @param seed An integer that selects a variant. The default, 0, is Ada Example in Chicago.
 *
 * @example
 * aLabOrderRequest({ panel_slug: "pcos", patient: { phone: undefined } })
 */
export function aLabOrderRequest(
  changes: Changes<LabOrderRequest> = {},
  seed = 0,
): LabOrderRequest {
  const variant = {
    panel_slug: seed === 0 ? "wellness" : pick(panelSlugs, seed),
    patient: { ...pick(people, seed), phone: "+13125550142" },
    address: { ...pick(addresses, seed), country: "US" },
    ...pick(payments, seed),
    patient_id: seed % 2 === 0 ? undefined : `patient-${seed}`,
  }
  return merge(merge({}, variant), changes) as LabOrderRequest
}

/**
 * Builds the order that the API returns for `aLabOrderRequest({}, seed)`.
 *
 * @param changes Changes to the order.
 * @param seed An integer that selects a variant. Each has other IDs and times. Default: 0.
 *
 * @example
 * aLabOrder({ status: "collecting_sample" })
 */
export function aLabOrder(changes: Changes<LabOrder> = {}, seed = 0): LabOrder {
  const request = aLabOrderRequest({}, seed)
  const time = new Date(seededTime(seed)).toISOString()
  const order: LabOrder = {
    id: seededUuid("order", seed),
    brand_id: "brand_example",
    user_id: "user_example",
    patient_id: request.patient_id ?? null,
    panel_slug: request.panel_slug,
    junction_order_id: seededUuid("junction", seed),
    status: "received",
    total_cents: request.total_cents ?? null,
    currency: request.currency ?? null,
    tracking_number: null,
    result_bloodwork_id: null,
    created_at: time,
    updated_at: time,
    completed_at: null,
  }
  return merge(order, changes) as LabOrder
}

function pick<Value>(values: readonly Value[], seed: number): Value {
  const value = values[Math.abs(seed) % values.length]
  if (value === undefined) throw new TypeError("The seed must be an integer.")
  return value
}

/** Returns a copy with changes. Removes fields whose change is undefined. */
function merge(base: object, changes: object): object {
  const merged = Object.entries(changes).map(([field, change]: [string, unknown]) => {
    const previous: unknown = Reflect.get(base, field)
    return [field, isRecord(change) ? merge(isRecord(previous) ? previous : {}, change) : change]
  })
  const all = Object.entries({ ...base, ...Object.fromEntries(merged) })
  return Object.fromEntries(all.filter(([, value]) => value !== undefined))
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null
}
