import type { CreateOrderRequest, LabTest, OrderDetails } from "../generated/junction.gen.ts"
import { findLabTests } from "./lab-tests.ts"
import type { SimulatedOrder } from "../state.ts"
import type { SimulatorStore } from "../store.ts"
import { inMicroseconds, inSeconds } from "./timestamps.ts"

/**
 * Creates the document of a new order. It has every field that Junction declares as always or
 * usually present, and one event, `received.<method>.ordered`. The request must pass
 * `findViolatedRule`.
 */
export function createOrderDocument(
  store: SimulatorStore,
  request: CreateOrderRequest,
): SimulatedOrder {
  const now = store.now()
  const id = store.createId()
  const labTest = orderedLabTest(store, request)
  const event = createEvent(store, `received.${labTest.method}.ordered`)
  return {
    id,
    team_id: store.teamId,
    user_id: request.user_id,
    patient_details: patientDetails(request),
    patient_address: patientAddress(request),
    lab_test: labTest,
    details: details(labTest.method, store.createId(), event.created_at),
    sample_id: null,
    notes: null,
    created_at: event.created_at,
    updated_at: event.created_at,
    events: [event],
    last_event: event,
    status: "received",
    health_insurance_id: null,
    requisition_form_url: null,
    shipping_details: null,
    has_abn: false,
    physician: request.physician ?? null,
    priority: request.priority ?? false,
    activate_by: request.activate_by ?? null,
    passthrough: request.passthrough ?? null,
    billing_type: request.billing_type ?? "client_bill",
    icd_codes: request.icd_codes ?? null,
    clinical_notes: request.clinical_notes ?? null,
    interpretation: null,
    has_missing_results: null,
    expected_result_by_date: null,
    worst_case_result_by_date: null,
    origin: "initial",
    order_transaction: {
      id: store.createId(),
      status: "active",
      orders: [
        {
          id,
          low_level_status: "ordered",
          low_level_status_created_at: inMicroseconds(now),
          origin: "initial",
          parent_id: null,
          created_at: inMicroseconds(now),
          updated_at: inMicroseconds(now),
        },
      ],
    },
  }
}

/** Creates the event of a new status. */
export function createEvent(store: SimulatorStore, status: string) {
  const created_at = inSeconds(store.now())
  return { id: store.nextEventId(), created_at, status, status_detail: null }
}

/** Returns the creation time in epoch milliseconds. The field `created_at` has only seconds. */
export function createdAt(order: SimulatedOrder): number {
  return Date.parse(order.order_transaction?.orders[0]?.created_at ?? order.created_at)
}

/** Junction creates a lab test for an order that differs from the one it names (observed). */
function orderedLabTest(store: SimulatorStore, request: CreateOrderRequest): LabTest {
  const [labTest, ...others] = findLabTests(request) ?? []
  if (labTest === undefined)
    throw new Error("The order has no lab test. findViolatedRule must reject it.")
  const method = request.collection_method ?? labTest.method
  if (others.length === 0 && method === labTest.method) return labTest
  return { ...labTest, id: store.createId(), method, auto_generated: true }
}

function details(method: string, id: string, at: string): OrderDetails {
  const common = { id, created_at: at, updated_at: at }
  if (method === "testkit") return { type: method, data: { ...common, shipment: null } }
  if (method === "on_site_collection") return { type: method, data: common }
  return { type: method, data: { ...common, appointment_id: null } }
}

function patientDetails({ patient_details: patient }: CreateOrderRequest) {
  return {
    first_name: patient.first_name,
    last_name: patient.last_name,
    dob: `${patient.dob.slice(0, 10)}T00:00:00+00:00`,
    gender: patient.gender,
    phone_number: patient.phone_number,
    email: patient.email,
    medical_proxy: null,
    race: null,
    ethnicity: null,
    sexual_orientation: null,
    gender_identity: null,
  }
}

function patientAddress({ patient_address: address }: CreateOrderRequest) {
  return {
    receiver_name: address.receiver_name ?? "",
    first_line: address.first_line,
    second_line: address.second_line ?? null,
    city: address.city,
    state: address.state,
    zip: address.zip,
    country: address.country,
    access_notes: address.access_notes ?? null,
    phone_number: address.phone_number ?? null,
  }
}
