import type {
  ApiErrorDetail,
  CreateLabOrderResult,
  LabOrderRequest,
  LoopClient,
} from "@loop-health/integrations-sdk"

/** What the page shows after a click on "Order". */
export type OrderView =
  | { readonly show: "confirmation"; readonly orderId: string }
  /** Each fault at its field; with none, the message above the form. */
  | {
      readonly show: "faults"
      readonly faults: readonly ApiErrorDetail[]
      readonly message: string
    }
  | { readonly show: "sign_in" }
  /** The order may stand: the fields are locked, and the button asks again for the same order. */
  | { readonly show: "check_again" }
  /** Nothing was ordered, and there is nothing to correct. */
  | { readonly show: "failed"; readonly requestId: string | undefined }

/** An order form. */
export interface OrderForm {
  /** Orders what the fields hold, or asks again for an order of which nobody knows yet. */
  readonly submit: (fields: LabOrderRequest) => Promise<OrderView>
}

/** Makes a form that orders once, however often the button is clicked and whatever the network does. */
export function createOrderForm(loop: LoopClient): OrderForm {
  let submitting: Promise<OrderView> | undefined
  let unsettled: { readonly order: LabOrderRequest; readonly idempotencyKey: string } | undefined

  const send = async (fields: LabOrderRequest): Promise<OrderView> => {
    // A copy: what is asked for again must be what was sent.
    const attempt = unsettled ?? {
      order: structuredClone(fields),
      idempotencyKey: crypto.randomUUID(),
    }
    const { idempotencyKey } = attempt
    const result = await loop.labs.orders.safeCreate(attempt.order, { idempotencyKey })
    unsettled = result.meta.outcome === "unknown" ? attempt : undefined
    return toView(result)
  }

  return {
    submit: (fields) => {
      submitting ??= send(fields).finally(() => (submitting = undefined))
      return submitting
    },
  }
}

function toView(result: CreateLabOrderResult): OrderView {
  if (result.kind === "created") return { show: "confirmation", orderId: result.order.id }
  if (result.meta.outcome === "unknown") return { show: "check_again" }
  if (result.kind === "validation") {
    return { show: "faults", faults: result.error.details, message: result.error.message }
  }
  if (result.kind === "unauthenticated" || result.kind === "token") return { show: "sign_in" }
  return { show: "failed", requestId: result.meta.requestId }
}
