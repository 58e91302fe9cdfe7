import {
  addErrorResponses,
  areResendsPointless,
  noErrorResponses,
  type ErrorResponses,
} from "../orders/error-responses.ts"
import type { Lab, Placement, PlacementOutcome } from "../orders/lab.ts"
import { ServiceError } from "../service-error.ts"
import {
  createJunctionClient,
  clocksAgree,
  defaultCallTimeoutMs,
  getField,
  type JunctionResponse,
} from "./client.ts"
import { createOrderLookup, type JunctionLookupOptions } from "./find-orders.ts"
import { interpretResponse } from "./interpret-response.ts"
import { junctionError } from "./junction-errors.ts"
import { e164, toOrderRequest, type OrderDefaults } from "./order-request.ts"
import { validateConsents, validatePanels } from "./validate-panels.ts"

export type { JunctionPanel } from "./order-request.ts"

/** Options for `createJunctionLab`. */
export interface JunctionLabOptions extends JunctionLookupOptions, OrderDefaults {
  /** Timeout of one send of an order, in milliseconds. Default: 10,000. */
  readonly orderTimeoutMs?: number
}

/** Minimum time that must be left for the response when an order is sent, in milliseconds. */
const shortestSendMs = 3_000

/**
 * Creates the lab that places orders at Junction. Throws a TypeError that lists all invalid
 * options.
 */
export function createJunctionLab(options: JunctionLabOptions): Lab {
  validateOptions(options)
  const { orderTimeoutMs = 10_000, callTimeoutMs = defaultCallTimeoutMs } = options
  const client = createJunctionClient(options)

  /** Creates or finds the patient's user. Junction returns the same user for the same handle. */
  const resolveUser = async ({ patientHandle, deadline }: Placement): Promise<JunctionResponse> => {
    const body = { client_user_id: patientHandle }
    for (let resends = 0; ; resends += 1) {
      const timeoutMs = clamped(callTimeoutMs, deadline - performance.now())
      const response = await client.call(
        { operation: "createUser", timeoutMs, resends },
        (api, defaults) => api.POST("/v2/user", { ...defaults, body }),
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
    let errorResponses = noErrorResponses
    let error = indeterminate
      ? junctionError("junction_outcome_unknown")
      : junctionError("junction_unavailable")
    for (let sends = 1; ; sends += 1) {
      const left = deadline - performance.now()
      const counted = addErrorResponses(placement.errorResponses, errorResponses)
      const pointless = indeterminate && areResendsPointless(counted)
      if (pointless || left < shortestSendMs || !placement.maySend()) {
        return { kind: "unfinished", indeterminate, sent, errorResponses, error }
      }
      const timeoutMs = clamped(orderTimeoutMs, left)
      const params = { header: { "X-Idempotency-Key": upstreamKey } }
      const response = await client.call(
        { operation: "createOrder", timeoutMs, resends: sends - 1 },
        (api, defaults) => api.POST("/v3/order", { ...defaults, params, body }),
      )
      sent ||= response.kind !== "not_sent"
      errorResponses = addErrorResponses(errorResponses, countErrorResponse(response))
      const result = interpretResponse(response, sentOrder)
      if (result.kind === "placed") return result
      if (result.kind === "rejected") {
        // A rejection does not resolve an earlier send whose outcome is unknown.
        return indeterminate
          ? {
              kind: "unfinished",
              indeterminate,
              sent,
              errorResponses,
              error: junctionError("junction_outcome_unknown", response),
            }
          : result
      }
      indeterminate ||= result.indeterminate
      error = result.error
      if (sends > result.resends) {
        return { kind: "unfinished", indeterminate, sent, errorResponses, error }
      }
      await new Promise((resolve) => setTimeout(resolve, result.waitMs))
    }
  }

  return {
    ...createOrderLookup(client, callTimeoutMs),
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

/**
 * Counts a response that did not place the order. Junction rate limits (429) say nothing about the
 * key.
 */
function countErrorResponse(response: JunctionResponse): ErrorResponses {
  if (response.kind !== "response" || response.status === 429) return noErrorResponses
  const gateway = [502, 503, 504].includes(response.status)
  return gateway ? { junction: 0, gateway: 1 } : { junction: 1, gateway: 0 }
}

/** Creates the error for a wrong clock, which would record a wrong time of the send. */
function clockError(): ServiceError {
  return new ServiceError(
    "junction_unavailable",
    "The clocks of the server and Junction differ by more than 2 minutes. Retry with the same idempotency key.",
  )
}

/** Returns the user's ID, if any. For an existing handle, Junction's 400 contains the user. */
function userIdOf(response: JunctionResponse): string | undefined {
  if (response.kind !== "response") return undefined
  const user = response.status === 200 ? response.body : getField(response.body, "detail")
  const userId = getField(user, "user_id")
  const good = (response.status === 200 || response.status === 400) && typeof userId === "string"
  return good && userId !== "" ? userId : undefined
}

function toUserError(response: JunctionResponse, indeterminate: boolean): ServiceError {
  if (isTransient(response)) return junctionError("junction_unavailable", response)
  // `junction_rejected` means that no order exists, but an earlier send may have created one.
  if (indeterminate) return junctionError("junction_outcome_unknown", response)
  return junctionError("junction_rejected", response)
}

function isTransient(response: JunctionResponse): boolean {
  if (response.kind !== "response") return true
  const { status } = response
  // A success without a user usually comes from a proxy, so it is not a rejection.
  return status === 408 || status === 429 || status >= 500 || status < 300
}

function clamped(limitMs: number, leftMs: number): number {
  return Math.max(1, Math.floor(Math.min(limitMs, leftMs)))
}

function validateOptions(options: JunctionLabOptions): void {
  const { baseUrl, apiKey, panels, fallbackPhone, consents = [] } = options
  const errors: string[] = []
  if (!URL.canParse(baseUrl)) errors.push("baseUrl must be a URL")
  if (apiKey === "") errors.push("apiKey must not be empty")
  if (fallbackPhone !== undefined && !e164.test(fallbackPhone)) {
    errors.push("fallbackPhone must be + and 10 to 15 digits")
  }
  errors.push(...validatePanels(panels).map((error) => `panels${error}`))
  errors.push(...validateConsents(consents).map((error) => `consents${error}`))
  if (errors.length > 0) throw new TypeError(`Invalid Junction options: ${errors.join("; ")}.`)
}
