import { aLabOrder } from "../support/a-lab-order.ts"
import { sendOrder } from "../support/order-requests.ts"

/** A client's request, with its response once it has arrived. */
export interface ClientRequest {
  readonly requestId: string
  readonly intent: number
  readonly body: number
  /** Junction had this body's order before the request was sent. */
  readonly hadOrder: boolean
  /** Another request of the same intent was in progress at the same time. */
  concurrent: boolean
  /** Absent if the connection failed or the client aborted. */
  response?: {
    readonly status: number
    readonly code: string | undefined
    readonly id: string | undefined
    readonly junctionOrderId: string | undefined
  }
}

/**
 * Returns the last name of a body's patient. It identifies the order at Junction, independently of
 * the server.
 */
export function lastNameOf(round: number, intent: number, body: number): string {
  return `R${round}-I${intent}-B${body}`
}

/** Returns an intent's token. Every intent of a round has the same key and a user of its own. */
export function tokenOf(round: number, intent: number): string {
  return `brand_a.user_${round}_${intent}`
}

/** Sends a request. Rejects when no response arrives. */
export async function send(
  url: string,
  round: number,
  { requestId, intent, body }: ClientRequest,
  signal: AbortSignal,
): Promise<NonNullable<ClientRequest["response"]>> {
  const headers = {
    authorization: `Bearer ${tokenOf(round, intent)}`,
    "idempotency-key": `key-${round}`,
    "x-request-id": requestId,
  }
  const patient = { last_name: lastNameOf(round, intent, body) }
  const response = await sendOrder(url, { headers, body: aLabOrder({ patient }) }, signal)
  return {
    status: response.status,
    code: response.error.error,
    id: response.order.id,
    junctionOrderId: response.order.junction_order_id,
  }
}

/** Returns whether the response is final: an order, or a definite error. */
export function isFinal({ response }: ClientRequest): boolean {
  return response?.status === 201 || response?.status === 400
}
