import type { PlacedOrder } from "../orders/ledger.ts"
import type { ServiceError } from "../service-error.ts"
import { getField, type JunctionResponse } from "./client.ts"
import { junctionError, patientRejectedError } from "./junction-errors.ts"

/** What a response to `POST /v3/order` means for the order. */
export type OrderResult =
  | { readonly kind: "placed"; readonly placed: PlacedOrder }
  /** Junction says no: it placed nothing under this key, unless an earlier send of it did. */
  | { readonly kind: "rejected"; readonly error: ServiceError }
  | {
      readonly kind: "unfinished"
      /** Junction may have placed the order. */
      readonly indeterminate: boolean
      /** How often the same request may be sent again, with the same key, and after how long. */
      readonly resends: number
      readonly waitMs: number
      readonly error: ServiceError
    }

/** The longest wait that Junction may ask for inside one of our requests, in seconds. */
const longestRetryAfter = 2

/** What the order that was sent decides about the meaning of a response. */
export interface SentOrder {
  readonly orderId: string
  /** The patient's own phone number was sent, and not the deployment's. */
  readonly phoneGiven: boolean
}

/**
 * Interprets a response to `POST /v3/order`. A rejection is the caller's (`patient_rejected`) only when it names what the
 * caller can mend; everything else is the deployment's or Junction's. Nothing of Junction's text is kept: it repeats
 * patient details.
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
  // A redirect was not followed, so the order was not taken; Junction never answers a POST with "see other".
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
  const id = getField(order, "id")
  if (typeof id !== "string" || id === "")
    return unfinished("junction_outcome_unknown", response, 1)
  // A response saved for somebody else under our key; sending again brings the same one.
  if (getField(order, "passthrough") !== orderId)
    return unfinished("junction_outcome_unknown", response, 0)
  return { kind: "placed", placed: { junctionOrderId: id, status: statusOf(order) } }
}

/** The first segment of the last event's status; the order's own status is deprecated at Junction. */
export function statusOf(order: unknown): string {
  const last = getField(getField(order, "last_event"), "status") ?? getField(order, "status")
  const [top] = typeof last === "string" ? last.split(".") : []
  return top || "received"
}

function interpretInvalid(
  response: CompleteResponse,
  fields: readonly (string | undefined)[],
  { phoneGiven }: SentOrder,
): OrderResult {
  const named = fields.filter((field) => field !== undefined)
  const callers =
    named.length > 0 &&
    named.length === fields.length &&
    // A rejected fallback phone is the deployment's.
    (phoneGiven || !named.includes("/patient/phone"))
  if (!callers) return rejectedResult(response, named)
  return { kind: "rejected", error: patientRejectedError(named, response) }
}

/** Junction's names for what the caller sent, and where that stands in our body. */
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

/** One entry per error of a 422: our name for the member, or undefined when it is none of the caller's. */
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

/** The rejections with 400 that a caller can mend, by the words observed. */
function fieldOfRule(body: unknown): readonly (string | undefined)[] {
  const detail = getField(body, "detail")
  const text = typeof detail === "string" ? detail : getField(detail, "error_message")
  if (typeof text !== "string") return []
  if (text.startsWith("Phone number is not correct")) return ["/patient/phone"]
  if (/^Lab .+ does not support state /.test(text)) return ["/address/state"]
  return []
}

type CompleteResponse = Extract<JunctionResponse, { kind: "response" }>

/** Only a request that was not sent cannot have placed the order. */
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
