/**
 * The contract's schemas as zod 4 schemas, for forms. The service uses `./validators`. zod is
 * stricter: it rejects integers above 2^53 − 1 and some rare email addresses, and it removes
 * unknown fields.
 */
export {
  addressSchema,
  apiErrorDetailSchema,
  apiErrorSchema,
  idempotencyKeySchema,
  labOrderRequestSchema,
  labOrderSchema,
  panelSlugSchema,
  patientSchema,
} from "./generated/zod.gen.ts"
export { createLabOrderFormSchema, type LabOrderFormSchema } from "./lab-order/form-schema.ts"
export type { LabOrderFormOptions } from "./lab-order/form-issues.ts"
