// Made by scripts/generate.ts from spec/openapi.yaml. Do not edit: run `npm run generate`.
export type ClientOptions = {
  baseUrl: "https://integrations.platform.loop.health" | (string & {})
}

/**
 * The panel to order.
 */
export type PanelSlug =
  "hashimotos" | "pcos" | "fertility" | "wellness" | "hormone_metabolic" | "performance"

/**
 * A lab panel for one patient. Members that are not listed here are ignored.
 */
export type LabOrderRequest = {
  panel_slug: PanelSlug
  patient: Patient
  address: Address
  /**
   * What the patient paid, in the currency's minor unit. Kept and returned, never charged.
   */
  total_cents?: number | null
  /**
   * The currency of `total_cents`, for example `USD`. Kept and returned.
   */
  currency?: string | null
  /**
   * Your id for the patient. Kept and returned.
   */
  patient_id?: string | null
}

/**
 * Who is tested. Sent to the lab, never stored here.
 */
export type Patient = {
  /**
   * Given name, in Latin letters that reduce to ASCII; 50 characters at most.
   */
  first_name: string
  /**
   * Family name, in Latin letters that reduce to ASCII; 50 characters at most.
   */
  last_name: string
  /**
   * Date of birth, `YYYY-MM-DD`.
   */
  dob: string
  /**
   * Where the lab writes to.
   */
  email: string
  /**
   * A US number, or any number in E.164 form (`+` and 10 to 15 digits).
   */
  phone?: string
  /**
   * `female`, `male`, `other` or `unknown`; common spellings are understood. Absent means unknown.
   */
  sex?: string
}

/**
 * Where the patient lives. US only. Sent to the lab, never stored here.
 */
export type Address = {
  /**
   * Street and number.
   */
  line1: string
  /**
   * Apartment, suite, floor.
   */
  line2?: string
  /**
   * City.
   */
  city: string
  /**
   * US state, by its two-letter code or its full name.
   */
  state: string
  /**
   * Five digits, or five and four.
   */
  zip: string
  /**
   * `US`, in any of its common spellings.
   */
  country: string
}

/**
 * An order that Junction has accepted.
 */
export type LabOrder = {
  /**
   * This order's id.
   */
  id: string
  /**
   * The brand of the access token.
   */
  brand_id: string
  /**
   * The user of the access token.
   */
  user_id: string
  /**
   * As sent; null when it was not.
   */
  patient_id: string | null
  /**
   * As sent.
   */
  panel_slug: string
  /**
   * Junction's id for the order.
   */
  junction_order_id: string
  /**
   * How far the order is, `received` at first. Open: expect values you do not know.
   */
  status: string
  /**
   * As sent; null when it was not.
   */
  total_cents: number | null
  /**
   * As sent; null when it was not.
   */
  currency: string | null
  /**
   * The test kit's shipment to the patient; null at first.
   */
  tracking_number: string | null
  /**
   * The bloodwork record made from the results; null at first.
   */
  result_bloodwork_id: string | null
  /**
   * When the order was first asked for (RFC 3339, UTC).
   */
  created_at: string
  /**
   * When the order last changed (RFC 3339, UTC).
   */
  updated_at: string
  /**
   * When the results were complete; null at first.
   */
  completed_at: string | null
}

/**
 * Why a request failed. No value of the request ever stands in it.
 */
export type ApiError = {
  /**
   * A stable code. Open: treat one you do not know by its status.
   */
  error: string
  /**
   * For a person who reads logs; the wording may change.
   */
  message: string
  /**
   * With status 400, the members that are at fault, in the order of the body. May be absent.
   */
  details?: Array<ApiErrorDetail>
}

export type ApiErrorDetail = {
  /**
   * The member, as a JSON Pointer into the body (RFC 6901).
   */
  path: string
  /**
   * The rule it breaks.
   */
  message: string
}

/**
 * Names the intent: one key is one order, whatever fails. Make a new random key (a UUID) for each order that a
 * person means to place, and send the same key with the same body whenever you repeat the request.
 *
 */
export type IdempotencyKey = string

export type CreateLabOrderData = {
  body: LabOrderRequest
  headers: {
    /**
     * Names the intent: one key is one order, whatever fails. Make a new random key (a UUID) for each order that a
     * person means to place, and send the same key with the same body whenever you repeat the request.
     *
     */
    "idempotency-key": string
  }
  path?: never
  query?: never
  url: "/v1/labs/orders"
}

export type CreateLabOrderErrors = {
  /**
   * Validation error
   */
  400: ApiError
  /**
   * Unauthenticated
   */
  401: ApiError
  /**
   * Junction upstream error
   */
  502: ApiError
}

export type CreateLabOrderError = CreateLabOrderErrors[keyof CreateLabOrderErrors]

export type CreateLabOrderResponses = {
  /**
   * Lab order created
   */
  201: LabOrder
}

export type CreateLabOrderResponse = CreateLabOrderResponses[keyof CreateLabOrderResponses]

/** The types of every operation by its id. */
export type OperationTypes = {
  createLabOrder: {
    Body: CreateLabOrderData["body"]
    Headers: CreateLabOrderData["headers"]
    Reply: CreateLabOrderErrors & CreateLabOrderResponses
  }
}
