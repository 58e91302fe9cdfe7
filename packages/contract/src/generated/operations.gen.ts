// Generated from spec/openapi.yaml. Do not edit. Run `npm run generate`.

/** `POST /v1/labs/orders` as the document declares the operation. */
export const createLabOrder = {
  operationId: "createLabOrder",
  method: "POST",
  path: "/v1/labs/orders",
  scopes: [],
  successStatus: 201,
  errorStatuses: [400, 401, 502],
  errorCodes: {
    "400": [
      "validation_error",
      "invalid_json",
      "unsupported_media_type",
      "payload_too_large",
      "idempotency_key_missing",
      "idempotency_key_invalid",
      "idempotency_key_reused",
      "patient_rejected",
    ],
    "401": ["unauthenticated", "token_expired", "insufficient_scope"],
    "502": [
      "junction_unavailable",
      "junction_rejected",
      "junction_outcome_unknown",
      "order_in_progress",
      "store_unavailable",
      "auth_unavailable",
      "overloaded",
      "internal_error",
    ],
  },
} as const

/** Every operation of the document by its ID. */
export const operationsById = { createLabOrder } as const

/** The fields of `LabOrder`, in the document's order. */
export const labOrderFields = [
  "id",
  "brand_id",
  "user_id",
  "patient_id",
  "panel_slug",
  "junction_order_id",
  "status",
  "total_cents",
  "currency",
  "tracking_number",
  "result_bloodwork_id",
  "created_at",
  "updated_at",
  "completed_at",
] as const
