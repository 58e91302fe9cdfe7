import { Failure, type UpstreamTrace } from "../service-error.ts"
import type { PlacedOrder } from "../orders/ledger.ts"
import type { Answer } from "./client.ts"

/** What an answer to `POST /v3/order` means for the order. */
export type Verdict =
  | { readonly kind: "placed"; readonly placed: PlacedOrder }
  /** Junction says no: it placed nothing under this key, unless an earlier send of it did. */
  | { readonly kind: "refused"; readonly failure: Failure }
  | {
      readonly kind: "unfinished"
      /** Junction may have placed the order. */
      readonly dirty: boolean
      /** How often the same request may be sent again, with the same key, and after how long. */
      readonly resends: number
      readonly waitMs: number
      readonly failure: Failure
    }

/** The longest wait that Junction may ask for inside one of our requests, in seconds. */
const longestRetryAfter = 2

/** What the order that was sent decides about the meaning of an answer. */
export interface SentOrder {
  readonly orderId: string
  /** The patient's own phone number was sent, and not the deployment's. */
  readonly phoneGiven: boolean
}

/**
 * Judges an answer to `POST /v3/order`. A refusal is the caller's (`patient_rejected`) only when it names what the
 * caller can mend; everything else is the deployment's or Junction's. Nothing of Junction's text is kept: it repeats
 * patient details.
 */
export function judge(answer: Answer, sent: SentOrder): Verdict {
  if (answer.kind === "not_sent") return resend(unavailable(answer), { dirty: false })
  if (answer.kind === "no_answer") return resend(unknown(answer), { dirty: true })
  const { status, body } = answer
  if (status >= 200 && status < 300) return judgeSuccess(answer, sent)
  if (status === 409) return resend(unknown(answer), { dirty: true, resends: 2, waitMs: 750 })
  if (status === 429 || status === 503) {
    const wait = answer.retryAfter ?? 0.5
    const resends = wait > longestRetryAfter ? 0 : 1
    return resend(unavailable(answer), { dirty: true, resends, waitMs: wait * 1000 })
  }
  // A redirect was not followed, so the order was not taken; Junction never answers a POST with "see other".
  if (status >= 300 && status < 400 && status !== 303) return rejected(answer)
  if (status === 422) return judgeInvalid(answer, membersOf(body), sent)
  if (status === 400) return judgeInvalid(answer, memberOfRule(body), sent)
  if (status === 401 || status === 403 || status === 404) return rejected(answer)
  return resend(unknown(answer), { dirty: true, resends: status === 408 || status >= 500 ? 1 : 0 })
}

function judgeSuccess(answer: Answered, { orderId }: SentOrder): Verdict {
  const order = memberOf(answer.body, "order")
  const id = memberOf(order, "id")
  const passthrough = memberOf(order, "passthrough")
  if (typeof id !== "string" || id === "") return resend(unknown(answer), { dirty: true })
  // An answer saved for somebody else under our key; sending again brings the same one.
  if (passthrough !== orderId) return resend(unknown(answer), { dirty: true, resends: 0 })
  return { kind: "placed", placed: { junctionOrderId: id, status: statusOf(order) } }
}

/** The first segment of the last event's status; the order's own status is deprecated at Junction. */
export function statusOf(order: unknown): string {
  const last = memberOf(memberOf(order, "last_event"), "status") ?? memberOf(order, "status")
  const [top] = typeof last === "string" ? last.split(".") : []
  return top || "received"
}

function judgeInvalid(
  answer: Answered,
  members: readonly (string | undefined)[],
  { phoneGiven }: SentOrder,
): Verdict {
  const named = members.filter((member) => member !== undefined)
  const callers =
    named.length > 0 &&
    named.length === members.length &&
    // A refused fallback phone is the deployment's.
    (phoneGiven || !named.includes("/patient/phone"))
  if (!callers) return rejected(answer, named)
  const details = [...new Set(named)].map((path) => ({
    path,
    message: "is not accepted by the lab",
  }))
  const paths = details.map((detail) => detail.path).join(", ")
  return {
    kind: "refused",
    failure: new Failure("patient_rejected", `The lab does not accept: ${paths}.`, {
      details,
      upstream: traceOf(answer, named),
    }),
  }
}

/** Junction's names for what the caller sent, and where that stands in our body. */
const members: Readonly<Record<string, string>> = {
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
function membersOf(body: unknown): readonly (string | undefined)[] {
  const detail = memberOf(body, "detail")
  if (!Array.isArray(detail)) return []
  return detail.map((error) => {
    const loc = memberOf(error, "loc")
    if (!Array.isArray(loc) || loc[0] !== "body") return undefined
    const name = loc.slice(1, 3).join(".")
    return Object.hasOwn(members, name) ? members[name] : undefined
  })
}

/** The refusals with 400 that a caller can mend, by the words observed. */
function memberOfRule(body: unknown): readonly (string | undefined)[] {
  const detail = memberOf(body, "detail")
  const text = typeof detail === "string" ? detail : memberOf(detail, "error_message")
  if (typeof text !== "string") return []
  if (text.startsWith("Phone number is not correct")) return ["/patient/phone"]
  if (/^Lab .+ does not support state /.test(text)) return ["/address/state"]
  return []
}

type Answered = Extract<Answer, { kind: "answer" }>

function resend(
  failure: Failure,
  { dirty, resends = 1, waitMs = 0 }: { dirty: boolean; resends?: number; waitMs?: number },
): Verdict {
  return { kind: "unfinished", dirty, resends, waitMs, failure }
}

function rejected(answer: Answered, named: readonly string[] = []): Verdict {
  return {
    kind: "refused",
    failure: new Failure(
      "junction_rejected",
      "Junction does not take orders from this deployment as it is configured. Do not send the request again.",
      { upstream: traceOf(answer, named) },
    ),
  }
}

/** Junction was not there, or asked to be left alone for a while. */
export function unavailable(answer?: Answer): Failure {
  const retryAfter = answer?.kind === "answer" ? answer.retryAfter : undefined
  return new Failure(
    "junction_unavailable",
    "Junction cannot be reached at the moment. Send the same request again with the same idempotency-key.",
    {
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(answer === undefined ? {} : { upstream: traceOf(answer) }),
    },
  )
}

/** Nobody knows yet whether there is an order. */
export function unknown(answer?: Answer): Failure {
  return new Failure(
    "junction_outcome_unknown",
    "Junction did not say what became of the order. Send the same request again with the same idempotency-key.",
    answer === undefined ? {} : { upstream: traceOf(answer) },
  )
}

/** What may be logged of an answer. */
export function traceOf(answer: Answer, members: readonly string[] = []): UpstreamTrace {
  if (answer.kind !== "answer") return { networkCode: answer.networkCode }
  return { status: answer.status, ...(members.length === 0 ? {} : { members }) }
}

/** A member of a JSON value of unknown shape. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}
