import { panelSlugValues, type PanelSlug } from "./generated/types.gen.ts"

export {
  errorCodes,
  errorCodeStatuses,
  errorCodeTexts,
  exceptionalErrorCodes,
  type ErrorCode,
  type ErrorOrder,
  type ErrorRetry,
} from "./generated/error-codes.gen.ts"
export { createLabOrder, labOrderFields, operationsById } from "./generated/operations.gen.ts"
export type {
  Address,
  ApiError,
  ApiErrorDetail,
  components,
  LabOrder,
  LabOrderRequest,
  operations,
  PanelSlug,
  paths,
  Patient,
} from "./generated/types.gen.ts"

/** The panels that can be ordered, in the contract's order. */
export const panelSlugs: readonly PanelSlug[] = panelSlugValues
