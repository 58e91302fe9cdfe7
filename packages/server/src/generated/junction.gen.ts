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
     * Make a user
     * @description Naturally idempotent: a `client_user_id` that exists already is refused with a 400 whose `detail` carries the
     *     user's `user_id`, which answers the question just as well.
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
    /** Find a user by our id */
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
     * @description Answers 200, not 201. Writes the patient's details onto the user as well, so a user stands for one patient.
     *
     *     Junction declares 200 and 422 only; the other answers were observed in its sandbox or are in its guides.
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
    /** Read an order */
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
     * @description There is no filter by `passthrough` or by idempotency key: list a user's orders over a span of time and compare
     *     `passthrough` here. How long a new order takes to be listed is undocumented.
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
     * @description 200 too when it was cancelled before; 400 when the sample is too far along.
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
     * Push a sandbox order on
     * @description Sandbox only, where an order stays as it was made until it is pushed. The first call on a fresh order makes
     *     the requisition and no more, whatever status it asks for.
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
     * @description A lab test's id is valid in one team and one environment.
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
    /** @description A user to make. */
    readonly CreateUserRequest: {
      /**
       * @description Our stable id for the patient. Junction asks that it tell nothing about them.
       *
       *     Constraints: minLength 1.
       */
      readonly client_user_id: string
      /** @description An IANA time zone. */
      readonly fallback_time_zone?: string | null
      /**
       * Format: date
       * @description Date of birth, when no other source gives one.
       */
      readonly fallback_birth_date?: string | null
    }
    /** @description A user of the team. */
    readonly User: {
      /**
       * Format: uuid
       * @description Junction's id, which orders name.
       */
      readonly user_id: string
      /**
       * Format: uuid
       * @description The team.
       */
      readonly team_id: string
      /** @description As it was given. */
      readonly client_user_id: string
      /**
       * Format: date-time
       * @description When the user was made.
       */
      readonly created_on: string
      /** @description Wearables; always empty here. */
      readonly connected_sources: readonly unknown[]
      /** @description The time zone and where it came from. */
      readonly fallback_time_zone: {
        readonly id: string
        readonly source_slug: string
        /** Format: date-time */
        readonly updated_at: string
      } | null
      /** @description The date of birth and where it came from. */
      readonly fallback_birth_date?: {
        readonly value: string
        readonly source_slug: string
        /** Format: date-time */
        readonly updated_at: string
      } | null
      readonly ingestion_start?: string | null
      readonly ingestion_end?: string | null
    }
    /** @description Lab tests for one user. Either `order_set` or the deprecated `lab_test_id`; neither is a 400. */
    readonly CreateOrderRequest: {
      /**
       * Format: uuid
       * @description Junction's id for the user.
       */
      readonly user_id: string
      /** @description Who is tested. */
      readonly patient_details: components["schemas"]["PatientDetails"]
      /** @description Where the patient lives. */
      readonly patient_address: components["schemas"]["PatientAddress"]
      readonly order_set?: components["schemas"]["OrderSet"] | null
      /**
       * Format: uuid
       * @deprecated
       * @description One lab test; superseded by `order_set`.
       */
      readonly lab_test_id?: string | null
      /** @description How the sample is taken. The lab test decides when absent; overriding with `testkit` is refused (observed). */
      readonly collection_method?: components["schemas"]["CollectionMethod"]
      readonly physician?: components["schemas"]["Physician"] | null
      /** @description Who pays the lab. `client_bill` when absent. */
      readonly billing_type?: components["schemas"]["BillingType"]
      /**
       * Format: uuid
       * @description Needed by teams with several active accounts at the lab.
       */
      readonly lab_account_id?: string | null
      /** @description Diagnoses. */
      readonly icd_codes?: readonly string[] | null
      /** @description What the patient agreed to. */
      readonly consents?: readonly components["schemas"]["Consent"][] | null
      /**
       * Format: date
       * @description Schedules the order for later. Cannot be added afterwards.
       */
      readonly activate_by?: string | null
      /** @description Answers to the questions that some markers ask on order entry. */
      readonly aoe_answers?: readonly components["schemas"]["AoeAnswer"][] | null
      /** @description Urgent, at labs that know it. False when absent. */
      readonly priority?: boolean
      /** @description Ours; comes back on the order and in webhooks. The only way to recognise an order. */
      readonly passthrough?: string | null
      /**
       * @description Printed on the requisition at some labs.
       *
       *     Constraints: maxLength 1000.
       */
      readonly clinical_notes?: string | null
    }
    /** @description What to order; at least one of the two (neither is a 400). */
    readonly OrderSet: {
      /** @description Lab tests of one lab and one collection method. */
      readonly lab_test_ids?: readonly string[] | null
      /** @description Single markers, by Junction's ids or by the lab's. Requires `collection_method`. */
      readonly add_on?: {
        readonly marker_ids?: readonly number[]
        readonly provider_ids?: readonly string[]
      } | null
    }
    /**
     * @description How the sample is taken. The lab test decides when absent; overriding with `testkit` is refused (observed).
     * @enum {string}
     */
    readonly CollectionMethod:
      "testkit" | "walk_in_test" | "at_home_phlebotomy" | "on_site_collection"
    /**
     * @description Who pays the lab. `client_bill` when absent.
     * @enum {string}
     */
    readonly BillingType:
      "client_bill" | "commercial_insurance" | "patient_bill_passthrough" | "patient_bill"
    /**
     * @description The sex that reference ranges go by.
     * @enum {string}
     */
    readonly Gender: "female" | "male" | "other" | "unknown"
    /** @description Who is tested. */
    readonly PatientDetails: {
      /**
       * @description ASCII letters, digits and `- . , '`; single spaces inside; begins with a letter or a digit.
       *
       *     Constraints: minLength 1, maxLength 50, pattern ^[A-Za-z0-9][A-Za-z0-9.,'\-]*( [A-Za-z0-9.,'\-]+)*$.
       */
      readonly first_name: string
      /**
       * @description As `first_name`.
       *
       *     Constraints: minLength 1, maxLength 50, pattern ^[A-Za-z0-9][A-Za-z0-9.,'\-]*( [A-Za-z0-9.,'\-]+)*$.
       */
      readonly last_name: string
      /**
       * Format: date
       * @description Date of birth, not in the future.
       */
      readonly dob: string
      /** @description The sex that reference ranges go by. */
      readonly gender: components["schemas"]["Gender"]
      /**
       * @description 10 to 15 digits, best as E.164; a US area code begins with 2 to 9. `+1555…` is refused (observed).
       *
       *     Constraints: pattern ^[^A-Za-z\d]*(\d[^A-Za-z\d]*){10,15}$.
       */
      readonly phone_number: string
      /**
       * Format: email
       * @description Checked for an `@` and a domain with a dot.
       */
      readonly email: string
    }
    /** @description Where the patient lives. */
    readonly PatientAddress: {
      /** @description To whom a test kit is addressed. */
      readonly receiver_name?: string
      /**
       * @description Street and number.
       *
       *     Constraints: minLength 1.
       */
      readonly first_line: string
      /** @description Apartment, suite, floor. */
      readonly second_line?: string | null
      /**
       * @description City.
       *
       *     Constraints: minLength 1.
       */
      readonly city: string
      /**
       * @description The state's two upper-case letters.
       *
       *     Constraints: pattern ^[A-Z]{2}$.
       */
      readonly state: string
      /**
       * @description Five digits, or five and four.
       *
       *     Constraints: pattern ^\d{5}(-\d{4})?$.
       */
      readonly zip: string
      /**
       * @description `US`. Anything but letters and spaces is answered with a bare 500 (observed).
       *
       *     Constraints: pattern ^[A-Za-z ]+$.
       */
      readonly country: string
      /**
       * @description How to get in.
       *
       *     Constraints: maxLength 1000.
       */
      readonly access_notes?: string | null
      /**
       * @description As in `patient_details`.
       *
       *     Constraints: pattern ^[^A-Za-z\d]*(\d[^A-Za-z\d]*){10,15}$.
       */
      readonly phone_number?: string | null
    }
    /** @description Who orders; Junction's own network when absent. Some labs demand one for delegated accounts. */
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
       * @description E-mail address.
       *
       *     Constraints: pattern \S.
       */
      readonly email?: string | null
      /** @description States of licence. */
      readonly licensed_states?: readonly string[] | null
      /** @description The signature. */
      readonly signature_image?: string | null
    }
    /**
     * @description What a patient can agree to.
     * @enum {string}
     */
    readonly ConsentType:
      | "terms-of-use"
      | "telehealth-informed-consent"
      | "mobile-terms-and-conditions"
      | "notice-of-privacy-practices"
      | "privacy-policy"
      | "hipaa-authorization"
    /** @description One thing agreed to. The members are camelCase, unlike everything else. */
    readonly Consent: {
      /** @description What a patient can agree to. */
      readonly consentType: components["schemas"]["ConsentType"]
      /**
       * @description Which version of it; 1.0 when absent.
       *
       *     Constraints: pattern \S.
       */
      readonly version?: string
      /**
       * Format: date-time
       * @description When.
       */
      readonly timeOfConsent?: string | null
    }
    /** @description An answer to a question asked on order entry. */
    readonly AoeAnswer: {
      /** @description Whose question. */
      readonly marker_id: number
      /** @description Which question. */
      readonly question_id: number
      /**
       * @description The answer.
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
       * @description Overrides the lab test's own. Junction rejects `testkit` here.
       * @enum {string}
       */
      readonly collectionMethod?: "walk_in_test" | "at_home_phlebotomy" | "on_site_collection"
      /**
       * Format: uuid
       * @description The account at the lab, for teams with several active accounts.
       */
      readonly labAccountId?: string
      /** @description Who pays the lab. `client_bill` when absent. */
      readonly billingType?: components["schemas"]["BillingType"]
      /** @description Who orders; Junction's own network when absent. Some labs demand one for delegated accounts. */
      readonly physician?: components["schemas"]["Physician"]
      /**
       * @description Printed on the requisition at some labs.
       *
       *     Constraints: maxLength 1000.
       */
      readonly clinicalNotes?: string
      /** @description Answers to the questions that some markers ask on order entry. */
      readonly aoeAnswers?: readonly components["schemas"]["AoeAnswer"][]
    }
    /** @description The consents that every patient gave. */
    readonly ConsentsConfig: readonly components["schemas"]["Consent"][]
    /**
     * @description What orders can be sorted by.
     * @enum {string}
     */
    readonly OrderKey: "created_at" | "patient_name" | "last_status"
    /**
     * @description Which way they are sorted.
     * @enum {string}
     */
    readonly OrderDirection: "asc" | "desc"
    /**
     * @description Whether a lab test can be ordered.
     * @enum {string}
     */
    readonly LabTestStatus: "active" | "pending_approval" | "inactive"
    /**
     * @description `<top>.<method>.<low>`. A closed list when it is asked for; split on the dots when it is read.
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
     * @description How results turn out.
     * @enum {string}
     */
    readonly Interpretation: "normal" | "abnormal" | "critical"
    /**
     * @description A kind of result.
     * @enum {string}
     */
    readonly ResultType: "numeric" | "comment" | "range"
    /** @description What the simulated results look like. */
    readonly SimulateOrderRequest: {
      /** @description How results turn out. */
      readonly interpretation?: components["schemas"]["Interpretation"]
      /** @description Of which kinds they are. */
      readonly result_types?: readonly components["schemas"]["ResultType"][]
      /** @description Whether some are missing. */
      readonly has_missing_results?: boolean
    }
    /** @description An order, and two words about what happened. */
    readonly OrderResponse: {
      /**
       * @description An order. What is not required is usually present. Times of the order and of its events have seconds and an
       *     offset, those of `order_transaction` microseconds and a `Z` (observed).
       */
      readonly order: components["schemas"]["Order"]
      /** @description `success` (observed). */
      readonly status: string
      /** @description For people. */
      readonly message: string
    }
    /**
     * @description An order. What is not required is usually present. Times of the order and of its events have seconds and an
     *     offset, those of `order_transaction` microseconds and a `Z` (observed).
     */
    readonly Order: {
      /**
       * Format: uuid
       * @description Junction's id for the order.
       */
      readonly id: string
      /**
       * Format: uuid
       * @description The team.
       */
      readonly team_id: string
      /**
       * Format: uuid
       * @description The user.
       */
      readonly user_id: string
      readonly patient_details: components["schemas"]["OrderPatientDetails"] | null
      readonly patient_address: components["schemas"]["OrderPatientAddress"] | null
      /**
       * @description A lab test. When an order overrides the collection method, its lab test is one that Junction made for it, with
       *     another id (observed): a panel is not recognised by it.
       */
      readonly lab_test: components["schemas"]["LabTest"]
      /** @description How the sample is taken, and how far that is. */
      readonly details: components["schemas"]["OrderDetails"]
      /** @description The sample; null at first. */
      readonly sample_id: string | null
      /** @description Junction's notes. */
      readonly notes: string | null
      /**
       * Format: date-time
       * @description When it was made.
       */
      readonly created_at: string
      /**
       * Format: date-time
       * @description When it last changed.
       */
      readonly updated_at: string
      /** @description Every status so far, oldest first. */
      readonly events: readonly components["schemas"]["OrderEvent"][]
      /** @description A status that the order reached. */
      readonly last_event: components["schemas"]["OrderEvent"]
      /**
       * @deprecated
       * @description The first segment of the last event's status.
       */
      readonly status?: string | null
      /** @description The patient's insurance. */
      readonly health_insurance_id: string | null
      /**
       * @deprecated
       * @description The requisition.
       */
      readonly requisition_form_url: string | null
      readonly shipping_details: components["schemas"]["OrderPatientAddress"] | null
      /** @description Whether there is an Advance Beneficiary Notice. */
      readonly has_abn: boolean
      readonly physician?: components["schemas"]["Physician"] | null
      /** @description As ordered. */
      readonly priority?: boolean | null
      /** @description As ordered. */
      readonly activate_by?: string | null
      /** @description As ordered. */
      readonly passthrough?: string | null
      /** @description As ordered. */
      readonly billing_type?: string | null
      /** @description As ordered. */
      readonly icd_codes?: readonly string[] | null
      /** @description As ordered. */
      readonly clinical_notes?: string | null
      /** @description How the results turned out. */
      readonly interpretation?: string | null
      /** @description Whether results are missing. */
      readonly has_missing_results?: boolean | null
      /** @description When results usually arrive. */
      readonly expected_result_by_date?: string | null
      /** @description When they arrive at the latest. */
      readonly worst_case_result_by_date?: string | null
      /** @description `initial`, or what it replaces an order for. */
      readonly origin?: string | null
      readonly order_transaction?: components["schemas"]["OrderTransaction"] | null
    }
    /** @description The patient, as the order keeps them; `dob` is a midnight with an offset (observed). */
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
    /** @description The address, as the order keeps it. */
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
    /** @description A status that the order reached. */
    readonly OrderEvent: {
      /** @description Large, and of all orders together. */
      readonly id: number
      /**
       * Format: date-time
       * @description When.
       */
      readonly created_at: string
      /** @description `<top>.<method>.<low>`; not a closed list. */
      readonly status: string
      /** @description Why, for some statuses. */
      readonly status_detail?: string | null
    }
    /** @description How the sample is taken, and how far that is. */
    readonly OrderDetails: {
      /** @description The collection method. */
      readonly type: string
      /** @description `shipment` with a test kit; `appointment_id` with the others but on-site collection. */
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
    /** @description The test kit's two journeys, outbound to the patient and inbound to the lab. */
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
    /** @description An order together with its redraws and recreations. */
    readonly OrderTransaction: {
      /**
       * Format: uuid
       * @description What the results of redraws hang off.
       */
      readonly id: string
      /** @description `active`, `completed` or `cancelled` so far. */
      readonly status: string
      /** @description Its orders. */
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
      /** @description The page's orders. */
      readonly orders: readonly components["schemas"]["Order"][]
      /** @description How many there are on all pages. */
      readonly total: number
      /** @description The page, from 1. */
      readonly page: number
      /** @description Orders per page. */
      readonly size: number
    }
    /**
     * @description A lab test. When an order overrides the collection method, its lab test is one that Junction made for it, with
     *     another id (observed): a panel is not recognised by it.
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
      /** @description `active`, `pending_approval` or `inactive` so far. */
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
      /** @description The page's lab tests. */
      readonly data: readonly components["schemas"]["LabTest"][]
      /** @description Gives the next page; null on the last. */
      readonly next_cursor: string | null
    }
    /**
     * @description Why a request was refused: `detail`, a sentence or an object (observed). Junction's page about cancelling shows
     *     the other three members instead. May hold what was sent; never shown or logged.
     */
    readonly Rejection: {
      readonly detail?: string | components["schemas"]["RejectionDetail"]
      readonly error?: string
      readonly message?: string
      readonly status_code?: number
    }
    /** @description A refusal with a code. With `user_id`, a user who exists already. */
    readonly RejectionDetail: {
      /** @description `INVALID_REQUEST` for a user who exists, and for a sandbox that is full. */
      readonly error_type: string
      /** @description For people; wording changes. */
      readonly error_message: string
      /**
       * Format: uuid
       * @description The user who has this `client_user_id` already.
       */
      readonly user_id?: string
      /**
       * Format: date-time
       * @description When that user was made.
       */
      readonly created_on?: string
    }
    /**
     * @description Which members fail validation. Junction leaves `detail` untyped; observed is the list here. `input` holds what
     *     was sent, for a missing member the whole object around it: never shown or logged.
     */
    readonly Invalidity: {
      readonly detail: readonly components["schemas"]["InvalidMember"][]
    }
    /** @description One member and the rule that it breaks. */
    readonly InvalidMember: {
      /** @description The rule's name. */
      readonly type: string
      /** @description Where, from `body`, `query` or `path` inwards. */
      readonly loc: readonly (string | number)[]
      /** @description The rule in words. May hold what was sent. */
      readonly msg: string
      /** @description What was sent. */
      readonly input?: unknown
      /** @description The rule's parameters. */
      readonly ctx?: {
        readonly [key: string]: unknown
      }
    }
  }
  responses: {
    /** @description A rule beyond the schema was broken; undeclared by Junction for most operations */
    readonly Rejected: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description The key is missing or wrong; undeclared by Junction */
    readonly Unauthenticated: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description The team may not use this operation; undeclared by Junction */
    readonly Forbidden: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description No such user or order on this team; undeclared by Junction */
    readonly NotFound: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": components["schemas"]["Rejection"]
      }
    }
    /** @description Members fail validation, all listed at once */
    readonly Invalid: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": components["schemas"]["Invalidity"]
      }
    }
    /** @description Junction sheds load; the body is undocumented */
    readonly Overloaded: {
      headers: {
        /** @description Undocumented; obeyed when present. */
        readonly "retry-after"?: string
        readonly [name: string]: unknown
      }
      content: {
        readonly "application/json": unknown
        readonly "text/plain": string
      }
    }
    /** @description Junction or something in front of it failed; the bare 500 of the sandbox is text */
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
    /** @description Junction's id for the order. */
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
        /** @description The id under which the user was made, percent-encoded. */
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
         * @description The status and the body of the first executed request are saved under it, failures included, and are the
         *     answer to every later request with it, for at least 24 hours. Nothing is saved for a request that fails
         *     validation or that meets another one with the same key in flight. Nothing is said about a comparison of
         *     bodies. Length limit and scope undocumented.
         */
        readonly "X-Idempotency-Key"?: string
        /** @description Undocumented, presumably that failures are not saved. Not sent by this service. */
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
      /** @description The order was accepted */
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
      /** @description Another request with the same idempotency key is in flight (assumed; the status is undocumented) */
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
        /** @description Junction's id for the order. */
        readonly order_id: components["parameters"]["OrderId"]
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The order, not wrapped */
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
        /** @description One user's orders; 404 when there is no such user. */
        readonly user_id?: string
        /** @description Created at this time or later. */
        readonly start_date?: string
        /** @description Created at this time or earlier. */
        readonly end_date?: string
        /** @description What to sort by. */
        readonly order_key?: components["schemas"]["OrderKey"]
        /** @description How to sort. */
        readonly order_direction?: components["schemas"]["OrderDirection"]
        /** @description The page, from 1. */
        readonly page?: number
        /** @description Orders per page, 50 when absent. */
        readonly size?: number
      }
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description One page */
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
        /** @description Junction's id for the order. */
        readonly order_id: components["parameters"]["OrderId"]
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The order is cancelled */
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
        /** @description The status to reach; of the order's own collection method. */
        readonly final_status?: components["schemas"]["OrderStatus"]
        /** @description Seconds until it is reached. */
        readonly delay?: number
      }
      readonly header?: never
      readonly path: {
        /** @description Junction's id for the order. */
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
      /** @description Done, or scheduled */
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
        /** @description Lab tests per page, 50 when absent. */
        readonly lab_test_limit?: number
        /** @description As the page before gave it. */
        readonly next_cursor?: string
        /** @description Only `active` lab tests can be ordered. */
        readonly status?: components["schemas"]["LabTestStatus"]
        /** @description How the sample is taken. */
        readonly collection_method?: components["schemas"]["CollectionMethod"]
        /** @description The lab, for example `labcorp`. */
        readonly lab_slug?: string
        /** @description A part of the lab test's name. */
        readonly name?: string
      }
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description One page */
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
