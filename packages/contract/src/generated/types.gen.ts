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
     *     A retry with the same `idempotency-key` and the same body never places a second order. It returns the first
     *     order with status 201 and `idempotent-replayed: true`.
     *
     *     If no response arrives, or if the code of a 502 allows a retry, retry with the same key and body. The service
     *     then returns the existing order, or places the order if none exists.
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
    /**
     * @description A lab panel for one patient. Unknown fields are ignored.
     *
     *     The server rejects some values that match this schema, because no lab accepts them or because they cannot be
     *     returned exactly. `x-narrower` lists these rules with the messages of `details`.
     */
    LabOrderRequest: {
      /**
       * @description The panel to order.
       * @example hormone_metabolic
       */
      panel_slug: components["schemas"]["PanelSlug"]
      /** @description The person to test. Sent to the lab, never stored by the service. */
      patient: components["schemas"]["Patient"]
      /** @description US address of the patient. Sent to the lab, never stored by the service. */
      address: components["schemas"]["Address"]
      /**
       * @description Amount that the patient paid, in the currency's minor unit, at most 2^53 − 1. The service stores and returns
       *     the amount, and never charges it.
       *
       *     Constraints: minimum 0.
       * @example 19900
       */
      total_cents?: number | null
      /**
       * @description The currency of `total_cents`, such as `USD`, without U+0000. The service stores and returns it.
       *
       *     Constraints: minLength 3, maxLength 8.
       * @example USD
       */
      currency?: string | null
      /**
       * @description Your ID for one patient, at most 255 characters without U+0000. The service stores and returns it. Never use
       *     one ID for two people, because orders with the same ID, name, and date of birth share one patient record at
       *     Junction. Without an ID, orders share a record if name, date of birth, sex, email, and phone are the same.
       *
       *     Constraints: minLength 1.
       * @example pat_0001
       */
      patient_id?: string | null
    }
    /** @description The person to test. Sent to the lab, never stored by the service. */
    Patient: {
      /**
       * @description Given name in Latin letters, at most 50 characters after normalization and 200 before. The lab gets ASCII
       *     letters: accents are removed, and `ø` becomes `o`. Characters that look like `'` or `-` become `'` or `-`.
       *
       *     Constraints: minLength 1.
       * @example Ada
       */
      first_name: string
      /**
       * @description Family name in Latin letters, at most 50 characters after normalization and 200 before. The lab gets ASCII
       *     letters: accents are removed, and `ø` becomes `o`. Characters that look like `'` or `-` become `'` or `-`.
       *
       *     Constraints: minLength 1.
       * @example Example
       */
      last_name: string
      /**
       * @description Date of birth as `YYYY-MM-DD`, from 1900 to today (UTC). A date-time at midnight in UTC, such as
       *     `1990-04-12T00:00:00Z`, is accepted too.
       *
       *     Constraints: minLength 1.
       * @example 1990-04-12
       */
      dob: string
      /**
       * Format: email
       * @description Email address for messages from the lab, at most 254 characters. Quoted names, addresses in brackets, and
       *     domains without a dot are rejected.
       * @example ada@example.com
       */
      email: string
      /**
       * @description US phone number, or an international number: `+`, the country code, and the number without the `0` that is
       *     only dialed inside the country. Required if the deployment has no fallback phone number.
       *
       *     Constraints: minLength 1.
       * @example +13125550142
       */
      phone?: string
      /**
       * @description `female`, `male`, `other`, or `unknown`, or a common spelling of these. Default: `unknown`.
       *
       *     Constraints: minLength 1.
       * @example female
       */
      sex?: string
    }
    /** @description US address of the patient. Sent to the lab, never stored by the service. */
    Address: {
      /**
       * @description Street and number, at most 320 characters.
       *
       *     Constraints: minLength 1.
       * @example 1 Sample Street
       */
      line1: string
      /**
       * @description Apartment, suite, or floor, at most 320 characters. A blank value is not sent to the lab.
       *
       *     Constraints: minLength 1.
       * @example Apt 2
       */
      line2?: string
      /**
       * @description City, at most 320 characters.
       *
       *     Constraints: minLength 1.
       * @example Chicago
       */
      city: string
      /**
       * @description US state, territory, or armed forces region, as its two-letter code or full name.
       *
       *     Constraints: minLength 1.
       * @example IL
       */
      state: string
      /**
       * @description ZIP code of five digits, or of nine digits with a hyphen, such as `12345-6789`.
       *
       *     Constraints: minLength 1.
       * @example 60601
       */
      zip: string
      /**
       * @description `US`, a common spelling of it, or a US territory such as `PR`.
       *
       *     Constraints: minLength 1.
       * @example US
       */
      country: string
    }
    /** @description An order that Junction has accepted. */
    LabOrder: {
      /**
       * @description ID of the order.
       * @example 5f0c8a3e-7d51-8c1b-9a6e-2f4b8d0c1e37
       */
      id: string
      /**
       * @description Brand from the access token.
       * @example brand_example
       */
      brand_id: string
      /**
       * @description User from the access token.
       * @example user_example
       */
      user_id: string
      /**
       * @description Value from the request, or null if the request has none.
       * @example pat_0001
       */
      patient_id: string | null
      /**
       * @description Value from the request.
       * @example hormone_metabolic
       */
      panel_slug: string
      /**
       * @description ID of the order at Junction.
       * @example 0b7e9c52-3f4d-4a7b-8f11-6c2d9e5a1b40
       */
      junction_order_id: string
      /**
       * @description Status of the order, `received` at first. New values may be added.
       * @example received
       */
      status: string
      /**
       * @description Value from the request, or null if the request has none.
       * @example 19900
       */
      total_cents: number | null
      /**
       * @description Value from the request, or null if the request has none.
       * @example USD
       */
      currency: string | null
      /** @description Tracking number of the test kit's shipment to the patient. Null at first. */
      tracking_number: string | null
      /** @description ID of the bloodwork record with the results. Null at first. */
      result_bloodwork_id: string | null
      /**
       * @description Time of the first request for the order (RFC 3339, UTC).
       * @example 2026-11-23T09:00:00.000Z
       */
      created_at: string
      /**
       * @description Time of the last change to the order (RFC 3339, UTC).
       * @example 2026-11-23T09:00:00.412Z
       */
      updated_at: string
      /** @description Time at which the results were complete (RFC 3339, UTC). Null at first. */
      completed_at: string | null
    }
    /** @description The reason why a request failed. Contains no values from the request. */
    ApiError: {
      /**
       * @description Stable error code. New codes may be added. Handle an unknown code by its HTTP status.
       * @example validation_error
       */
      error: string
      /**
       * @description Explanation for developers. The wording may change.
       * @example /patient/dob: must be a calendar date from 1900-01-01 to today, as YYYY-MM-DD
       */
      message: string
      /**
       * @description Invalid fields of the request body, in the order of the contract. Only with status 400.
       *
       *     Constraints: maxItems 20.
       */
      details?: components["schemas"]["ApiErrorDetail"][]
    }
    ApiErrorDetail: {
      /** @description The field, as a JSON Pointer into the request body (RFC 6901). */
      path: string
      /** @description The rule that the field violates. */
      message: string
    }
  }
  responses: never
  parameters: {
    /**
     * @description Identifies one intent to order. All requests with the same key create one order. Create a new random key, such
     *     as a UUID, for each order that a person wants to place. Retry with the same key and the same body.
     */
    IdempotencyKey: string
  }
  requestBodies: never
  headers: {
    /** @description Identifies the request in the server's logs. Include it when you contact support. */
    RequestId: string
    /** @description `true` if an earlier request with the same idempotency key placed this order. */
    IdempotentReplayed: string
    /** @description Time to wait before the next retry, in seconds (RFC 9110, section 10.2.3). */
    RetryAfter: number
    /** @description Requirements for the access token (RFC 6750, section 3). */
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
         * @description Identifies one intent to order. All requests with the same key create one order. Create a new random key, such
         *     as a UUID, for each order that a person wants to place. Retry with the same key and the same body.
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
