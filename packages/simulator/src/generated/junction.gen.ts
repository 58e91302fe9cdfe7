// Generated from spec/junction.openapi.yaml. Do not edit. Run `npm run generate`.
export interface paths {
  "/v2/user": {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Create a user
     * @description The operation is idempotent without a key. If the `client_user_id` exists, Junction returns 400, and `detail`
     *     contains the `user_id` of the existing user.
     */
    post: operations["createUser"]
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v2/user/resolve/{client_user_id}": {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Find a user by this service's ID */
    get: operations["resolveUser"]
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v3/order": {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Order lab tests for a user
     * @description Returns 200, not 201. The patient's details of the order replace those of the user, so each patient needs a user
     *     of their own.
     *
     *     Junction declares only 200 and 422. The other responses were observed in its sandbox or are in its guides.
     */
    post: operations["createOrder"]
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v3/order/{order_id}": {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Get an order */
    get: operations["getOrder"]
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v3/orders": {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List orders
     * @description Junction has no filter by `passthrough` or by idempotency key. To find an order, list a user's orders in a range
     *     of time and compare `passthrough`. How long a new order takes to appear in the list is undocumented.
     */
    get: operations["listOrders"]
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v3/order/{order_id}/cancel": {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Cancel an order
     * @description Also returns 200 if the order is already cancelled. Returns 400 if the sample has progressed too far.
     */
    post: operations["cancelOrder"]
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v3/order/{order_id}/test": {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Change the status of a sandbox order
     * @description Available only in the sandbox, where the status of an order changes only through this operation. The first call
     *     for a new order only creates the requisition, regardless of `final_status`.
     */
    post: operations["simulateOrder"]
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v3/lab_test": {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List the team's lab tests
     * @description The ID of a lab test is valid in one team and one environment.
     */
    get: operations["listLabTests"]
    put?: never
    post?: never
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
    /** @description The user to create. */
    CreateUserRequest: {
      /**
       * @description This service's stable ID of the patient. Contains no personal data, as Junction requests.
       *
       *     Constraints: minLength 1.
       */
      client_user_id: string
      /** @description An IANA time zone. */
      fallback_time_zone?: string | null
      /**
       * Format: date
       * @description Date of birth. If no other source provides a date of birth, Junction uses this value.
       */
      fallback_birth_date?: string | null
    }
    /** @description A user of the team. */
    User: {
      /**
       * Format: uuid
       * @description Junction's ID of the user. Orders refer to it.
       */
      user_id: string
      /**
       * Format: uuid
       * @description ID of the team.
       */
      team_id: string
      /** @description The value from the request. */
      client_user_id: string
      /**
       * Format: date-time
       * @description Time at which the user was created.
       */
      created_on: string
      /** @description Connected wearables. This service connects none, so the list is empty. */
      connected_sources: unknown[]
      /** @description The time zone and its source. */
      fallback_time_zone: {
        id: string
        source_slug: string
        /** Format: date-time */
        updated_at: string
      } | null
      /** @description The date of birth and its source. */
      fallback_birth_date?: {
        value: string
        source_slug: string
        /** Format: date-time */
        updated_at: string
      } | null
      ingestion_start?: string | null
      ingestion_end?: string | null
    }
    /**
     * @description An order of lab tests for one user. If neither `order_set` nor the deprecated `lab_test_id` is set, Junction
     *     returns 400.
     */
    CreateOrderRequest: {
      /**
       * Format: uuid
       * @description Junction's ID of the user.
       */
      user_id: string
      /** @description The patient. */
      patient_details: components["schemas"]["PatientDetails"]
      /** @description The patient's address. */
      patient_address: components["schemas"]["PatientAddress"]
      order_set?: components["schemas"]["OrderSet"] | null
      /**
       * Format: uuid
       * @deprecated
       * @description ID of one lab test. Use `order_set` instead.
       */
      lab_test_id?: string | null
      /**
       * @description How the sample is collected. Default: the method of the lab test. Junction rejects `testkit` as an override
       *     (observed).
       */
      collection_method?: components["schemas"]["CollectionMethod"]
      physician?: components["schemas"]["Physician"] | null
      /** @description Who pays the lab. Default: `client_bill`. */
      billing_type?: components["schemas"]["BillingType"]
      /**
       * Format: uuid
       * @description ID of the account at the lab. Required if the team has several active accounts at the lab.
       */
      lab_account_id?: string | null
      /** @description Diagnoses as ICD codes. */
      icd_codes?: string[] | null
      /** @description The patient's consents. */
      consents?: components["schemas"]["Consent"][] | null
      /**
       * Format: date
       * @description Date on which a scheduled order becomes active. It cannot be added later.
       */
      activate_by?: string | null
      /** @description Input for the questions that some markers have at order entry. */
      aoe_answers?: components["schemas"]["AoeAnswer"][] | null
      /** @description Whether the order is urgent. Only some labs support it. Default: false. */
      priority?: boolean
      /**
       * @description This service's reference. Junction returns it in the order and in webhooks. No other field shows that an
       *     order belongs to this service.
       */
      passthrough?: string | null
      /**
       * @description Notes for the lab. Some labs print them on the requisition.
       *
       *     Constraints: maxLength 1000.
       */
      clinical_notes?: string | null
    }
    /** @description The lab tests and markers to order. If both properties are missing, Junction returns 400. */
    OrderSet: {
      /** @description IDs of lab tests. All must have the same lab and the same collection method. */
      lab_test_ids?: string[] | null
      /** @description Single markers, by Junction's IDs or by the lab's IDs. Requires `collection_method`. */
      add_on?: {
        marker_ids?: number[]
        provider_ids?: string[]
      } | null
    }
    /**
     * @description How the sample is collected. Default: the method of the lab test. Junction rejects `testkit` as an override
     *     (observed).
     * @enum {string}
     */
    CollectionMethod: "testkit" | "walk_in_test" | "at_home_phlebotomy" | "on_site_collection"
    /**
     * @description Who pays the lab. Default: `client_bill`.
     * @enum {string}
     */
    BillingType:
      "client_bill" | "commercial_insurance" | "patient_bill_passthrough" | "patient_bill"
    /**
     * @description The sex that determines the reference ranges.
     * @enum {string}
     */
    Gender: "female" | "male" | "other" | "unknown"
    /** @description The patient. */
    PatientDetails: {
      /**
       * @description ASCII letters, digits, `- . , '`, and single inner spaces. Starts with a letter or a digit.
       *
       *     Constraints: minLength 1, maxLength 50, pattern ^[A-Za-z0-9][A-Za-z0-9.,'\-]*( [A-Za-z0-9.,'\-]+)*$.
       */
      first_name: string
      /**
       * @description Family name, with the same rules as `first_name`.
       *
       *     Constraints: minLength 1, maxLength 50, pattern ^[A-Za-z0-9][A-Za-z0-9.,'\-]*( [A-Za-z0-9.,'\-]+)*$.
       */
      last_name: string
      /**
       * Format: date
       * @description Date of birth. It must not be in the future.
       */
      dob: string
      /** @description The sex that determines the reference ranges. */
      gender: components["schemas"]["Gender"]
      /**
       * @description 10 to 15 digits, preferably in E.164 format. A US area code starts with 2 to 9. Junction rejects `+1555…`
       *     (observed).
       *
       *     Constraints: pattern ^[^A-Za-z\d]*(\d[^A-Za-z\d]*){10,15}$.
       */
      phone_number: string
      /**
       * Format: email
       * @description Email address. Junction requires an `@` and a domain with a dot.
       */
      email: string
    }
    /** @description The patient's address. */
    PatientAddress: {
      /** @description Name of the recipient of a test kit. */
      receiver_name?: string
      /**
       * @description Street and number.
       *
       *     Constraints: minLength 1.
       */
      first_line: string
      /** @description Apartment, suite, or floor. */
      second_line?: string | null
      /**
       * @description City.
       *
       *     Constraints: minLength 1.
       */
      city: string
      /**
       * @description State as two upper-case letters.
       *
       *     Constraints: pattern ^[A-Z]{2}$.
       */
      state: string
      /**
       * @description ZIP code, such as `12345` or `12345-6789`.
       *
       *     Constraints: pattern ^\d{5}(-\d{4})?$.
       */
      zip: string
      /**
       * @description `US`. If the value contains other characters than letters and spaces, Junction returns a plain-text 500
       *     (observed).
       *
       *     Constraints: pattern ^[A-Za-z ]+$.
       */
      country: string
      /**
       * @description Instructions for access to the address.
       *
       *     Constraints: maxLength 1000.
       */
      access_notes?: string | null
      /**
       * @description Phone number, with the same rules as in `patient_details`.
       *
       *     Constraints: pattern ^[^A-Za-z\d]*(\d[^A-Za-z\d]*){10,15}$.
       */
      phone_number?: string | null
    }
    /**
     * @description The ordering physician. Default: a physician of Junction's network. Some labs require a physician
     *     for delegated accounts.
     */
    Physician: {
      /**
       * @description Given name.
       *
       *     Constraints: pattern \S.
       */
      first_name: string
      /**
       * @description Family name.
       *
       *     Constraints: pattern \S.
       */
      last_name: string
      /**
       * @description National Provider Identifier.
       *
       *     Constraints: pattern \S.
       */
      npi: string
      /**
       * @description Email address.
       *
       *     Constraints: pattern \S.
       */
      email?: string | null
      /** @description States in which the physician is licensed. */
      licensed_states?: string[] | null
      /** @description Image of the signature. */
      signature_image?: string | null
    }
    /**
     * @description Type of a consent.
     * @enum {string}
     */
    ConsentType:
      | "terms-of-use"
      | "telehealth-informed-consent"
      | "mobile-terms-and-conditions"
      | "notice-of-privacy-practices"
      | "privacy-policy"
      | "hipaa-authorization"
    /** @description A consent of the patient. Its fields are camelCase, unlike all others. */
    Consent: {
      /** @description Type of a consent. */
      consentType: components["schemas"]["ConsentType"]
      /**
       * @description Version of the document. Default: 1.0.
       *
       *     Constraints: pattern \S.
       */
      version?: string
      /**
       * Format: date-time
       * @description Time at which the patient consented.
       */
      timeOfConsent?: string | null
    }
    /** @description Input for a question at order entry. */
    AoeAnswer: {
      /** @description ID of the marker that has the question. */
      marker_id: number
      /** @description ID of the question. */
      question_id: number
      /**
       * @description Input for the question.
       *
       *     Constraints: pattern \S.
       */
      answer: string
    }
    /** @description The lab tests and options of one panel. IDs are valid in one team and one environment. */
    PanelConfig: {
      /** @description At least one lab test. All have the same lab and the same collection method. */
      labTestIds: string[]
      /**
       * @description Overrides the method of the lab test. Junction rejects `testkit` here.
       * @enum {string}
       */
      collectionMethod?: "walk_in_test" | "at_home_phlebotomy" | "on_site_collection"
      /**
       * Format: uuid
       * @description ID of the account at the lab. Required if the team has several active accounts at the lab.
       */
      labAccountId?: string
      /** @description Who pays the lab. Default: `client_bill`. */
      billingType?: components["schemas"]["BillingType"]
      /**
       * @description The ordering physician. Default: a physician of Junction's network. Some labs require a physician
       *     for delegated accounts.
       */
      physician?: components["schemas"]["Physician"]
      /**
       * @description Notes for the lab. Some labs print them on the requisition.
       *
       *     Constraints: maxLength 1000.
       */
      clinicalNotes?: string
      /** @description Input for the questions that some markers have at order entry. */
      aoeAnswers?: components["schemas"]["AoeAnswer"][]
    }
    /** @description The consents that every patient has given. */
    ConsentsConfig: components["schemas"]["Consent"][]
    /**
     * @description Sort key of a list of orders.
     * @enum {string}
     */
    OrderKey: "created_at" | "patient_name" | "last_status"
    /**
     * @description Sort direction of a list of orders.
     * @enum {string}
     */
    OrderDirection: "asc" | "desc"
    /**
     * @description Whether a lab test can be ordered.
     * @enum {string}
     */
    LabTestStatus: "active" | "pending_approval" | "inactive"
    /**
     * @description A status as `<top>.<method>.<low>`. Requests accept only these values. In responses, split the status at the
     *     dots.
     * @enum {string}
     */
    OrderStatus:
      | "received.testkit.ordered"
      | "received.testkit.awaiting_registration"
      | "received.testkit.requisition_created"
      | "received.testkit.requisition_bypassed"
      | "received.testkit.registered"
      | "collecting_sample.testkit.transit_customer"
      | "collecting_sample.testkit.out_for_delivery"
      | "collecting_sample.testkit.with_customer"
      | "collecting_sample.testkit.transit_lab"
      | "collecting_sample.testkit.problem_in_transit_customer"
      | "collecting_sample.testkit.problem_in_transit_lab"
      | "sample_with_lab.testkit.delivered_to_lab"
      | "sample_with_lab.testkit.lab_processing_blocked"
      | "completed.testkit.completed"
      | "completed.testkit.corrected"
      | "failed.testkit.failure_to_deliver_to_customer"
      | "failed.testkit.failure_to_deliver_to_lab"
      | "failed.testkit.sample_error"
      | "failed.testkit.lost"
      | "cancelled.testkit.cancelled"
      | "cancelled.testkit.do_not_process"
      | "received.walk_in_test.ordered"
      | "received.walk_in_test.requisition_created"
      | "received.walk_in_test.requisition_bypassed"
      | "collecting_sample.walk_in_test.appointment_pending"
      | "collecting_sample.walk_in_test.appointment_scheduled"
      | "collecting_sample.walk_in_test.appointment_cancelled"
      | "collecting_sample.walk_in_test.redraw_available"
      | "sample_with_lab.walk_in_test.partial_results"
      | "completed.walk_in_test.completed"
      | "completed.walk_in_test.corrected"
      | "failed.walk_in_test.sample_error"
      | "cancelled.walk_in_test.cancelled"
      | "received.at_home_phlebotomy.ordered"
      | "received.at_home_phlebotomy.requisition_created"
      | "received.at_home_phlebotomy.requisition_bypassed"
      | "collecting_sample.at_home_phlebotomy.appointment_pending"
      | "collecting_sample.at_home_phlebotomy.appointment_scheduled"
      | "collecting_sample.at_home_phlebotomy.draw_completed"
      | "collecting_sample.at_home_phlebotomy.appointment_cancelled"
      | "sample_with_lab.at_home_phlebotomy.partial_results"
      | "completed.at_home_phlebotomy.completed"
      | "completed.at_home_phlebotomy.corrected"
      | "failed.at_home_phlebotomy.sample_error"
      | "cancelled.at_home_phlebotomy.cancelled"
      | "received.on_site_collection.ordered"
      | "received.on_site_collection.requisition_created"
      | "received.on_site_collection.requisition_bypassed"
      | "sample_with_lab.on_site_collection.draw_completed"
      | "sample_with_lab.on_site_collection.partial_results"
      | "completed.on_site_collection.completed"
      | "completed.on_site_collection.corrected"
      | "failed.on_site_collection.sample_error"
      | "cancelled.on_site_collection.cancelled"
    /**
     * @description Interpretation of the results.
     * @enum {string}
     */
    Interpretation: "normal" | "abnormal" | "critical"
    /**
     * @description Type of a result.
     * @enum {string}
     */
    ResultType: "numeric" | "comment" | "range"
    /** @description Options for the simulated results. */
    SimulateOrderRequest: {
      /** @description Interpretation of the results. */
      interpretation?: components["schemas"]["Interpretation"]
      /** @description Types of the results. */
      result_types?: components["schemas"]["ResultType"][]
      /** @description Whether results are missing. */
      has_missing_results?: boolean
    }
    /** @description An order, and the result of the request. */
    OrderResponse: {
      /**
       * @description An order. Optional properties are usually present. Times of the order and of its events have whole seconds and
       *     an offset. Times in `order_transaction` have microseconds and a `Z` (observed).
       */
      order: components["schemas"]["Order"]
      /** @description `success` (observed). */
      status: string
      /** @description Message for people. */
      message: string
    }
    /**
     * @description An order. Optional properties are usually present. Times of the order and of its events have whole seconds and
     *     an offset. Times in `order_transaction` have microseconds and a `Z` (observed).
     */
    Order: {
      /**
       * Format: uuid
       * @description Junction's ID of the order.
       */
      id: string
      /**
       * Format: uuid
       * @description ID of the team.
       */
      team_id: string
      /**
       * Format: uuid
       * @description ID of the user.
       */
      user_id: string
      patient_details: components["schemas"]["OrderPatientDetails"] | null
      patient_address: components["schemas"]["OrderPatientAddress"] | null
      /**
       * @description A lab test. If an order overrides the collection method, Junction creates a lab test with another ID for this
       *     order (observed). The ID therefore does not identify the panel of an order.
       */
      lab_test: components["schemas"]["LabTest"]
      /** @description The collection of the sample and its progress. */
      details: components["schemas"]["OrderDetails"]
      /** @description ID of the sample. Null in a new order. */
      sample_id: string | null
      /** @description Notes from Junction. */
      notes: string | null
      /**
       * Format: date-time
       * @description Time at which the order was created.
       */
      created_at: string
      /**
       * Format: date-time
       * @description Time at which the order last changed.
       */
      updated_at: string
      /** @description Every status of the order, oldest first. */
      events: components["schemas"]["OrderEvent"][]
      /** @description A change of the order's status. */
      last_event: components["schemas"]["OrderEvent"]
      /**
       * @deprecated
       * @description The first segment of the last event's status.
       */
      status?: string | null
      /** @description ID of the patient's insurance. */
      health_insurance_id: string | null
      /**
       * @deprecated
       * @description URL of the requisition.
       */
      requisition_form_url: string | null
      shipping_details: components["schemas"]["OrderPatientAddress"] | null
      /** @description Whether the order has an Advance Beneficiary Notice. */
      has_abn: boolean
      physician?: components["schemas"]["Physician"] | null
      /** @description The value from the request. */
      priority?: boolean | null
      /** @description The value from the request. */
      activate_by?: string | null
      /** @description The value from the request. */
      passthrough?: string | null
      /** @description The value from the request. */
      billing_type?: string | null
      /** @description The value from the request. */
      icd_codes?: string[] | null
      /** @description The value from the request. */
      clinical_notes?: string | null
      /** @description Interpretation of the results. */
      interpretation?: string | null
      /** @description Whether results are missing. */
      has_missing_results?: boolean | null
      /** @description Date by which results usually arrive. */
      expected_result_by_date?: string | null
      /** @description Date by which results arrive at the latest. */
      worst_case_result_by_date?: string | null
      /** @description `initial`, or the reason why the order replaces another order. */
      origin?: string | null
      order_transaction?: components["schemas"]["OrderTransaction"] | null
    }
    /** @description The patient's details in an order. `dob` is midnight with an offset (observed). */
    OrderPatientDetails: {
      first_name?: string | null
      last_name?: string | null
      dob: string
      gender?: string | null
      phone_number?: string | null
      email?: string | null
      medical_proxy?: {
        [key: string]: unknown
      } | null
      race?: string | null
      ethnicity?: string | null
      sexual_orientation?: string | null
      gender_identity?: string | null
    }
    /** @description The patient's address in an order. */
    OrderPatientAddress: {
      receiver_name?: string | null
      first_line: string
      second_line?: string | null
      city: string
      state: string
      zip: string
      country: string
      access_notes?: string | null
      phone_number?: string | null
    }
    /** @description A change of the order's status. */
    OrderEvent: {
      /** @description A large number that is unique across all orders. */
      id: number
      /**
       * Format: date-time
       * @description Time at which the status changed.
       */
      created_at: string
      /** @description The status as `<top>.<method>.<low>`. Junction may add values. */
      status: string
      /** @description The reason, for some statuses. */
      status_detail?: string | null
    }
    /** @description The collection of the sample and its progress. */
    OrderDetails: {
      /** @description The collection method. */
      type: string
      /** @description A test kit has `shipment`. A walk-in test and at-home phlebotomy have `appointment_id`. */
      data: {
        /** Format: uuid */
        id: string
        shipment?: components["schemas"]["Shipment"] | null
        /** Format: uuid */
        appointment_id?: string | null
        /** Format: date-time */
        created_at: string
        /** Format: date-time */
        updated_at: string
      } | null
    }
    /** @description The shipments of a test kit: outbound to the patient and inbound to the lab. */
    Shipment: {
      /** Format: uuid */
      id: string
      outbound_tracking_number?: string | null
      outbound_tracking_url?: string | null
      inbound_tracking_number?: string | null
      inbound_tracking_url?: string | null
      outbound_courier?: string | null
      inbound_courier?: string | null
      notes?: string | null
    }
    /** @description An order with its redraws and recreations. */
    OrderTransaction: {
      /**
       * Format: uuid
       * @description ID of the transaction. Results of redraws belong to it.
       */
      id: string
      /** @description `active`, `completed`, or `cancelled`. Junction may add values. */
      status: string
      /** @description The orders of the transaction. */
      orders: {
        /** Format: uuid */
        id: string
        low_level_status?: string | null
        low_level_status_created_at?: string | null
        origin?: string | null
        parent_id?: string | null
        created_at: string
        updated_at: string
      }[]
    }
    /** @description One page of orders. */
    OrderPage: {
      /** @description The orders of the page. */
      orders: components["schemas"]["Order"][]
      /** @description Number of orders on all pages. */
      total: number
      /** @description Page number. The first page is 1. */
      page: number
      /** @description Orders per page. */
      size: number
    }
    /**
     * @description A lab test. If an order overrides the collection method, Junction creates a lab test with another ID for this
     *     order (observed). The ID therefore does not identify the panel of an order.
     */
    LabTest: {
      /** Format: uuid */
      id: string
      slug: string
      name: string
      sample_type: string
      /** @description The collection method. */
      method: string
      price: number
      is_active: boolean
      /** @description `active`, `pending_approval`, or `inactive`. Junction may add values. */
      status: string
      fasting?: boolean | null
      lab?: components["schemas"]["Lab"] | null
      markers?:
        | {
            [key: string]: unknown
          }[]
        | null
      is_delegated?: boolean | null
      auto_generated?: boolean | null
      has_collection_instructions?: boolean | null
      common_tat_days?: number | null
      worst_case_tat_days?: number | null
    }
    /** @description A laboratory. */
    Lab: {
      id: number
      slug: string
      name: string
      first_line_address: string
      city: string
      zipcode: string
      collection_methods: string[]
      sample_types: string[]
    }
    /** @description One page of lab tests. */
    LabTestPage: {
      /** @description The lab tests of the page. */
      data: components["schemas"]["LabTest"][]
      /** @description Cursor of the next page. Null on the last page. */
      next_cursor: string | null
    }
    /**
     * @description The reason why Junction rejected a request. `detail` is a sentence or an object (observed). Junction's guide to
     *     cancelling shows the other three fields instead. The body can contain values from the request, so this service
     *     never shows or logs it.
     */
    Rejection: {
      detail?: string | components["schemas"]["RejectionDetail"]
      error?: string
      message?: string
      status_code?: number
    }
    /** @description A rejection with a code. It has a `user_id` if the user already exists. */
    RejectionDetail: {
      /** @description `INVALID_REQUEST` if the user already exists, or if the sandbox has no space for another user. */
      error_type: string
      /** @description Message for people. Its wording can change. */
      error_message: string
      /**
       * Format: uuid
       * @description Junction's ID of the existing user.
       */
      user_id?: string
      /**
       * Format: date-time
       * @description Time at which the existing user was created.
       */
      created_on?: string
    }
    /**
     * @description The fields that fail validation. Junction does not declare the type of `detail`. This list was observed. `input`
     *     is the value from the request. If a field is missing, `input` is the whole parent object. This service never
     *     shows or logs `input`.
     */
    ValidationErrors: {
      detail: components["schemas"]["InvalidField"][]
    }
    /** @description A field and the rule that it violates. */
    InvalidField: {
      /** @description Name of the rule. */
      type: string
      /** @description Path of the field, which starts with `body`, `query`, or `path`. */
      loc: (string | number)[]
      /** @description Message that describes the rule. It can contain the value from the request. */
      msg: string
      /** @description The value from the request. */
      input?: unknown
      /** @description Parameters of the rule. */
      ctx?: {
        [key: string]: unknown
      }
    }
  }
  responses: {
    /**
     * @description The request violates a rule that is not in the schema. Junction does not declare this response for most
     *     operations.
     */
    Rejected: {
      headers: {
        [name: string]: unknown
      }
      content: {
        "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description The API key is missing or invalid. Junction does not declare this response. */
    Unauthenticated: {
      headers: {
        [name: string]: unknown
      }
      content: {
        "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description The team has no permission for this operation. Junction does not declare this response. */
    Forbidden: {
      headers: {
        [name: string]: unknown
      }
      content: {
        "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description The team has no such user or order. Junction does not declare this response. */
    NotFound: {
      headers: {
        [name: string]: unknown
      }
      content: {
        "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description The request fails validation. The response lists every invalid field. */
    Invalid: {
      headers: {
        [name: string]: unknown
      }
      content: {
        "application/json": components["schemas"]["ValidationErrors"]
      }
    }
    /** @description Junction is overloaded. The body is undocumented. */
    Overloaded: {
      headers: {
        /** @description Undocumented. If the header is present, this service waits for this time. */
        "retry-after"?: string
        [name: string]: unknown
      }
      content: {
        "application/json": unknown
        "text/plain": string
      }
    }
    /** @description Junction, or a gateway in front of it, failed. In the sandbox, the body of a 500 is plain text. */
    Failed: {
      headers: {
        [name: string]: unknown
      }
      content: {
        "application/json": unknown
        "text/plain": string
      }
    }
  }
  parameters: {
    /** @description Junction's ID of the order. */
    OrderId: string
  }
  requestBodies: never
  headers: never
  pathItems: never
}
export type CreateUserRequest = components["schemas"]["CreateUserRequest"]
export type User = components["schemas"]["User"]
export type CreateOrderRequest = components["schemas"]["CreateOrderRequest"]
export type OrderSet = components["schemas"]["OrderSet"]
export type CollectionMethod = components["schemas"]["CollectionMethod"]
export type BillingType = components["schemas"]["BillingType"]
export type Gender = components["schemas"]["Gender"]
export type PatientDetails = components["schemas"]["PatientDetails"]
export type PatientAddress = components["schemas"]["PatientAddress"]
export type Physician = components["schemas"]["Physician"]
export type ConsentType = components["schemas"]["ConsentType"]
export type Consent = components["schemas"]["Consent"]
export type AoeAnswer = components["schemas"]["AoeAnswer"]
export type PanelConfig = components["schemas"]["PanelConfig"]
export type ConsentsConfig = components["schemas"]["ConsentsConfig"]
export type OrderKey = components["schemas"]["OrderKey"]
export type OrderDirection = components["schemas"]["OrderDirection"]
export type LabTestStatus = components["schemas"]["LabTestStatus"]
export type OrderStatus = components["schemas"]["OrderStatus"]
export type Interpretation = components["schemas"]["Interpretation"]
export type ResultType = components["schemas"]["ResultType"]
export type SimulateOrderRequest = components["schemas"]["SimulateOrderRequest"]
export type OrderResponse = components["schemas"]["OrderResponse"]
export type Order = components["schemas"]["Order"]
export type OrderPatientDetails = components["schemas"]["OrderPatientDetails"]
export type OrderPatientAddress = components["schemas"]["OrderPatientAddress"]
export type OrderEvent = components["schemas"]["OrderEvent"]
export type OrderDetails = components["schemas"]["OrderDetails"]
export type Shipment = components["schemas"]["Shipment"]
export type OrderTransaction = components["schemas"]["OrderTransaction"]
export type OrderPage = components["schemas"]["OrderPage"]
export type LabTest = components["schemas"]["LabTest"]
export type Lab = components["schemas"]["Lab"]
export type LabTestPage = components["schemas"]["LabTestPage"]
export type Rejection = components["schemas"]["Rejection"]
export type RejectionDetail = components["schemas"]["RejectionDetail"]
export type ValidationErrors = components["schemas"]["ValidationErrors"]
export type InvalidField = components["schemas"]["InvalidField"]
export type ResponseRejected = components["responses"]["Rejected"]
export type ResponseUnauthenticated = components["responses"]["Unauthenticated"]
export type ResponseForbidden = components["responses"]["Forbidden"]
export type ResponseNotFound = components["responses"]["NotFound"]
export type ResponseInvalid = components["responses"]["Invalid"]
export type ResponseOverloaded = components["responses"]["Overloaded"]
export type ResponseFailed = components["responses"]["Failed"]
export type ParameterOrderId = components["parameters"]["OrderId"]
export type $defs = Record<string, never>
export interface operations {
  createUser: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        "application/json": components["schemas"]["CreateUserRequest"]
      }
    }
    responses: {
      /** @description The new user */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          "application/json": components["schemas"]["User"]
        }
      }
      400: components["responses"]["Rejected"]
      401: components["responses"]["Unauthenticated"]
      403: components["responses"]["Forbidden"]
      422: components["responses"]["Invalid"]
      429: components["responses"]["Overloaded"]
      "5XX": components["responses"]["Failed"]
    }
  }
  resolveUser: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The `client_user_id` of the user, percent-encoded. */
        client_user_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The user */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          "application/json": components["schemas"]["User"]
        }
      }
      401: components["responses"]["Unauthenticated"]
      403: components["responses"]["Forbidden"]
      404: components["responses"]["NotFound"]
      422: components["responses"]["Invalid"]
      429: components["responses"]["Overloaded"]
      "5XX": components["responses"]["Failed"]
    }
  }
  createOrder: {
    parameters: {
      query?: never
      header?: {
        /**
         * @description Junction saves the status and body of the first executed request, including errors. It returns them for
         *     every later request with this key, for at least 24 hours. Junction saves nothing if the request fails
         *     validation, or if another request with the same key is in flight. Undocumented: whether bodies are compared,
         *     the length limit, and the scope of a key.
         */
        "X-Idempotency-Key"?: string
        /** @description Undocumented. With this header, Junction probably does not save errors. This service does not send it. */
        "X-Idempotency-Error"?: "no-cache"
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        "application/json": components["schemas"]["CreateOrderRequest"]
      }
    }
    responses: {
      /** @description The created order */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          "application/json": components["schemas"]["OrderResponse"]
        }
      }
      400: components["responses"]["Rejected"]
      401: components["responses"]["Unauthenticated"]
      403: components["responses"]["Forbidden"]
      404: components["responses"]["NotFound"]
      /** @description Another request with the same idempotency key is in flight. The status is undocumented and assumed. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          "application/json": components["schemas"]["Rejection"]
        }
      }
      422: components["responses"]["Invalid"]
      429: components["responses"]["Overloaded"]
      503: components["responses"]["Overloaded"]
      "5XX": components["responses"]["Failed"]
    }
  }
  getOrder: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Junction's ID of the order. */
        order_id: components["parameters"]["OrderId"]
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The order, without an envelope */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          "application/json": components["schemas"]["Order"]
        }
      }
      401: components["responses"]["Unauthenticated"]
      403: components["responses"]["Forbidden"]
      404: components["responses"]["NotFound"]
      422: components["responses"]["Invalid"]
      429: components["responses"]["Overloaded"]
      "5XX": components["responses"]["Failed"]
    }
  }
  listOrders: {
    parameters: {
      query?: {
        /** @description Returns only this user's orders. If the user does not exist, the response is 404. */
        user_id?: string
        /** @description Returns only orders created at this time or later. */
        start_date?: string
        /** @description Returns only orders created at this time or earlier. */
        end_date?: string
        /** @description The sort key. */
        order_key?: components["schemas"]["OrderKey"]
        /** @description The sort direction. */
        order_direction?: components["schemas"]["OrderDirection"]
        /** @description Page number. The first page is 1. */
        page?: number
        /** @description Orders per page. Default: 50. */
        size?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          "application/json": components["schemas"]["OrderPage"]
        }
      }
      401: components["responses"]["Unauthenticated"]
      403: components["responses"]["Forbidden"]
      404: components["responses"]["NotFound"]
      422: components["responses"]["Invalid"]
      429: components["responses"]["Overloaded"]
      "5XX": components["responses"]["Failed"]
    }
  }
  cancelOrder: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Junction's ID of the order. */
        order_id: components["parameters"]["OrderId"]
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The cancelled order */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          "application/json": components["schemas"]["OrderResponse"]
        }
      }
      400: components["responses"]["Rejected"]
      401: components["responses"]["Unauthenticated"]
      403: components["responses"]["Forbidden"]
      404: components["responses"]["NotFound"]
      422: components["responses"]["Invalid"]
      429: components["responses"]["Overloaded"]
      "5XX": components["responses"]["Failed"]
    }
  }
  simulateOrder: {
    parameters: {
      query?: {
        /** @description The new status. It must belong to the collection method of the order. */
        final_status?: components["schemas"]["OrderStatus"]
        /** @description Delay of the change in seconds. */
        delay?: number
      }
      header?: never
      path: {
        /** @description Junction's ID of the order. */
        order_id: components["parameters"]["OrderId"]
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        "application/json": components["schemas"]["SimulateOrderRequest"]
      }
    }
    responses: {
      /** @description The status was changed, or the change was scheduled */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          "application/json": string
        }
      }
      400: components["responses"]["Rejected"]
      401: components["responses"]["Unauthenticated"]
      403: components["responses"]["Forbidden"]
      404: components["responses"]["NotFound"]
      422: components["responses"]["Invalid"]
      429: components["responses"]["Overloaded"]
      "5XX": components["responses"]["Failed"]
    }
  }
  listLabTests: {
    parameters: {
      query?: {
        /** @description Lab tests per page. Default: 50. */
        lab_test_limit?: number
        /** @description The `next_cursor` of the previous page. */
        next_cursor?: string
        /** @description Returns only lab tests with this status. Only `active` ones can be ordered. */
        status?: components["schemas"]["LabTestStatus"]
        /** @description Returns only lab tests with this collection method. */
        collection_method?: components["schemas"]["CollectionMethod"]
        /** @description Returns only lab tests of this lab, for example `labcorp`. */
        lab_slug?: string
        /** @description Returns only lab tests whose name contains this text. */
        name?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          "application/json": components["schemas"]["LabTestPage"]
        }
      }
      401: components["responses"]["Unauthenticated"]
      403: components["responses"]["Forbidden"]
      422: components["responses"]["Invalid"]
      429: components["responses"]["Overloaded"]
      "5XX": components["responses"]["Failed"]
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
export const pathsV3OrderPostParametersHeaderXIdempotencyErrorValues: ReadonlyArray<
  FlattenedDeepRequired<paths>["/v3/order"]["post"]["parameters"]["header"]["X-Idempotency-Error"]
> = ["no-cache"]
export const collectionMethodValues: ReadonlyArray<
  FlattenedDeepRequired<components>["schemas"]["CollectionMethod"]
> = ["testkit", "walk_in_test", "at_home_phlebotomy", "on_site_collection"]
export const billingTypeValues: ReadonlyArray<
  FlattenedDeepRequired<components>["schemas"]["BillingType"]
> = ["client_bill", "commercial_insurance", "patient_bill_passthrough", "patient_bill"]
export const genderValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Gender"]> = [
  "female",
  "male",
  "other",
  "unknown",
]
export const consentTypeValues: ReadonlyArray<
  FlattenedDeepRequired<components>["schemas"]["ConsentType"]
> = [
  "terms-of-use",
  "telehealth-informed-consent",
  "mobile-terms-and-conditions",
  "notice-of-privacy-practices",
  "privacy-policy",
  "hipaa-authorization",
]
export const panelConfigCollectionMethodValues: ReadonlyArray<
  FlattenedDeepRequired<components>["schemas"]["PanelConfig"]["collectionMethod"]
> = ["walk_in_test", "at_home_phlebotomy", "on_site_collection"]
export const orderKeyValues: ReadonlyArray<
  FlattenedDeepRequired<components>["schemas"]["OrderKey"]
> = ["created_at", "patient_name", "last_status"]
export const orderDirectionValues: ReadonlyArray<
  FlattenedDeepRequired<components>["schemas"]["OrderDirection"]
> = ["asc", "desc"]
export const labTestStatusValues: ReadonlyArray<
  FlattenedDeepRequired<components>["schemas"]["LabTestStatus"]
> = ["active", "pending_approval", "inactive"]
export const orderStatusValues: ReadonlyArray<
  FlattenedDeepRequired<components>["schemas"]["OrderStatus"]
> = [
  "received.testkit.ordered",
  "received.testkit.awaiting_registration",
  "received.testkit.requisition_created",
  "received.testkit.requisition_bypassed",
  "received.testkit.registered",
  "collecting_sample.testkit.transit_customer",
  "collecting_sample.testkit.out_for_delivery",
  "collecting_sample.testkit.with_customer",
  "collecting_sample.testkit.transit_lab",
  "collecting_sample.testkit.problem_in_transit_customer",
  "collecting_sample.testkit.problem_in_transit_lab",
  "sample_with_lab.testkit.delivered_to_lab",
  "sample_with_lab.testkit.lab_processing_blocked",
  "completed.testkit.completed",
  "completed.testkit.corrected",
  "failed.testkit.failure_to_deliver_to_customer",
  "failed.testkit.failure_to_deliver_to_lab",
  "failed.testkit.sample_error",
  "failed.testkit.lost",
  "cancelled.testkit.cancelled",
  "cancelled.testkit.do_not_process",
  "received.walk_in_test.ordered",
  "received.walk_in_test.requisition_created",
  "received.walk_in_test.requisition_bypassed",
  "collecting_sample.walk_in_test.appointment_pending",
  "collecting_sample.walk_in_test.appointment_scheduled",
  "collecting_sample.walk_in_test.appointment_cancelled",
  "collecting_sample.walk_in_test.redraw_available",
  "sample_with_lab.walk_in_test.partial_results",
  "completed.walk_in_test.completed",
  "completed.walk_in_test.corrected",
  "failed.walk_in_test.sample_error",
  "cancelled.walk_in_test.cancelled",
  "received.at_home_phlebotomy.ordered",
  "received.at_home_phlebotomy.requisition_created",
  "received.at_home_phlebotomy.requisition_bypassed",
  "collecting_sample.at_home_phlebotomy.appointment_pending",
  "collecting_sample.at_home_phlebotomy.appointment_scheduled",
  "collecting_sample.at_home_phlebotomy.draw_completed",
  "collecting_sample.at_home_phlebotomy.appointment_cancelled",
  "sample_with_lab.at_home_phlebotomy.partial_results",
  "completed.at_home_phlebotomy.completed",
  "completed.at_home_phlebotomy.corrected",
  "failed.at_home_phlebotomy.sample_error",
  "cancelled.at_home_phlebotomy.cancelled",
  "received.on_site_collection.ordered",
  "received.on_site_collection.requisition_created",
  "received.on_site_collection.requisition_bypassed",
  "sample_with_lab.on_site_collection.draw_completed",
  "sample_with_lab.on_site_collection.partial_results",
  "completed.on_site_collection.completed",
  "completed.on_site_collection.corrected",
  "failed.on_site_collection.sample_error",
  "cancelled.on_site_collection.cancelled",
]
export const interpretationValues: ReadonlyArray<
  FlattenedDeepRequired<components>["schemas"]["Interpretation"]
> = ["normal", "abnormal", "critical"]
export const resultTypeValues: ReadonlyArray<
  FlattenedDeepRequired<components>["schemas"]["ResultType"]
> = ["numeric", "comment", "range"]
