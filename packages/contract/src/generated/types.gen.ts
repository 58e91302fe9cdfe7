// Generated from spec/openapi.yaml. Do not edit. Run `npm run generate`.
export interface paths {
  "/v1/labs/orders": {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Order a lab panel
     * @description Places one lab order for a patient. The brand and the user come from the access token.
     *
     *     A repeated request with the same `idempotency-key` and the same body never places a second order: it answers
     *     the first one's 201 with `idempotent-replayed: true`. After a 502, or after no answer at all, send the same
     *     request with the same key: the service finds out what became of it and goes on from there.
     */
    post: operations["createLabOrder"]
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    /**
     * @description The panel to order.
     * @enum {string}
     */
    PanelSlug:
      "hashimotos" | "pcos" | "fertility" | "wellness" | "hormone_metabolic" | "performance"
    /** @description A lab panel for one patient. Members that are not listed here are ignored. */
    LabOrderRequest: {
      /**
       * @description The panel to order.
       * @example hormone_metabolic
       */
      panel_slug: components["schemas"]["PanelSlug"]
      /** @description Who is tested. Sent to the lab, never stored here. */
      patient: components["schemas"]["Patient"]
      /** @description Where the patient lives. US only. Sent to the lab, never stored here. */
      address: components["schemas"]["Address"]
      /**
       * @description What the patient paid, in the currency's minor unit. Kept and returned, never charged.
       *
       *     Constraints: minimum 0.
       * @example 19900
       */
      total_cents?: number | null
      /**
       * @description The currency of `total_cents`, for example `USD`. Kept and returned.
       *
       *     Constraints: minLength 3, maxLength 8.
       * @example USD
       */
      currency?: string | null
      /**
       * @description Your id for the patient. Kept and returned.
       *
       *     Constraints: minLength 1.
       * @example pat_0001
       */
      patient_id?: string | null
    }
    /** @description Who is tested. Sent to the lab, never stored here. */
    Patient: {
      /**
       * @description Given name, in Latin letters that reduce to ASCII; 50 characters at most.
       *
       *     Constraints: minLength 1.
       * @example Ada
       */
      first_name: string
      /**
       * @description Family name, in Latin letters that reduce to ASCII; 50 characters at most.
       *
       *     Constraints: minLength 1.
       * @example Example
       */
      last_name: string
      /**
       * @description Date of birth, `YYYY-MM-DD`.
       *
       *     Constraints: minLength 1.
       * @example 1990-04-12
       */
      dob: string
      /**
       * Format: email
       * @description Where the lab writes to.
       * @example ada@example.com
       */
      email: string
      /**
       * @description A US number, or any number in E.164 form (`+` and 10 to 15 digits).
       *
       *     Constraints: minLength 1.
       * @example +13125550142
       */
      phone?: string
      /**
       * @description `female`, `male`, `other` or `unknown`; common spellings are understood. Absent means unknown.
       *
       *     Constraints: minLength 1.
       * @example female
       */
      sex?: string
    }
    /** @description Where the patient lives. US only. Sent to the lab, never stored here. */
    Address: {
      /**
       * @description Street and number.
       *
       *     Constraints: minLength 1.
       * @example 1 Sample Street
       */
      line1: string
      /**
       * @description Apartment, suite, floor.
       *
       *     Constraints: minLength 1.
       * @example Apt 2
       */
      line2?: string
      /**
       * @description City.
       *
       *     Constraints: minLength 1.
       * @example Chicago
       */
      city: string
      /**
       * @description US state, by its two-letter code or its full name.
       *
       *     Constraints: minLength 1.
       * @example IL
       */
      state: string
      /**
       * @description Five digits, or five and four.
       *
       *     Constraints: minLength 1.
       * @example 60601
       */
      zip: string
      /**
       * @description `US`, in any of its common spellings.
       *
       *     Constraints: minLength 1.
       * @example US
       */
      country: string
    }
    /** @description An order that Junction has accepted. */
    LabOrder: {
      /**
       * @description This order's id.
       * @example 5f0c8a3e-7d51-8c1b-9a6e-2f4b8d0c1e37
       */
      id: string
      /**
       * @description The brand of the access token.
       * @example brand_example
       */
      brand_id: string
      /**
       * @description The user of the access token.
       * @example user_example
       */
      user_id: string
      /**
       * @description As sent; null when it was not.
       * @example pat_0001
       */
      patient_id: string | null
      /**
       * @description As sent.
       * @example hormone_metabolic
       */
      panel_slug: string
      /**
       * @description Junction's id for the order.
       * @example 0b7e9c52-3f4d-4a7b-8f11-6c2d9e5a1b40
       */
      junction_order_id: string
      /**
       * @description How far the order is, `received` at first. Open: expect values you do not know.
       * @example received
       */
      status: string
      /**
       * @description As sent; null when it was not.
       * @example 19900
       */
      total_cents: number | null
      /**
       * @description As sent; null when it was not.
       * @example USD
       */
      currency: string | null
      /** @description The test kit's shipment to the patient; null at first. */
      tracking_number: string | null
      /** @description The bloodwork record made from the results; null at first. */
      result_bloodwork_id: string | null
      /**
       * @description When the order was first asked for (RFC 3339, UTC).
       * @example 2026-11-23T09:00:00.000Z
       */
      created_at: string
      /**
       * @description When the order last changed (RFC 3339, UTC).
       * @example 2026-11-23T09:00:00.412Z
       */
      updated_at: string
      /** @description When the results were complete; null at first. */
      completed_at: string | null
    }
    /** @description Why a request failed. No value of the request ever stands in it. */
    ApiError: {
      /**
       * @description A stable code. Open: treat one you do not know by its status.
       * @example validation_error
       */
      error: string
      /**
       * @description For a person who reads logs; the wording may change.
       * @example /patient/dob: must be a calendar date, written YYYY-MM-DD
       */
      message: string
      /**
       * @description With status 400, the members that are at fault, in the order of the body. May be absent.
       *
       *     Constraints: maxItems 20.
       */
      details?: components["schemas"]["ApiErrorDetail"][]
    }
    ApiErrorDetail: {
      /** @description The member, as a JSON Pointer into the body (RFC 6901). */
      path: string
      /** @description The rule it breaks. */
      message: string
    }
  }
  responses: never
  parameters: {
    /**
     * @description Names the intent: one key is one order, whatever fails. Make a new random key (a UUID) for each order that a
     *     person means to place, and send the same key with the same body whenever you repeat the request.
     * @example 3f6c1a52-8a0e-4d0b-9f59-0d8b5f1d7c11
     */
    IdempotencyKey: string
  }
  requestBodies: never
  headers: {
    /** @description Names this request in the service's logs. Quote it when you ask for help. */
    RequestId: string
    /** @description `true` when this order was placed by an earlier request with the same key. */
    IdempotentReplayed: string
    /** @description Seconds to wait before sending the same request again (RFC 9110, section 10.2.3). */
    RetryAfter: number
    /** @description What the service wants from the access token (RFC 6750, section 3). */
    WwwAuthenticate: string
  }
  pathItems: never
}
export type PanelSlug = components["schemas"]["PanelSlug"]
export type LabOrderRequest = components["schemas"]["LabOrderRequest"]
export type Patient = components["schemas"]["Patient"]
export type Address = components["schemas"]["Address"]
export type LabOrder = components["schemas"]["LabOrder"]
export type ApiError = components["schemas"]["ApiError"]
export type ApiErrorDetail = components["schemas"]["ApiErrorDetail"]
export type ParameterIdempotencyKey = components["parameters"]["IdempotencyKey"]
export type HeaderRequestId = components["headers"]["RequestId"]
export type HeaderIdempotentReplayed = components["headers"]["IdempotentReplayed"]
export type HeaderRetryAfter = components["headers"]["RetryAfter"]
export type HeaderWwwAuthenticate = components["headers"]["WwwAuthenticate"]
export type $defs = Record<string, never>
export interface operations {
  createLabOrder: {
    parameters: {
      query?: never
      header: {
        /**
         * @description Names the intent: one key is one order, whatever fails. Make a new random key (a UUID) for each order that a
         *     person means to place, and send the same key with the same body whenever you repeat the request.
         * @example 3f6c1a52-8a0e-4d0b-9f59-0d8b5f1d7c11
         */
        "idempotency-key": components["parameters"]["IdempotencyKey"]
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        "application/json": components["schemas"]["LabOrderRequest"]
      }
    }
    responses: {
      /** @description Lab order created */
      201: {
        headers: {
          "x-request-id": components["headers"]["RequestId"]
          "idempotent-replayed": components["headers"]["IdempotentReplayed"]
          [name: string]: unknown
        }
        content: {
          "application/json": components["schemas"]["LabOrder"]
        }
      }
      /** @description Validation error */
      400: {
        headers: {
          "x-request-id": components["headers"]["RequestId"]
          [name: string]: unknown
        }
        content: {
          "application/json": components["schemas"]["ApiError"]
        }
      }
      /** @description Unauthenticated */
      401: {
        headers: {
          "x-request-id": components["headers"]["RequestId"]
          "www-authenticate": components["headers"]["WwwAuthenticate"]
          [name: string]: unknown
        }
        content: {
          "application/json": components["schemas"]["ApiError"]
        }
      }
      /** @description Junction upstream error */
      502: {
        headers: {
          "x-request-id": components["headers"]["RequestId"]
          "retry-after": components["headers"]["RetryAfter"]
          [name: string]: unknown
        }
        content: {
          "application/json": components["schemas"]["ApiError"]
        }
      }
    }
  }
}
type FlattenedDeepRequired<T> = {
  [K in keyof T]-?: FlattenedDeepRequired<
    T[K] extends unknown[] | undefined | null ? Extract<T[K], unknown[]>[number] : T[K]
  >
}
type ReadonlyArray<T> = [Exclude<T, undefined>] extends [unknown[]]
  ? Readonly<Exclude<T, undefined>>
  : Readonly<Exclude<T, undefined>[]>
export const panelSlugValues: ReadonlyArray<
  FlattenedDeepRequired<components>["schemas"]["PanelSlug"]
> = ["hashimotos", "pcos", "fertility", "wellness", "hormone_metabolic", "performance"]
