import { Failure } from "../service-error.ts"
import type { Lab, Placement, PlacementOutcome } from "../orders/lab.ts"
import {
  createJunctionClient,
  isOurTime,
  type Answer,
  type JunctionClientOptions,
} from "./client.ts"
import { findConsentFaults, findPanelFaults } from "./validate-panels.ts"
import { createOrderSearch } from "./find-orders.ts"
import { judge, memberOf, traceOf, unavailable, unknown } from "./interpret-response.ts"
import { toJunctionOrder, type OrderDefaults } from "./order-request.ts"

export type { JunctionPanel } from "./order-request.ts"

/** How Junction is reached and what the panels are there. */
export interface JunctionLabOptions extends JunctionClientOptions {
  /** Every panel of the contract: a missing one is a fault of the deployment, told at the start. */
  readonly panels: OrderDefaults["panels"]
  /** E.164. Without it, an order without a phone number is refused. */
  readonly fallbackPhone?: string
  readonly consents?: NonNullable<OrderDefaults["consents"]>
  /** Milliseconds for one send of an order; 10,000 unless told. */
  readonly orderTimeoutMs?: number
  /** Milliseconds for any other call; 5,000 unless told. */
  readonly callTimeoutMs?: number
}

/** No order is sent with less time than this to wait for its answer, in milliseconds. */
const shortestSendMs = 3_000

/** Junction as a lab. Throws a TypeError that lists every fault of its options. */
export function createJunctionLab(options: JunctionLabOptions): Lab {
  refuseFaults(options)
  const { orderTimeoutMs = 10_000, callTimeoutMs = 5_000 } = options
  const client = createJunctionClient(options)
  const defaults: OrderDefaults = {
    panels: options.panels,
    fallbackPhone: options.fallbackPhone,
    consents: options.consents,
  }

  /** Finds or makes the patient's user. Safe to repeat: Junction knows the handle and answers with the same user. */
  const resolveUser = async ({ patientHandle, deadline }: Placement): Promise<Answer> => {
    for (let resends = 0; ; resends += 1) {
      const timeoutMs = clamped(callTimeoutMs, deadline - performance.now())
      const answer = await client.call(
        { operation: "createUser", timeoutMs, resends },
        (api, sending) =>
          api.POST("/v2/user", { ...sending, body: { client_user_id: patientHandle } }),
      )
      if (userIdOf(answer) !== undefined || resends === 1 || !mayPass(answer)) return answer
    }
  }

  const sendOrder = async (placement: Placement, userId: string): Promise<PlacementOutcome> => {
    const body = toJunctionOrder(placement, userId, defaults)
    const { orderId, deadline, upstreamKey, order } = placement
    const sentOrder = { orderId, phoneGiven: order.patient.phone !== undefined }
    let { dirty } = placement
    let sent = false
    let failure = dirty ? unknown() : unavailable()
    for (let sends = 1; ; sends += 1) {
      const left = deadline - performance.now()
      if (left < shortestSendMs || !placement.maySend()) {
        return { kind: "unfinished", dirty, sent, failure }
      }
      const timeoutMs = clamped(orderTimeoutMs, left)
      const params = { header: { "X-Idempotency-Key": upstreamKey } }
      const answer = await client.call(
        { operation: "createOrder", timeoutMs, resends: sends - 1 },
        (api, sending) => api.POST("/v3/order", { ...sending, params, body }),
      )
      sent ||= answer.kind !== "not_sent"
      const verdict = judge(answer, sentOrder)
      if (verdict.kind === "placed") return verdict
      if (verdict.kind === "refused") {
        // After a send of unknown outcome, a refusal says nothing about what that send did.
        return dirty ? { kind: "unfinished", dirty, sent, failure: unknown(answer) } : verdict
      }
      dirty ||= verdict.dirty
      failure = verdict.failure
      if (sends > verdict.resends) return { kind: "unfinished", dirty, sent, failure }
      await new Promise((resolve) => setTimeout(resolve, verdict.waitMs))
    }
  }

  return {
    ...createOrderSearch(client, callTimeoutMs),
    phoneRequired: options.fallbackPhone === undefined,
    place: async (placement) => {
      const user = await resolveUser(placement)
      const userId = userIdOf(user)
      const { dirty, now } = placement
      if (userId === undefined) {
        return { kind: "unfinished", dirty, sent: false, failure: toUserFailure(user, dirty) }
      }
      if (user.kind === "answer" && isOurTime(user, now()) === false) {
        return {
          kind: "unfinished",
          dirty,
          sent: false,
          failure: dirty ? unknown() : clockIsWrong(),
        }
      }
      return sendOrder(placement, userId)
    },
  }
}

/** When the order was sent would be written down wrong, and so could not be told later. */
function clockIsWrong(): Failure {
  return new Failure(
    "junction_unavailable",
    "This deployment's clock is not Junction's. Send the same request again with the same idempotency-key.",
  )
}

/** A known handle is refused with a 400 that carries the user: as good an answer as a new one. */
function userIdOf(answer: Answer): string | undefined {
  if (answer.kind !== "answer") return undefined
  const holder = answer.status === 200 ? answer.body : memberOf(answer.body, "detail")
  const userId = memberOf(holder, "user_id")
  const good = (answer.status === 200 || answer.status === 400) && typeof userId === "string"
  return good && userId !== "" ? userId : undefined
}

function toUserFailure(answer: Answer, dirty: boolean): Failure {
  if (mayPass(answer)) return unavailable(answer)
  // "Rejected" tells the caller that there is no order, which an earlier send may have made untrue.
  if (dirty) return unknown(answer)
  return new Failure("junction_rejected", "Junction does not take patients from this deployment.", {
    upstream: traceOf(answer),
  })
}

function mayPass(answer: Answer): boolean {
  if (answer.kind !== "answer") return true
  const { status } = answer
  // A success without a user is no refusal: most often a page of somebody on the way.
  return status === 408 || status === 429 || status >= 500 || status < 300
}

function clamped(limitMs: number, leftMs: number): number {
  return Math.max(1, Math.floor(Math.min(limitMs, leftMs)))
}

function refuseFaults(options: JunctionLabOptions): void {
  const { baseUrl, apiKey, panels, fallbackPhone, consents = [] } = options
  const faults: string[] = []
  if (!URL.canParse(baseUrl)) faults.push("baseUrl is not a URL")
  if (apiKey === "") faults.push("apiKey is empty")
  if (fallbackPhone !== undefined && !/^\+\d{10,15}$/.test(fallbackPhone)) {
    faults.push("fallbackPhone must be + and 10 to 15 digits")
  }
  faults.push(...findPanelFaults(panels).map((fault) => `panels${fault}`))
  faults.push(...findConsentFaults(consents).map((fault) => `consents${fault}`))
  if (faults.length > 0) throw new TypeError(`the Junction lab cannot work: ${faults.join("; ")}`)
}
