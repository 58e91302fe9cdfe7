// Generated from spec/openapi.yaml. Do not edit. Run `npm run generate`.
import * as z from "zod"

/**
 * The panel to order.
 */
export const panelSlugSchema = z.enum([
  "hashimotos",
  "pcos",
  "fertility",
  "wellness",
  "hormone_metabolic",
  "performance",
])

/**
 * The person to test. Sent to the lab, never stored by the service.
 */
export const patientSchema = z.object({
  first_name: z.string().min(1),
  last_name: z.string().min(1),
  dob: z.string().min(1),
  email: z.email(),
  phone: z.string().min(1).optional(),
  sex: z.string().min(1).optional(),
})

/**
 * US address of the patient. Sent to the lab, never stored by the service.
 */
export const addressSchema = z.object({
  line1: z.string().min(1),
  line2: z.string().min(1).optional(),
  city: z.string().min(1),
  state: z.string().min(1),
  zip: z.string().min(1),
  country: z.string().min(1),
})

/**
 * A lab panel for one patient. Unknown fields are ignored.
 *
 * The server rejects some values that match this schema, because no lab accepts them or because they cannot be
 * returned exactly. `x-narrower` lists these rules with the messages of `details`.
 *
 */
export const labOrderRequestSchema = z.object({
  panel_slug: panelSlugSchema,
  patient: patientSchema,
  address: addressSchema,
  total_cents: z.int().gte(0).nullish(),
  currency: z.string().min(3).max(8).nullish(),
  patient_id: z.string().min(1).nullish(),
})

/**
 * An order that Junction has accepted.
 */
export const labOrderSchema = z.object({
  id: z.string(),
  brand_id: z.string(),
  user_id: z.string(),
  patient_id: z.string().nullable(),
  panel_slug: z.string(),
  junction_order_id: z.string(),
  status: z.string(),
  total_cents: z.int().nullable(),
  currency: z.string().nullable(),
  tracking_number: z.string().nullable(),
  result_bloodwork_id: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  completed_at: z.string().nullable(),
})

export const apiErrorDetailSchema = z.object({
  path: z.string(),
  message: z.string(),
})

/**
 * The reason why a request failed. Contains no values from the request.
 */
export const apiErrorSchema = z.object({
  error: z.string(),
  message: z.string(),
  details: z.array(apiErrorDetailSchema).max(20).optional(),
})

/**
 * Identifies one intent to order. All requests with the same key create one order. Create a new random key, such
 * as a UUID, for each order that a person wants to place. Retry with the same key and the same body.
 *
 */
export const idempotencyKeySchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[!-~]+$/)
