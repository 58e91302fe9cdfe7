import { aLabOrder } from "../support/a-lab-order.ts"

/** A request as it was asked, and what came back. */
export interface Asked {
  readonly requestId: string
  readonly intent: number
  readonly body: number
  /** Junction had this body's order before it began. */
  readonly hadOrder: boolean
  /** Another request of the same intent was worked on meanwhile. */
  accompanied: boolean
  /** Absent when the connection broke or nobody waited. */
  answer?: {
    readonly status: number
    readonly code: string | undefined
    readonly id: string | undefined
    readonly junctionOrderId: string | undefined
  }
}

/** The last name of the patient of a body: how an order at Junction is told apart without asking the service. */
export function tagOf(round: number, intent: number, body: number): string {
  return `R${round}-I${intent}-B${body}`
}

/** Every intent of a round has the same key text under a user of its own. */
export function tokenOf(round: number, intent: number): string {
  return `brand_a.user_${round}_${intent}`
}

/** Sends a request. Rejects when there is no answer. */
export async function send(
  url: string,
  round: number,
  asked: Asked,
  signal: AbortSignal,
): Promise<NonNullable<Asked["answer"]>> {
  const response = await fetch(`${url}/v1/labs/orders`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${tokenOf(round, asked.intent)}`,
      "content-type": "application/json",
      "idempotency-key": `key-${round}`,
      "x-request-id": asked.requestId,
    },
    body: JSON.stringify(
      aLabOrder({ patient: { last_name: tagOf(round, asked.intent, asked.body) } }),
    ),
    signal,
  })
  const json = (await response.json()) as Record<string, string | undefined>
  return {
    status: response.status,
    code: json["error"],
    id: json["id"],
    junctionOrderId: json["junction_order_id"],
  }
}

/** Whether a client may stop asking: it has its order, or was told that there is none. */
export function isEnd({ answer }: Asked): boolean {
  return answer?.status === 201 || answer?.status === 400
}
