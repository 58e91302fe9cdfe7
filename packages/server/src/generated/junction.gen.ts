// Generated from spec/junction.openapi.yaml. Do not edit. Run `npm run generate`.
export interface paths {
  readonly "/v2/user": {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Create a user
     * @description The operation is idempotent without a key. If the `client_user_id` exists, Junction returns 400, and `detail`
     *     contains the `user_id` of the existing user.
     */
    readonly post: operations["createUser"]
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly "/v2/user/resolve/{client_user_id}": {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /** Find a user by this service's ID */
    readonly get: operations["resolveUser"]
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly "/v3/order": {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Order lab tests for a user
     * @description Returns 200, not 201. The patient's details of the order replace those of the user, so each patient needs a user
     *     of their own.
     *
     *     Junction declares only 200 and 422. The other responses were observed in its sandbox or are in its guides.
     */
    readonly post: operations["createOrder"]
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly "/v3/order/{order_id}": {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /** Get an order */
    readonly get: operations["getOrder"]
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly "/v3/orders": {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * List orders
     * @description Junction has no filter by `passthrough` or by idempotency key. To find an order, list a user's orders in a range
     *     of time and compare `passthrough`. How long a new order takes to appear in the list is undocumented.
     */
    readonly get: operations["listOrders"]
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly "/v3/order/{order_id}/cancel": {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Cancel an order
     * @description Also returns 200 if the order is already cancelled. Returns 400 if the sample has progressed too far.
     */
    readonly post: operations["cancelOrder"]
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly "/v3/order/{order_id}/test": {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Change the status of a sandbox order
     * @description Available only in the sandbox, where the status of an order changes only through this operation. The first call
     *     for a new order only creates the requisition, regardless of `final_status`.
     */
    readonly post: operations["simulateOrder"]
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly "/v3/lab_test": {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * List the team's lab tests
     * @description The ID of a lab test is valid in one team and one environment.
     */
    readonly get: operations["listLabTests"]
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    /** @description The user to create. */
    readonly CreateUserRequest: {
      /**
       * @description This service's stable ID of the patient. Contains no personal data, as Junction requests.
       *
       *     Constraints: minLength 1.
       */
      readonly client_user_id: string
      /** @description An IANA time zone. */
      readonly fallback_time_zone?: string | null
      /**
       * Format: date
       * @description Date of birth. If no other source provides a date of birth, Junction uses this value.
       */
      readonly fallback_birth_date?: string | null
    }
    /** @description A user of the team. */
    readonly User: {
      /**
       * Format: uuid
       * @description Junction's ID of the user. Orders refer to it.
       */
      readonly user_id: string
      /**
       * Format: uuid
       * @description ID of the team.
       */
      readonly team_id: string
      /** @description The value from the request. */
      readonly client_user_id: string
      /**
       * Format: date-time
       * @description Time at which the user was created.
       */
      readonly created_on: string
      /** @description Connected wearables. This service connects none, so the list is empty. */
      readonly connected_sources: readonly unknown[]
      /** @description The time zone and its source. */
      readonly fallback_time_zone: {
        readonly id: string
        readonly source_slug: string
        /** Format: date-time */
        readonly updated_at: string
      } | null
      /** @description The date of birth and its source. */
      readonly fallback_birth_date?: {
        readonly value: string
        readonly source_slug: string
        /** Format: date-time */
        readonly updated_at: string
      } | null
      readonly ingestion_start?: string | null
      readonly ingestion_end?: string | null
    }
    /**
     * @description An order of lab tests for one user. If neither `order_set` nor the deprecated `lab_test_id` is set, Junction
     *     returns 400.
     */
    readonly CreateOrderRequest: {
      /**
       * Format: uuid
       * @description Junction's ID of the user.
       */
      readonly user_id: string
      /** @description The patient. */
      readonly patient_details: components["schemas"]["PatientDetails"]
      /** @description The patient's address. */
      readonly patient_address: components["schemas"]["PatientAddress"]
      readonly order_set?: components["schemas"]["OrderSet"] | null
      /**
       * Format: uuid
       * @deprecated
       * @description ID of one lab test. Use `order_set` instead.
       */
      readonly lab_test_id?: string | null
      /**
       * @description How the sample is collected. Default: the method of the lab test. Junction rejects `testkit` as an override
       *     (observed).
       */
      readonly collection_method?: components["schemas"]["CollectionMethod"]
      readonly physician?: components["schemas"]["Physician"] | null
      /** @description Who pays the lab. Default: `client_bill`. */
      readonly billing_type?: components["schemas"]["BillingType"]
      /**
       * Format: uuid
       * @description ID of the account at the lab. Required if the team has several active accounts at the lab.
       */
      readonly lab_account_id?: string | null
      /** @description Diagnoses as ICD codes. */
      readonly icd_codes?: readonly string[] | null
      /** @description The patient's consents. */
      readonly consents?: readonly components["schemas"]["Consent"][] | null
      /**
       * Format: date
       * @description Date on which a scheduled order becomes active. It cannot be added later.
       */
      readonly activate_by?: string | null
      /** @description Input for the questions that some markers have at order entry. */
      readonly aoe_answers?: readonly components["schemas"]["AoeAnswer"][] | null
      /** @description Whether the order is urgent. Only some labs support it. Default: false. */
      readonly priority?: boolean
      /**
       * @description This service's reference. Junction returns it in the order and in webhooks. No other field shows that an
       *     order belongs to this service.
       */
      readonly passthrough?: string | null
      /**
       * @description Notes for the lab. Some labs print them on the requisition.
       *
       *     Constraints: maxLength 1000.
       */
      readonly clinical_notes?: string | null
    }
    /** @description The lab tests and markers to order. If both properties are missing, Junction returns 400. */
    readonly OrderSet: {
      /** @description IDs of lab tests. All must have the same lab and the same collection method. */
      readonly lab_test_ids?: readonly string[] | null
      /** @description Single markers, by Junction's IDs or by the lab's IDs. Requires `collection_method`. */
      readonly add_on?: {
        readonly marker_ids?: readonly number[]
        readonly provider_ids?: readonly string[]
      } | null
    }
    /**
     * @description How the sample is collected. Default: the method of the lab test. Junction rejects `testkit` as an override
     *     (observed).
     * @enum {string}
     */
    readonly CollectionMethod:
      "testkit" | "walk_in_test" | "at_home_phlebotomy" | "on_site_collection"
    /**
     * @description Who pays the lab. Default: `client_bill`.
     * @enum {string}
     */
    readonly BillingType:
      "client_bill" | "commercial_insurance" | "patient_bill_passthrough" | "patient_bill"
    /**
     * @description The sex that determines the reference ranges.
     * @enum {string}
     */
    readonly Gender: "female" | "male" | "other" | "unknown"
    /** @description The patient. */
    readonly PatientDetails: {
      /**
       * @description ASCII letters, digits, `- . , '`, and single inner spaces. Starts with a letter or a digit.
       *
       *     Constraints: minLength 1, maxLength 50, pattern ^[A-Za-z0-9][A-Za-z0-9.,'\-]*( [A-Za-z0-9.,'\-]+)*$.
       */
      readonly first_name: string
      /**
       * @description Family name, with the same rules as `first_name`.
       *
       *     Constraints: minLength 1, maxLength 50, pattern ^[A-Za-z0-9][A-Za-z0-9.,'\-]*( [A-Za-z0-9.,'\-]+)*$.
       */
      readonly last_name: string
      /**
       * Format: date
       * @description Date of birth. It must not be in the future.
       */
      readonly dob: string
      /** @description The sex that determines the reference ranges. */
      readonly gender: components["schemas"]["Gender"]
      /**
       * @description 10 to 15 digits, preferably in E.164 format. A US area code starts with 2 to 9. Junction rejects `+1555…`
       *     (observed).
       *
       *     Constraints: pattern ^[^A-Za-z\d]*(\d[^A-Za-z\d]*){10,15}$.
       */
      readonly phone_number: string
      /**
       * Format: email
       * @description Email address. Junction requires an `@` and a domain with a dot.
       */
      readonly email: string
    }
    /** @description The patient's address. */
    readonly PatientAddress: {
      /** @description Name of the recipient of a test kit. */
      readonly receiver_name?: string
      /**
       * @description Street and number.
       *
       *     Constraints: minLength 1.
       */
      readonly first_line: string
      /** @description Apartment, suite, or floor. */
      readonly second_line?: string | null
      /**
       * @description City.
       *
       *     Constraints: minLength 1.
       */
      readonly city: string
      /**
       * @description State as two upper-case letters.
       *
       *     Constraints: pattern ^[A-Z]{2}$.
       */
      readonly state: string
      /**
       * @description ZIP code, such as `12345` or `12345-6789`.
       *
       *     Constraints: pattern ^\d{5}(-\d{4})?$.
       */
      readonly zip: string
      /**
       * @description `US`. If the value contains other characters than letters and spaces, Junction returns a plain-text 500
       *     (observed).
       *
       *     Constraints: pattern ^[A-Za-z ]+$.
       */
      readonly country: string
      /**
       * @description Instructions for access to the address.
       *
       *     Constraints: maxLength 1000.
       */
      readonly access_notes?: string | null
      /**
       * @description Phone number, with the same rules as in `patient_details`.
       *
       *     Constraints: pattern ^[^A-Za-z\d]*(\d[^A-Za-z\d]*){10,15}$.
       */
      readonly phone_number?: string | null
    }
    /**
     * @description The ordering physician. Default: a physician of Junction's network. Some labs require a physician
     *     for delegated accounts.
     */
    readonly Physician: {
      /**
       * @description Given name.
       *
       *     Constraints: pattern \S.
       */
      readonly first_name: string
      /**
       * @description Family name.
       *
       *     Constraints: pattern \S.
       */
      readonly last_name: string
      /**
       * @description National Provider Identifier.
       *
       *     Constraints: pattern \S.
       */
      readonly npi: string
      /**
       * @description Email address.
       *
       *     Constraints: pattern \S.
       */
      readonly email?: string | null
      /** @description States in which the physician is licensed. */
      readonly licensed_states?: readonly string[] | null
      /** @description Image of the signature. */
      readonly signature_image?: string | null
    }
    /**
     * @description Type of a consent.
     * @enum {string}
     */
    readonly ConsentType:
      | "terms-of-use"
      | "telehealth-informed-consent"
      | "mobile-terms-and-conditions"
      | "notice-of-privacy-practices"
      | "privacy-policy"
      | "hipaa-authorization"
    /** @description A consent of the patient. Its fields are camelCase, unlike all others. */
    readonly Consent: {
      /** @description Type of a consent. */
      readonly consentType: components["schemas"]["ConsentType"]
      /**
       * @description Version of the document. Default: 1.0.
       *
       *     Constraints: pattern \S.
       */
      readonly version?: string
      /**
       * Format: date-time
       * @description Time at which the patient consented.
       */
      readonly timeOfConsent?: string | null
    }
    /** @description Input for a question at order entry. */
    readonly AoeAnswer: {
      /** @description ID of the marker that has the question. */
      readonly marker_id: number
      /** @description ID of the question. */
      readonly question_id: number
      /**
       * @description Input for the question.
       *
       *     Constraints: pattern \S.
       */
      readonly answer: string
    }
    /** @description The lab tests and options of one panel. IDs are valid in one team and one environment. */
    readonly PanelConfig: {
      /** @description At least one lab test. All have the same lab and the same collection method. */
      readonly labTestIds: readonly string[]
      /**
       * @description Overrides the method of the lab test. Junction rejects `testkit` here.
       * @enum {string}
       */
      readonly collectionMethod?: "walk_in_test" | "at_home_phlebotomy" | "on_site_collection"
      /**
       * Format: uuid
       * @description ID of the account at the lab. Required if the team has several active accounts at the lab.
       */
      readonly labAccountId?: string
      /** @description Who pays the lab. Default: `client_bill`. */
      readonly billingType?: components["schemas"]["BillingType"]
      /**
       * @description The ordering physician. Default: a physician of Junction's network. Some labs require a physician
       *     for delegated accounts.
       */
      readonly physician?: components["schemas"]["Physician"]
      /**
       * @description Notes for the lab. Some labs print them on the requisition.
       *
       *     Constraints: maxLength 1000.
       */
      readonly clinicalNotes?: string
      /** @description Input for the questions that some markers have at order entry. */
      readonly aoeAnswers?: readonly components["schemas"]["AoeAnswer"][]
    }
    /** @description The consents that every patient has given. */
    readonly ConsentsConfig: readonly components["schemas"]["Consent"][]
    /**
     * @description Sort key of a list of orders.
     * @enum {string}
     */
    readonly OrderKey: "created_at" | "patient_name" | "last_status"
    /**
     * @description Sort direction of a list of orders.
     * @enum {string}
     */
    readonly OrderDirection: "asc" | "desc"
    /**
     * @description Whether a lab test can be ordered.
     * @enum {string}
     */
    readonly LabTestStatus: "active" | "pending_approval" | "inactive"
    /**
     * @description A status as `<top>.<method>.<low>`. Requests accept only these values. In responses, split the status at the
     *     dots.
     * @enum {string}
     */
    readonly OrderStatus:
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
    readonly Interpretation: "normal" | "abnormal" | "critical"
    /**
     * @description Type of a result.
     * @enum {string}
     */
    readonly ResultType: "numeric" | "comment" | "range"
    /** @description Options for the simulated results. */
    readonly SimulateOrderRequest: {
      /** @description Interpretation of the results. */
      readonly interpretation?: components["schemas"]["Interpretation"]
      /** @description Types of the results. */
      readonly result_types?: readonly components["schemas"]["ResultType"][]
      /** @description Whether results are missing. */
      readonly has_missing_results?: boolean
    }
    /** @description An order, and the result of the request. */
    readonly OrderResponse: {
      /**
       * @description An order. Optional properties are usually present. Times of the order and of its events have whole seconds and
       *     an offset. Times in `order_transaction` have microseconds and a `Z` (observed).
       */
      readonly order: components["schemas"]["Order"]
      /** @description `success` (observed). */
      readonly status: string
      /** @description Message for people. */
      readonly message: string
    }
    /**
     * @description An order. Optional properties are usually present. Times of the order and of its events have whole seconds and
     *     an offset. Times in `order_transaction` have microseconds and a `Z` (observed).
     */
    readonly Order: {
      /**
       * Format: uuid
       * @description Junction's ID of the order.
       */
      readonly id: string
      /**
       * Format: uuid
       * @description ID of the team.
       */
      readonly team_id: string
      /**
       * Format: uuid
       * @description ID of the user.
       */
      readonly user_id: string
      readonly patient_details: components["schemas"]["OrderPatientDetails"] | null
      readonly patient_address: components["schemas"]["OrderPatientAddress"] | null
      /**
       * @description A lab test. If an order overrides the collection method, Junction creates a lab test with another ID for this
       *     order (observed). The ID therefore does not identify the panel of an order.
       */
      readonly lab_test: components["schemas"]["LabTest"]
      /** @description The collection of the sample and its progress. */
      readonly details: components["schemas"]["OrderDetails"]
      /** @description ID of the sample. Null in a new order. */
      readonly sample_id: string | null
      /** @description Notes from Junction. */
      readonly notes: string | null
      /**
       * Format: date-time
       * @description Time at which the order was created.
       */
      readonly created_at: string
      /**
       * Format: date-time
       * @description Time at which the order last changed.
       */
      readonly updated_at: string
      /** @description Every status of the order, oldest first. */
      readonly events: readonly components["schemas"]["OrderEvent"][]
      /** @description A change of the order's status. */
      readonly last_event: components["schemas"]["OrderEvent"]
      /**
       * @deprecated
       * @description The first segment of the last event's status.
       */
      readonly status?: string | null
      /** @description ID of the patient's insurance. */
      readonly health_insurance_id: string | null
      /**
       * @deprecated
       * @description URL of the requisition.
       */
      readonly requisition_form_url: string | null
      readonly shipping_details: components["schemas"]["OrderPatientAddress"] | null
      /** @description Whether the order has an Advance Beneficiary Notice. */
      readonly has_abn: boolean
      readonly physician?: components["schemas"]["Physician"] | null
      /** @description The value from the request. */
      readonly priority?: boolean | null
      /** @description The value from the request. */
      readonly activate_by?: string | null
      /** @description The value from the request. */
      readonly passthrough?: string | null
      /** @description The value from the request. */
      readonly billing_type?: string | null
      /** @description The value from the request. */
      readonly icd_codes?: readonly string[] | null
      /** @description The value from the request. */
      readonly clinical_notes?: string | null
      /** @description Interpretation of the results. */
      readonly interpretation?: string | null
      /** @description Whether results are missing. */
      readonly has_missing_results?: boolean | null
      /** @description Date by which results usually arrive. */
      readonly expected_result_by_date?: string | null
      /** @description Date by which results arrive at the latest. */
      readonly worst_case_result_by_date?: string | null
      /** @description `initial`, or the reason why the order replaces another order. */
      readonly origin?: string | null
      readonly order_transaction?: components["schemas"]["OrderTransaction"] | null
    }
    /** @description The patient's details in an order. `dob` is midnight with an offset (observed). */
    readonly OrderPatientDetails: {
      readonly first_name?: string | null
      readonly last_name?: string | null
      readonly dob: string
      readonly gender?: string | null
      readonly phone_number?: string | null
      readonly email?: string | null
      readonly medical_proxy?: {
        readonly [key: string]: unknown
      } | null
      readonly race?: string | null
      readonly ethnicity?: string | null
      readonly sexual_orientation?: string | null
      readonly gender_identity?: string | null
    }
    /** @description The patient's address in an order. */
    readonly OrderPatientAddress: {
      readonly receiver_name?: string | null
      readonly first_line: string
      readonly second_line?: string | null
      readonly city: string
      readonly state: string
      readonly zip: string
      readonly country: string
      readonly access_notes?: string | null
      readonly phone_number?: string | null
    }
    /** @description A change of the order's status. */
    readonly OrderEvent: {
      /** @description A large number that is unique across all orders. */
      readonly id: number
      /**
       * Format: date-time
       * @description Time at which the status changed.
       */
      readonly created_at: string
      /** @description The status as `<top>.<method>.<low>`. Junction may add values. */
      readonly status: string
      /** @description The reason, for some statuses. */
      readonly status_detail?: string | null
    }
    /** @description The collection of the sample and its progress. */
    readonly OrderDetails: {
      /** @description The collection method. */
      readonly type: string
      /** @description A test kit has `shipment`. A walk-in test and at-home phlebotomy have `appointment_id`. */
      readonly data: {
        /** Format: uuid */
        readonly id: string
        readonly shipment?: components["schemas"]["Shipment"] | null
        /** Format: uuid */
        readonly appointment_id?: string | null
        /** Format: date-time */
        readonly created_at: string
        /** Format: date-time */
        readonly updated_at: string
      } | null
    }
    /** @description The shipments of a test kit: outbound to the patient and inbound to the lab. */
    readonly Shipment: {
      /** Format: uuid */
      readonly id: string
      readonly outbound_tracking_number?: string | null
      readonly outbound_tracking_url?: string | null
      readonly inbound_tracking_number?: string | null
      readonly inbound_tracking_url?: string | null
      readonly outbound_courier?: string | null
      readonly inbound_courier?: string | null
      readonly notes?: string | null
    }
    /** @description An order with its redraws and recreations. */
    readonly OrderTransaction: {
      /**
       * Format: uuid
       * @description ID of the transaction. Results of redraws belong to it.
       */
      readonly id: string
      /** @description `active`, `completed`, or `cancelled`. Junction may add values. */
      readonly status: string
      /** @description The orders of the transaction. */
      readonly orders: readonly {
        /** Format: uuid */
        readonly id: string
        readonly low_level_status?: string | null
        readonly low_level_status_created_at?: string | null
        readonly origin?: string | null
        readonly parent_id?: string | null
        readonly created_at: string
        readonly updated_at: string
      }[]
    }
    /** @description One page of orders. */
    readonly OrderPage: {
      /** @description The orders of the page. */
      readonly orders: readonly components["schemas"]["Order"][]
      /** @description Number of orders on all pages. */
      readonly total: number
      /** @description Page number. The first page is 1. */
      readonly page: number
      /** @description Orders per page. */
      readonly size: number
    }
    /**
     * @description A lab test. If an order overrides the collection method, Junction creates a lab test with another ID for this
     *     order (observed). The ID therefore does not identify the panel of an order.
     */
    readonly LabTest: {
      /** Format: uuid */
      readonly id: string
      readonly slug: string
      readonly name: string
      readonly sample_type: string
      /** @description The collection method. */
      readonly method: string
      readonly price: number
      readonly is_active: boolean
      /** @description `active`, `pending_approval`, or `inactive`. Junction may add values. */
      readonly status: string
      readonly fasting?: boolean | null
      readonly lab?: components["schemas"]["Lab"] | null
      readonly markers?:
        | readonly {
            readonly [key: string]: unknown
          }[]
        | null
      readonly is_delegated?: boolean | null
      readonly auto_generated?: boolean | null
      readonly has_collection_instructions?: boolean | null
      readonly common_tat_days?: number | null
      readonly worst_case_tat_days?: number | null
    }
    /** @description A laboratory. */
    readonly Lab: {
      readonly id: number
      readonly slug: string
      readonly name: string
      readonly first_line_address: string
      readonly city: string
      readonly zipcode: string
      readonly collection_methods: readonly string[]
      readonly sample_types: readonly string[]
    }
    /** @description One page of lab tests. */
    readonly LabTestPage: {
      /** @description The lab tests of the page. */
      readonly data: readonly components["schemas"]["LabTest"][]
      /** @description Cursor of the next page. Null on the last page. */
      readonly next_cursor: string | null
    }
    /**
     * @description The reason why Junction rejected a request. `detail` is a sentence or an object (observed). Junction's guide to
     *     cancelling shows the other three fields instead. The body can contain values from the request, so this service
     *     never shows or logs it.
     */
    readonly Rejection: {
      readonly detail?: string | components["schemas"]["RejectionDetail"]
      readonly error?: string
      readonly message?: string
      readonly status_code?: number
    }
    /** @description A rejection with a code. It has a `user_id` if the user already exists. */
    readonly RejectionDetail: {
      /** @description `INVALID_REQUEST` if the user already exists, or if the sandbox has no space for another user. */
      readonly error_type: string
      /** @description Message for people. Its wording can change. */
      readonly error_message: string
      /**
       * Format: uuid
       * @description Junction's ID of the existing user.
       */
      readonly user_id?: string
      /**
       * Format: date-time
       * @description Time at which the existing user was created.
       */
      readonly created_on?: string
    }
    /**
     * @description The fields that fail validation. Junction does not declare the type of `detail`. This list was observed. `input`
     *     is the value from the request. If a field is missing, `input` is the whole parent object. This service never
     *     shows or logs `input`.
     */
    readonly ValidationErrors: {
      readonly detail: readonly components["schemas"]["InvalidField"][]
    }
    /** @description A field and the rule that it violates. */
    readonly InvalidField: {
      /** @description Name of the rule. */
      readonly type: string
      /** @description Path of the field, which starts with `body`, `query`, or `path`. */
      readonly loc: readonly (string | number)[]
      /** @description Message that describes the rule. It can contain the value from the request. */
      readonly msg: string
      /** @description The value from the request. */
      readonly input?: unknown
      /** @description Parameters of the rule. */
      readonly ctx?: {
        readonly [key: string]: unknown
      }
    }
  }
  responses: {
    /**
     * @description The request violates a rule that is not in the schema. Junction does not declare this response for most
     *     operations.
     */
    readonly Rejected: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description The API key is missing or invalid. Junction does not declare this response. */
    readonly Unauthenticated: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description The team has no permission for this operation. Junction does not declare this response. */
    readonly Forbidden: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description The team has no such user or order. Junction does not declare this response. */
    readonly NotFound: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description The request fails validation. The response lists every invalid field. */
    readonly Invalid: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": components["schemas"]["ValidationErrors"]
      }
    }
    /** @description Junction is overloaded. The body is undocumented. */
    readonly Overloaded: {
      headers: {
        /** @description Undocumented. If the header is present, this service waits for this time. */
        readonly "retry-after"?: string
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": unknown
        readonly "text/plain": string
      }
    }
    /** @description Junction, or a gateway in front of it, failed. In the sandbox, the body of a 500 is plain text. */
    readonly Failed: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": unknown
        readonly "text/plain": string
      }
    }
  }
  parameters: {
    /** @description Junction's ID of the order. */
    readonly OrderId: string
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
  readonly createUser: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly "application/json": components["schemas"]["CreateUserRequest"]
      }
    }
    readonly responses: {
      /** @description The new user */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly "application/json": components["schemas"]["User"]
        }
      }
      readonly 400: components["responses"]["Rejected"]
      readonly 401: components["responses"]["Unauthenticated"]
      readonly 403: components["responses"]["Forbidden"]
      readonly 422: components["responses"]["Invalid"]
      readonly 429: components["responses"]["Overloaded"]
      readonly "5XX": components["responses"]["Failed"]
    }
  }
  readonly resolveUser: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description The `client_user_id` of the user, percent-encoded. */
        readonly client_user_id: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The user */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly "application/json": components["schemas"]["User"]
        }
      }
      readonly 401: components["responses"]["Unauthenticated"]
      readonly 403: components["responses"]["Forbidden"]
      readonly 404: components["responses"]["NotFound"]
      readonly 422: components["responses"]["Invalid"]
      readonly 429: components["responses"]["Overloaded"]
      readonly "5XX": components["responses"]["Failed"]
    }
  }
  readonly createOrder: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /**
         * @description Junction saves the status and body of the first executed request, including errors. It returns them for
         *     every later request with this key, for at least 24 hours. Junction saves nothing if the request fails
         *     validation, or if another request with the same key is in flight. Undocumented: whether bodies are compared,
         *     the length limit, and the scope of a key.
         */
        readonly "X-Idempotency-Key"?: string
        /** @description Undocumented. With this header, Junction probably does not save errors. This service does not send it. */
        readonly "X-Idempotency-Error"?: "no-cache"
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly "application/json": components["schemas"]["CreateOrderRequest"]
      }
    }
    readonly responses: {
      /** @description The created order */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly "application/json": components["schemas"]["OrderResponse"]
        }
      }
      readonly 400: components["responses"]["Rejected"]
      readonly 401: components["responses"]["Unauthenticated"]
      readonly 403: components["responses"]["Forbidden"]
      readonly 404: components["responses"]["NotFound"]
      /** @description Another request with the same idempotency key is in flight. The status is undocumented and assumed. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly "application/json": components["schemas"]["Rejection"]
        }
      }
      readonly 422: components["responses"]["Invalid"]
      readonly 429: components["responses"]["Overloaded"]
      readonly 503: components["responses"]["Overloaded"]
      readonly "5XX": components["responses"]["Failed"]
    }
  }
  readonly getOrder: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description Junction's ID of the order. */
        readonly order_id: components["parameters"]["OrderId"]
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The order, without an envelope */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly "application/json": components["schemas"]["Order"]
        }
      }
      readonly 401: components["responses"]["Unauthenticated"]
      readonly 403: components["responses"]["Forbidden"]
      readonly 404: components["responses"]["NotFound"]
      readonly 422: components["responses"]["Invalid"]
      readonly 429: components["responses"]["Overloaded"]
      readonly "5XX": components["responses"]["Failed"]
    }
  }
  readonly listOrders: {
    readonly parameters: {
      readonly query?: {
        /** @description Returns only this user's orders. If the user does not exist, the response is 404. */
        readonly user_id?: string
        /** @description Returns only orders created at this time or later. */
        readonly start_date?: string
        /** @description Returns only orders created at this time or earlier. */
        readonly end_date?: string
        /** @description The sort key. */
        readonly order_key?: components["schemas"]["OrderKey"]
        /** @description The sort direction. */
        readonly order_direction?: components["schemas"]["OrderDirection"]
        /** @description Page number. The first page is 1. */
        readonly page?: number
        /** @description Orders per page. Default: 50. */
        readonly size?: number
      }
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description One page of the list */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly "application/json": components["schemas"]["OrderPage"]
        }
      }
      readonly 401: components["responses"]["Unauthenticated"]
      readonly 403: components["responses"]["Forbidden"]
      readonly 404: components["responses"]["NotFound"]
      readonly 422: components["responses"]["Invalid"]
      readonly 429: components["responses"]["Overloaded"]
      readonly "5XX": components["responses"]["Failed"]
    }
  }
  readonly cancelOrder: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description Junction's ID of the order. */
        readonly order_id: components["parameters"]["OrderId"]
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The cancelled order */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly "application/json": components["schemas"]["OrderResponse"]
        }
      }
      readonly 400: components["responses"]["Rejected"]
      readonly 401: components["responses"]["Unauthenticated"]
      readonly 403: components["responses"]["Forbidden"]
      readonly 404: components["responses"]["NotFound"]
      readonly 422: components["responses"]["Invalid"]
      readonly 429: components["responses"]["Overloaded"]
      readonly "5XX": components["responses"]["Failed"]
    }
  }
  readonly simulateOrder: {
    readonly parameters: {
      readonly query?: {
        /** @description The new status. It must belong to the collection method of the order. */
        readonly final_status?: components["schemas"]["OrderStatus"]
        /** @description Delay of the change in seconds. */
        readonly delay?: number
      }
      readonly header?: never
      readonly path: {
        /** @description Junction's ID of the order. */
        readonly order_id: components["parameters"]["OrderId"]
      }
      readonly cookie?: never
    }
    readonly requestBody?: {
      readonly content: {
        readonly "application/json": components["schemas"]["SimulateOrderRequest"]
      }
    }
    readonly responses: {
      /** @description The status was changed, or the change was scheduled */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly "application/json": string
        }
      }
      readonly 400: components["responses"]["Rejected"]
      readonly 401: components["responses"]["Unauthenticated"]
      readonly 403: components["responses"]["Forbidden"]
      readonly 404: components["responses"]["NotFound"]
      readonly 422: components["responses"]["Invalid"]
      readonly 429: components["responses"]["Overloaded"]
      readonly "5XX": components["responses"]["Failed"]
    }
  }
  readonly listLabTests: {
    readonly parameters: {
      readonly query?: {
        /** @description Lab tests per page. Default: 50. */
        readonly lab_test_limit?: number
        /** @description The `next_cursor` of the previous page. */
        readonly next_cursor?: string
        /** @description Returns only lab tests with this status. Only `active` ones can be ordered. */
        readonly status?: components["schemas"]["LabTestStatus"]
        /** @description Returns only lab tests with this collection method. */
        readonly collection_method?: components["schemas"]["CollectionMethod"]
        /** @description Returns only lab tests of this lab, for example `labcorp`. */
        readonly lab_slug?: string
        /** @description Returns only lab tests whose name contains this text. */
        readonly name?: string
      }
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description One page of the list */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly "application/json": components["schemas"]["LabTestPage"]
        }
      }
      readonly 401: components["responses"]["Unauthenticated"]
      readonly 403: components["responses"]["Forbidden"]
      readonly 422: components["responses"]["Invalid"]
      readonly 429: components["responses"]["Overloaded"]
      readonly "5XX": components["responses"]["Failed"]
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
