import type { Lab, Placement, PlacementOutcome } from "../orders/lab.ts"
import { ServiceError } from "../service-error.ts"
import {
  createJunctionClient,
  clocksAgree,
  defaultCallTimeoutMs,
  getField,
  type JunctionResponse,
} from "./client.ts"
import { createOrderSearch, type JunctionSearchOptions } from "./find-orders.ts"
import { interpretResponse } from "./interpret-response.ts"
import { junctionError } from "./junction-errors.ts"
import { e164, toOrderRequest, type OrderDefaults } from "./order-request.ts"
import { validateConsents, validatePanels } from "./validate-panels.ts"

export type { JunctionPanel } from "./order-request.ts"

/** How Junction is reached and what the panels are there. */
export interface JunctionLabOptions extends JunctionSearchOptions, OrderDefaults {
  /** Milliseconds for one send of an order; 10,000 unless told. */
  readonly orderTimeoutMs?: number
}

/** No order is sent with less time than this to wait for its response, in milliseconds. */
const shortestSendMs = 3_000

/** Junction as a lab. Throws a TypeError that lists every fault of its options. */
export function createJunctionLab(options: JunctionLabOptions): Lab {
  validateOptions(options)
  const { orderTimeoutMs = 10_000, callTimeoutMs = defaultCallTimeoutMs } = options
  const client = createJunctionClient(options)

  /** Finds or makes the patient's user. Safe to repeat: Junction knows the handle and answers with the same user. */
  const resolveUser = async ({ patientHandle, deadline }: Placement): Promise<JunctionResponse> => {
    const body = { client_user_id: patientHandle }
    for (let resends = 0; ; resends += 1) {
      const timeoutMs = clamped(callTimeoutMs, deadline - performance.now())
      const response = await client.call(
        { operation: "createUser", timeoutMs, resends },
        (api, sending) => api.POST("/v2/user", { ...sending, body }),
      )
      if (userIdOf(response) !== undefined || resends === 1 || !isTransient(response))
        return response
    }
  }

  const sendOrder = async (placement: Placement, userId: string): Promise<PlacementOutcome> => {
    const body = toOrderRequest(placement, userId, options)
    const { orderId, deadline, upstreamKey, order } = placement
    const sentOrder = { orderId, phoneGiven: order.patient.phone !== undefined }
    let { indeterminate } = placement
    let sent = false
    let error = indeterminate
      ? junctionError("junction_outcome_unknown")
      : junctionError("junction_unavailable")
    for (let sends = 1; ; sends += 1) {
      const left = deadline - performance.now()
      if (left < shortestSendMs || !placement.maySend()) {
        return { kind: "unfinished", indeterminate, sent, error }
      }
      const timeoutMs = clamped(orderTimeoutMs, left)
      const params = { header: { "X-Idempotency-Key": upstreamKey } }
      const response = await client.call(
        { operation: "createOrder", timeoutMs, resends: sends - 1 },
        (api, sending) => api.POST("/v3/order", { ...sending, params, body }),
      )
      sent ||= response.kind !== "not_sent"
      const result = interpretResponse(response, sentOrder)
      if (result.kind === "placed") return result
      if (result.kind === "rejected") {
        // After a send of unknown outcome, a rejection says nothing about what that send did.
        return indeterminate
          ? {
              kind: "unfinished",
              indeterminate,
              sent,
              error: junctionError("junction_outcome_unknown", response),
            }
          : result
      }
      indeterminate ||= result.indeterminate
      error = result.error
      if (sends > result.resends) return { kind: "unfinished", indeterminate, sent, error }
      await new Promise((resolve) => setTimeout(resolve, result.waitMs))
    }
  }

  return {
    ...createOrderSearch(client, callTimeoutMs),
    phoneRequired: options.fallbackPhone === undefined,
    place: async (placement) => {
      const user = await resolveUser(placement)
      const userId = userIdOf(user)
      const { indeterminate, now } = placement
      const notSent = { kind: "unfinished", indeterminate, sent: false } as const
      if (userId === undefined) return { ...notSent, error: toUserError(user, indeterminate) }
      if (user.kind === "response" && clocksAgree(user, now()) === false) {
        const error = indeterminate ? junctionError("junction_outcome_unknown") : clockError()
        return { ...notSent, error }
      }
      return sendOrder(placement, userId)
    },
  }
}

/** When the order was sent would be written down wrong, and so could not be told later. */
function clockError(): ServiceError {
  return new ServiceError(
    "junction_unavailable",
    "This deployment's clock is not Junction's. Send the same request again with the same idempotency-key.",
  )
}

/** A known handle is rejected with a 400 that carries the user: as good a response as a new one. */
function userIdOf(response: JunctionResponse): string | undefined {
  if (response.kind !== "response") return undefined
  const holder = response.status === 200 ? response.body : getField(response.body, "detail")
  const userId = getField(holder, "user_id")
  const good = (response.status === 200 || response.status === 400) && typeof userId === "string"
  return good && userId !== "" ? userId : undefined
}

function toUserError(response: JunctionResponse, indeterminate: boolean): ServiceError {
  if (isTransient(response)) return junctionError("junction_unavailable", response)
  // "Rejected" tells the caller that there is no order, which an earlier send may have made untrue.
  if (indeterminate) return junctionError("junction_outcome_unknown", response)
  return junctionError("junction_rejected", response)
}

function isTransient(response: JunctionResponse): boolean {
  if (response.kind !== "response") return true
  const { status } = response
  // A success without a user is no rejection: most often a page of somebody on the way.
  return status === 408 || status === 429 || status >= 500 || status < 300
}

function clamped(limitMs: number, leftMs: number): number {
  return Math.max(1, Math.floor(Math.min(limitMs, leftMs)))
}

function validateOptions(options: JunctionLabOptions): void {
  const { baseUrl, apiKey, panels, fallbackPhone, consents = [] } = options
  const errors: string[] = []
  if (!URL.canParse(baseUrl)) errors.push("baseUrl is not a URL")
  if (apiKey === "") errors.push("apiKey is empty")
  if (fallbackPhone !== undefined && !e164.test(fallbackPhone)) {
    errors.push("fallbackPhone must be + and 10 to 15 digits")
  }
  errors.push(...validatePanels(panels).map((error) => `panels${error}`))
  errors.push(...validateConsents(consents).map((error) => `consents${error}`))
  if (errors.length > 0) throw new TypeError(`the Junction lab cannot work: ${errors.join("; ")}`)
}
