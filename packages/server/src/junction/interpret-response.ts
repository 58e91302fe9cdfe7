import type { PlacedOrder } from "../orders/ledger.ts"
import type { ServiceError } from "../service-error.ts"
import { getField, type JunctionResponse } from "./client.ts"
import { junctionError, patientRejectedError } from "./junction-errors.ts"

/** The result of one send of an order, derived from its response. */
export type OrderResult =
  | { readonly kind: "placed"; readonly placed: PlacedOrder }
  /** Junction rejected this send. An earlier send with the same key may have placed the order. */
  | { readonly kind: "rejected"; readonly error: ServiceError }
  | {
      readonly kind: "unfinished"
      /** Whether Junction may have placed the order. */
      readonly indeterminate: boolean
      /** Maximum number of resends in this placement, including earlier ones. */
      readonly resends: number
      /** Time before the resend, in milliseconds. */
      readonly waitMs: number
      readonly error: ServiceError
    }

/** Maximum `retry-after` of Junction that the server waits for within a request, in seconds. */
const longestRetryAfter = 2

/** The parts of a sent order that are needed to interpret a response. */
export interface SentOrder {
  readonly orderId: string
  /** Whether the phone number came from the caller. Otherwise, it is the deployment's fallback. */
  readonly phoneGiven: boolean
}

/**
 * Interprets a response to `POST /v3/order`. A rejection is a `patient_rejected` only if the caller
 * can fix every field that the rejection names. Junction's error text is never returned, because it
 * can contain patient data.
 */
export function interpretResponse(response: JunctionResponse, sent: SentOrder): OrderResult {
  if (response.kind === "not_sent") return unfinished("junction_unavailable", response, 1)
  if (response.kind === "no_response") return unfinished("junction_outcome_unknown", response, 1)
  const { status, body } = response
  if (status >= 200 && status < 300) return interpretSuccess(response, sent)
  if (status === 409) return unfinished("junction_outcome_unknown", response, 2, 750)
  if (status === 429 || status === 503) {
    const wait = response.retryAfter ?? 0.5
    const resends = wait > longestRetryAfter ? 0 : 1
    return unfinished("junction_unavailable", response, resends, wait * 1000)
  }
  // Redirects are not followed, so no order was placed. A 303 can follow a processed order.
  const redirected = status >= 300 && status < 400 && status !== 303
  if (redirected || status === 401 || status === 403 || status === 404)
    return rejectedResult(response)
  if (status === 422) return interpretInvalid(response, invalidFieldsOf(body), sent)
  if (status === 400) return interpretInvalid(response, fieldOfRule(body), sent)
  const resends = status === 408 || status >= 500 ? 1 : 0
  return unfinished("junction_outcome_unknown", response, resends)
}

function interpretSuccess(response: CompleteResponse, { orderId }: SentOrder): OrderResult {
  const order = getField(response.body, "order")
  const placed = toPlacedOrder(order)
  if (placed === undefined) return unfinished("junction_outcome_unknown", response, 1)
  // Junction saved the response to another order under this key. A resend returns the same
  // response.
  if (getField(order, "passthrough") !== orderId)
    return unfinished("junction_outcome_unknown", response, 0)
  return { kind: "placed", placed }
}

/** Form of an order ID. Junction's IDs are UUIDs. */
const orderIdForm = /^[A-Za-z0-9][\w-]{0,127}$/

/** Form of a status, such as `collecting_sample`. */
const statusForm = /^[a-z][a-z0-9_]{0,63}$/

/**
 * Returns the ID and the status of an order, or undefined without a valid ID. Both are stored and
 * returned to the caller, so they must not contain other text of Junction.
 */
export function toPlacedOrder(order: unknown): PlacedOrder | undefined {
  const id = getField(order, "id")
  if (typeof id !== "string" || !orderIdForm.test(id)) return undefined
  return { junctionOrderId: id, status: statusOf(order) }
}

/** Returns the first segment of the last event's status. Junction's `status` is deprecated. */
function statusOf(order: unknown): string {
  const last = getField(getField(order, "last_event"), "status") ?? getField(order, "status")
  const [top = ""] = typeof last === "string" ? last.split(".") : []
  return statusForm.test(top) ? top : "received"
}

function interpretInvalid(
  response: CompleteResponse,
  fields: readonly (string | undefined)[],
  { phoneGiven }: SentOrder,
): OrderResult {
  const named = fields.filter((field) => field !== undefined)
  const fixable =
    named.length > 0 &&
    named.length === fields.length &&
    // The caller cannot fix the deployment's fallback phone number.
    (phoneGiven || !named.includes("/patient/phone"))
  if (!fixable) return rejectedResult(response, named)
  return { kind: "rejected", error: patientRejectedError(named, response) }
}

/** Paths into the request body by Junction's names of the fields. */
const fieldsByJunctionName: Readonly<Record<string, string>> = {
  patient_details: "/patient",
  "patient_details.first_name": "/patient/first_name",
  "patient_details.last_name": "/patient/last_name",
  "patient_details.dob": "/patient/dob",
  "patient_details.gender": "/patient/sex",
  "patient_details.phone_number": "/patient/phone",
  "patient_details.email": "/patient/email",
  patient_address: "/address",
  "patient_address.receiver_name": "/patient",
  "patient_address.first_line": "/address/line1",
  "patient_address.second_line": "/address/line2",
  "patient_address.city": "/address/city",
  "patient_address.state": "/address/state",
  "patient_address.zip": "/address/zip",
  "patient_address.country": "/address/country",
  "patient_address.phone_number": "/patient/phone",
}

/** Returns the path of each error of a 422, or undefined if the caller cannot fix it. */
function invalidFieldsOf(body: unknown): readonly (string | undefined)[] {
  const detail = getField(body, "detail")
  if (!Array.isArray(detail)) return []
  return detail.map((error) => {
    const loc = getField(error, "loc")
    if (!Array.isArray(loc) || loc[0] !== "body") return undefined
    const name = loc.slice(1, 3).join(".")
    return Object.hasOwn(fieldsByJunctionName, name) ? fieldsByJunctionName[name] : undefined
  })
}

/** Returns the path of a 400 that the caller can fix. The texts are observed, not documented. */
function fieldOfRule(body: unknown): readonly (string | undefined)[] {
  const detail = getField(body, "detail")
  const text = typeof detail === "string" ? detail : getField(detail, "error_message")
  if (typeof text !== "string") return []
  if (text.startsWith("Phone number is not correct")) return ["/patient/phone"]
  if (/^Lab .+ does not support state /.test(text)) return ["/address/state"]
  return []
}

type CompleteResponse = Extract<JunctionResponse, { kind: "response" }>

/** Creates an unfinished result. An order may exist, unless the request was not sent. */
function unfinished(
  code: "junction_unavailable" | "junction_outcome_unknown",
  response: JunctionResponse,
  resends: number,
  waitMs = 0,
): OrderResult {
  const indeterminate = response.kind !== "not_sent"
  return {
    kind: "unfinished",
    indeterminate,
    resends,
    waitMs,
    error: junctionError(code, response),
  }
}

function rejectedResult(response: CompleteResponse, named: readonly string[] = []): OrderResult {
  return { kind: "rejected", error: junctionError("junction_rejected", response, named) }
}
