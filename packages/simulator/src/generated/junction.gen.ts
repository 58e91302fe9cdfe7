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
     * Make a user
     * @description Naturally idempotent: a `client_user_id` that exists already is refused with a 400 whose `detail` carries the
     *     user's `user_id`, which answers the question just as well.
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
    /** Find a user by our id */
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
     * @description Answers 200, not 201. Writes the patient's details onto the user as well, so a user stands for one patient.
     *
     *     Junction declares 200 and 422 only; the other answers were observed in its sandbox or are in its guides.
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
    /** Read an order */
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
     * @description There is no filter by `passthrough` or by idempotency key: list a user's orders over a span of time and compare
     *     `passthrough` here. How long a new order takes to be listed is undocumented.
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
     * @description 200 too when it was cancelled before; 400 when the sample is too far along.
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
     * Push a sandbox order on
     * @description Sandbox only, where an order stays as it was made until it is pushed. The first call on a fresh order makes
     *     the requisition and no more, whatever status it asks for.
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
     * @description A lab test's id is valid in one team and one environment.
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
    /** @description A user to make. */
    CreateUserRequest: {
      /**
       * @description Our stable id for the patient. Junction asks that it tell nothing about them.
       *
       *     Constraints: minLength 1.
       */
      client_user_id: string
      /** @description An IANA time zone. */
      fallback_time_zone?: string | null
      /**
       * Format: date
       * @description Date of birth, when no other source gives one.
       */
      fallback_birth_date?: string | null
    }
    /** @description A user of the team. */
    User: {
      /**
       * Format: uuid
       * @description Junction's id, which orders name.
       */
      user_id: string
      /**
       * Format: uuid
       * @description The team.
       */
      team_id: string
      /** @description As it was given. */
      client_user_id: string
      /**
       * Format: date-time
       * @description When the user was made.
       */
      created_on: string
      /** @description Wearables; always empty here. */
      connected_sources: unknown[]
      /** @description The time zone and where it came from. */
      fallback_time_zone: {
        id: string
        source_slug: string
        /** Format: date-time */
        updated_at: string
      } | null
      /** @description The date of birth and where it came from. */
      fallback_birth_date?: {
        value: string
        source_slug: string
        /** Format: date-time */
        updated_at: string
      } | null
      ingestion_start?: string | null
      ingestion_end?: string | null
    }
    /** @description Lab tests for one user. Either `order_set` or the deprecated `lab_test_id`; neither is a 400. */
    CreateOrderRequest: {
      /**
       * Format: uuid
       * @description Junction's id for the user.
       */
      user_id: string
      /** @description Who is tested. */
      patient_details: components["schemas"]["PatientDetails"]
      /** @description Where the patient lives. */
      patient_address: components["schemas"]["PatientAddress"]
      order_set?: components["schemas"]["OrderSet"] | null
      /**
       * Format: uuid
       * @deprecated
       * @description One lab test; superseded by `order_set`.
       */
      lab_test_id?: string | null
      /** @description How the sample is taken. The lab test decides when absent; overriding with `testkit` is refused (observed). */
      collection_method?: components["schemas"]["CollectionMethod"]
      physician?: components["schemas"]["Physician"] | null
      /** @description Who pays the lab. `client_bill` when absent. */
      billing_type?: components["schemas"]["BillingType"]
      /**
       * Format: uuid
       * @description Needed by teams with several active accounts at the lab.
       */
      lab_account_id?: string | null
      /** @description Diagnoses. */
      icd_codes?: string[] | null
      /** @description What the patient agreed to. */
      consents?: components["schemas"]["Consent"][] | null
      /**
       * Format: date
       * @description Schedules the order for later. Cannot be added afterwards.
       */
      activate_by?: string | null
      /** @description Answers to the questions that some markers ask on order entry. */
      aoe_answers?: components["schemas"]["AoeAnswer"][] | null
      /** @description Urgent, at labs that know it. False when absent. */
      priority?: boolean
      /** @description Ours; comes back on the order and in webhooks. The only way to recognise an order. */
      passthrough?: string | null
      /**
       * @description Printed on the requisition at some labs.
       *
       *     Constraints: maxLength 1000.
       */
      clinical_notes?: string | null
    }
    /** @description What to order; at least one of the two (neither is a 400). */
    OrderSet: {
      /** @description Lab tests of one lab and one collection method. */
      lab_test_ids?: string[] | null
      /** @description Single markers, by Junction's ids or by the lab's. Requires `collection_method`. */
      add_on?: {
        marker_ids?: number[]
        provider_ids?: string[]
      } | null
    }
    /**
     * @description How the sample is taken. The lab test decides when absent; overriding with `testkit` is refused (observed).
     * @enum {string}
     */
    CollectionMethod: "testkit" | "walk_in_test" | "at_home_phlebotomy" | "on_site_collection"
    /**
     * @description Who pays the lab. `client_bill` when absent.
     * @enum {string}
     */
    BillingType:
      "client_bill" | "commercial_insurance" | "patient_bill_passthrough" | "patient_bill"
    /**
     * @description The sex that reference ranges go by.
     * @enum {string}
     */
    Gender: "female" | "male" | "other" | "unknown"
    /** @description Who is tested. */
    PatientDetails: {
      /**
       * @description ASCII letters, digits and `- . , '`; single spaces inside; begins with a letter or a digit.
       *
       *     Constraints: minLength 1, maxLength 50, pattern ^[A-Za-z0-9][A-Za-z0-9.,'\-]*( [A-Za-z0-9.,'\-]+)*$.
       */
      first_name: string
      /**
       * @description As `first_name`.
       *
       *     Constraints: minLength 1, maxLength 50, pattern ^[A-Za-z0-9][A-Za-z0-9.,'\-]*( [A-Za-z0-9.,'\-]+)*$.
       */
      last_name: string
      /**
       * Format: date
       * @description Date of birth, not in the future.
       */
      dob: string
      /** @description The sex that reference ranges go by. */
      gender: components["schemas"]["Gender"]
      /**
       * @description 10 to 15 digits, best as E.164; a US area code begins with 2 to 9. `+1555…` is refused (observed).
       *
       *     Constraints: pattern ^[^A-Za-z\d]*(\d[^A-Za-z\d]*){10,15}$.
       */
      phone_number: string
      /**
       * Format: email
       * @description Checked for an `@` and a domain with a dot.
       */
      email: string
    }
    /** @description Where the patient lives. */
    PatientAddress: {
      /** @description To whom a test kit is addressed. */
      receiver_name?: string
      /**
       * @description Street and number.
       *
       *     Constraints: minLength 1.
       */
      first_line: string
      /** @description Apartment, suite, floor. */
      second_line?: string | null
      /**
       * @description City.
       *
       *     Constraints: minLength 1.
       */
      city: string
      /**
       * @description The state's two upper-case letters.
       *
       *     Constraints: pattern ^[A-Z]{2}$.
       */
      state: string
      /**
       * @description Five digits, or five and four.
       *
       *     Constraints: pattern ^\d{5}(-\d{4})?$.
       */
      zip: string
      /**
       * @description `US`. Anything but letters and spaces is answered with a bare 500 (observed).
       *
       *     Constraints: pattern ^[A-Za-z ]+$.
       */
      country: string
      /**
       * @description How to get in.
       *
       *     Constraints: maxLength 1000.
       */
      access_notes?: string | null
      /**
       * @description As in `patient_details`.
       *
       *     Constraints: pattern ^[^A-Za-z\d]*(\d[^A-Za-z\d]*){10,15}$.
       */
      phone_number?: string | null
    }
    /** @description Who orders; Junction's own network when absent. Some labs demand one for delegated accounts. */
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
       * @description E-mail address.
       *
       *     Constraints: pattern \S.
       */
      email?: string | null
      /** @description States of licence. */
      licensed_states?: string[] | null
      /** @description The signature. */
      signature_image?: string | null
    }
    /**
     * @description What a patient can agree to.
     * @enum {string}
     */
    ConsentType:
      | "terms-of-use"
      | "telehealth-informed-consent"
      | "mobile-terms-and-conditions"
      | "notice-of-privacy-practices"
      | "privacy-policy"
      | "hipaa-authorization"
    /** @description One thing agreed to. The members are camelCase, unlike everything else. */
    Consent: {
      /** @description What a patient can agree to. */
      consentType: components["schemas"]["ConsentType"]
      /**
       * @description Which version of it; 1.0 when absent.
       *
       *     Constraints: pattern \S.
       */
      version?: string
      /**
       * Format: date-time
       * @description When.
       */
      timeOfConsent?: string | null
    }
    /** @description An answer to a question asked on order entry. */
    AoeAnswer: {
      /** @description Whose question. */
      marker_id: number
      /** @description Which question. */
      question_id: number
      /**
       * @description The answer.
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
       * @description Overrides the lab test's own. Junction rejects `testkit` here.
       * @enum {string}
       */
      collectionMethod?: "walk_in_test" | "at_home_phlebotomy" | "on_site_collection"
      /**
       * Format: uuid
       * @description The account at the lab, for teams with several active accounts.
       */
      labAccountId?: string
      /** @description Who pays the lab. `client_bill` when absent. */
      billingType?: components["schemas"]["BillingType"]
      /** @description Who orders; Junction's own network when absent. Some labs demand one for delegated accounts. */
      physician?: components["schemas"]["Physician"]
      /**
       * @description Printed on the requisition at some labs.
       *
       *     Constraints: maxLength 1000.
       */
      clinicalNotes?: string
      /** @description Answers to the questions that some markers ask on order entry. */
      aoeAnswers?: components["schemas"]["AoeAnswer"][]
    }
    /** @description The consents that every patient gave. */
    ConsentsConfig: components["schemas"]["Consent"][]
    /**
     * @description What orders can be sorted by.
     * @enum {string}
     */
    OrderKey: "created_at" | "patient_name" | "last_status"
    /**
     * @description Which way they are sorted.
     * @enum {string}
     */
    OrderDirection: "asc" | "desc"
    /**
     * @description Whether a lab test can be ordered.
     * @enum {string}
     */
    LabTestStatus: "active" | "pending_approval" | "inactive"
    /**
     * @description `<top>.<method>.<low>`. A closed list when it is asked for; split on the dots when it is read.
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
     * @description How results turn out.
     * @enum {string}
     */
    Interpretation: "normal" | "abnormal" | "critical"
    /**
     * @description A kind of result.
     * @enum {string}
     */
    ResultType: "numeric" | "comment" | "range"
    /** @description What the simulated results look like. */
    SimulateOrderRequest: {
      /** @description How results turn out. */
      interpretation?: components["schemas"]["Interpretation"]
      /** @description Of which kinds they are. */
      result_types?: components["schemas"]["ResultType"][]
      /** @description Whether some are missing. */
      has_missing_results?: boolean
    }
    /** @description An order, and two words about what happened. */
    OrderResponse: {
      /**
       * @description An order. What is not required is usually present. Times of the order and of its events have seconds and an
       *     offset, those of `order_transaction` microseconds and a `Z` (observed).
       */
      order: components["schemas"]["Order"]
      /** @description `success` (observed). */
      status: string
      /** @description For people. */
      message: string
    }
    /**
     * @description An order. What is not required is usually present. Times of the order and of its events have seconds and an
     *     offset, those of `order_transaction` microseconds and a `Z` (observed).
     */
    Order: {
      /**
       * Format: uuid
       * @description Junction's id for the order.
       */
      id: string
      /**
       * Format: uuid
       * @description The team.
       */
      team_id: string
      /**
       * Format: uuid
       * @description The user.
       */
      user_id: string
      patient_details: components["schemas"]["OrderPatientDetails"] | null
      patient_address: components["schemas"]["OrderPatientAddress"] | null
      /**
       * @description A lab test. When an order overrides the collection method, its lab test is one that Junction made for it, with
       *     another id (observed): a panel is not recognised by it.
       */
      lab_test: components["schemas"]["LabTest"]
      /** @description How the sample is taken, and how far that is. */
      details: components["schemas"]["OrderDetails"]
      /** @description The sample; null at first. */
      sample_id: string | null
      /** @description Junction's notes. */
      notes: string | null
      /**
       * Format: date-time
       * @description When it was made.
       */
      created_at: string
      /**
       * Format: date-time
       * @description When it last changed.
       */
      updated_at: string
      /** @description Every status so far, oldest first. */
      events: components["schemas"]["OrderEvent"][]
      /** @description A status that the order reached. */
      last_event: components["schemas"]["OrderEvent"]
      /**
       * @deprecated
       * @description The first segment of the last event's status.
       */
      status?: string | null
      /** @description The patient's insurance. */
      health_insurance_id: string | null
      /**
       * @deprecated
       * @description The requisition.
       */
      requisition_form_url: string | null
      shipping_details: components["schemas"]["OrderPatientAddress"] | null
      /** @description Whether there is an Advance Beneficiary Notice. */
      has_abn: boolean
      physician?: components["schemas"]["Physician"] | null
      /** @description As ordered. */
      priority?: boolean | null
      /** @description As ordered. */
      activate_by?: string | null
      /** @description As ordered. */
      passthrough?: string | null
      /** @description As ordered. */
      billing_type?: string | null
      /** @description As ordered. */
      icd_codes?: string[] | null
      /** @description As ordered. */
      clinical_notes?: string | null
      /** @description How the results turned out. */
      interpretation?: string | null
      /** @description Whether results are missing. */
      has_missing_results?: boolean | null
      /** @description When results usually arrive. */
      expected_result_by_date?: string | null
      /** @description When they arrive at the latest. */
      worst_case_result_by_date?: string | null
      /** @description `initial`, or what it replaces an order for. */
      origin?: string | null
      order_transaction?: components["schemas"]["OrderTransaction"] | null
    }
    /** @description The patient, as the order keeps them; `dob` is a midnight with an offset (observed). */
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
    /** @description The address, as the order keeps it. */
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
    /** @description A status that the order reached. */
    OrderEvent: {
      /** @description Large, and of all orders together. */
      id: number
      /**
       * Format: date-time
       * @description When.
       */
      created_at: string
      /** @description `<top>.<method>.<low>`; not a closed list. */
      status: string
      /** @description Why, for some statuses. */
      status_detail?: string | null
    }
    /** @description How the sample is taken, and how far that is. */
    OrderDetails: {
      /** @description The collection method. */
      type: string
      /** @description `shipment` with a test kit; `appointment_id` with the others but on-site collection. */
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
    /** @description The test kit's two journeys, outbound to the patient and inbound to the lab. */
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
    /** @description An order together with its redraws and recreations. */
    OrderTransaction: {
      /**
       * Format: uuid
       * @description What the results of redraws hang off.
       */
      id: string
      /** @description `active`, `completed` or `cancelled` so far. */
      status: string
      /** @description Its orders. */
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
      /** @description The page's orders. */
      orders: components["schemas"]["Order"][]
      /** @description How many there are on all pages. */
      total: number
      /** @description The page, from 1. */
      page: number
      /** @description Orders per page. */
      size: number
    }
    /**
     * @description A lab test. When an order overrides the collection method, its lab test is one that Junction made for it, with
     *     another id (observed): a panel is not recognised by it.
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
      /** @description `active`, `pending_approval` or `inactive` so far. */
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
      /** @description The page's lab tests. */
      data: components["schemas"]["LabTest"][]
      /** @description Gives the next page; null on the last. */
      next_cursor: string | null
    }
    /**
     * @description Why a request was refused: `detail`, a sentence or an object (observed). Junction's page about cancelling shows
     *     the other three members instead. May hold what was sent; never shown or logged.
     */
    Rejection: {
      detail?: string | components["schemas"]["RejectionDetail"]
      error?: string
      message?: string
      status_code?: number
    }
    /** @description A refusal with a code. With `user_id`, a user who exists already. */
    RejectionDetail: {
      /** @description `INVALID_REQUEST` for a user who exists, and for a sandbox that is full. */
      error_type: string
      /** @description For people; wording changes. */
      error_message: string
      /**
       * Format: uuid
       * @description The user who has this `client_user_id` already.
       */
      user_id?: string
      /**
       * Format: date-time
       * @description When that user was made.
       */
      created_on?: string
    }
    /**
     * @description Which members fail validation. Junction leaves `detail` untyped; observed is the list here. `input` holds what
     *     was sent, for a missing member the whole object around it: never shown or logged.
     */
    Invalidity: {
      detail: components["schemas"]["InvalidMember"][]
    }
    /** @description One member and the rule that it breaks. */
    InvalidMember: {
      /** @description The rule's name. */
      type: string
      /** @description Where, from `body`, `query` or `path` inwards. */
      loc: (string | number)[]
      /** @description The rule in words. May hold what was sent. */
      msg: string
      /** @description What was sent. */
      input?: unknown
      /** @description The rule's parameters. */
      ctx?: {
        [key: string]: unknown
      }
    }
  }
  responses: {
    /** @description A rule beyond the schema was broken; undeclared by Junction for most operations */
    Rejected: {
      headers: {
        [name: string]: unknown
      }
      content: {
        "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description The key is missing or wrong; undeclared by Junction */
    Unauthenticated: {
      headers: {
        [name: string]: unknown
      }
      content: {
        "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description The team may not use this operation; undeclared by Junction */
    Forbidden: {
      headers: {
        [name: string]: unknown
      }
      content: {
        "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description No such user or order on this team; undeclared by Junction */
    NotFound: {
      headers: {
        [name: string]: unknown
      }
      content: {
        "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description Members fail validation, all listed at once */
    Invalid: {
      headers: {
        [name: string]: unknown
      }
      content: {
        "application/json": components["schemas"]["Invalidity"]
      }
    }
    /** @description Junction sheds load; the body is undocumented */
    Overloaded: {
      headers: {
        /** @description Undocumented; obeyed when present. */
        "retry-after"?: string
        [name: string]: unknown
      }
      content: {
        "application/json": unknown
        "text/plain": string
      }
    }
    /** @description Junction or something in front of it failed; the bare 500 of the sandbox is text */
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
    /** @description Junction's id for the order. */
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
export type Invalidity = components["schemas"]["Invalidity"]
export type InvalidMember = components["schemas"]["InvalidMember"]
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
        /** @description The id under which the user was made, percent-encoded. */
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
         * @description The status and the body of the first executed request are saved under it, failures included, and are the
         *     answer to every later request with it, for at least 24 hours. Nothing is saved for a request that fails
         *     validation or that meets another one with the same key in flight. Nothing is said about a comparison of
         *     bodies. Length limit and scope undocumented.
         */
        "X-Idempotency-Key"?: string
        /** @description Undocumented, presumably that failures are not saved. Not sent by this service. */
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
      /** @description The order was accepted */
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
      /** @description Another request with the same idempotency key is in flight (assumed; the status is undocumented) */
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
        /** @description Junction's id for the order. */
        order_id: components["parameters"]["OrderId"]
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The order, not wrapped */
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
        /** @description One user's orders; 404 when there is no such user. */
        user_id?: string
        /** @description Created at this time or later. */
        start_date?: string
        /** @description Created at this time or earlier. */
        end_date?: string
        /** @description What to sort by. */
        order_key?: components["schemas"]["OrderKey"]
        /** @description How to sort. */
        order_direction?: components["schemas"]["OrderDirection"]
        /** @description The page, from 1. */
        page?: number
        /** @description Orders per page, 50 when absent. */
        size?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One page */
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
        /** @description Junction's id for the order. */
        order_id: components["parameters"]["OrderId"]
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The order is cancelled */
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
        /** @description The status to reach; of the order's own collection method. */
        final_status?: components["schemas"]["OrderStatus"]
        /** @description Seconds until it is reached. */
        delay?: number
      }
      header?: never
      path: {
        /** @description Junction's id for the order. */
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
      /** @description Done, or scheduled */
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
        /** @description Lab tests per page, 50 when absent. */
        lab_test_limit?: number
        /** @description As the page before gave it. */
        next_cursor?: string
        /** @description Only `active` lab tests can be ordered. */
        status?: components["schemas"]["LabTestStatus"]
        /** @description How the sample is taken. */
        collection_method?: components["schemas"]["CollectionMethod"]
        /** @description The lab, for example `labcorp`. */
        lab_slug?: string
        /** @description A part of the lab test's name. */
        name?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One page */
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
