/**
 * The contract's shapes as zod 4 schemas, for forms. The service goes by `./validators`; zod is stricter in that it
 * refuses integers above 2^53 − 1 and some rare e-mail addresses, and it leaves unknown members out of what it returns.
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
