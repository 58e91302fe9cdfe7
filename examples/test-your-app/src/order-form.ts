import type {
  ApiErrorDetail,
  CreateLabOrderResult,
  LabOrderRequest,
  LoopClient,
} from "@loop-health/integrations-sdk"

/** The view after a click on "Order". */
export type OrderView =
  | { readonly show: "confirmation"; readonly orderId: string }
  /** Each error is shown at its field. Without fields, the message is shown above the form. */
  | {
      readonly show: "errors"
      readonly errors: readonly ApiErrorDetail[]
      readonly message: string
    }
  | { readonly show: "sign_in" }
  /** The order may exist. The fields are locked, and the button retries the same order. */
  | { readonly show: "check_again" }
  /** No order was placed, and the fields need no correction. */
  | { readonly show: "failed"; readonly requestId: string | undefined }

/** An order form. */
export interface OrderForm {
  /** Places an order with the fields, or retries an order with an unknown outcome. */
  readonly submit: (fields: LabOrderRequest) => Promise<OrderView>
}

/** Creates a form that places one order despite repeated clicks and network errors. */
export function createOrderForm(loop: LoopClient): OrderForm {
  let submitting: Promise<OrderView> | undefined
  let unsettled: { readonly order: LabOrderRequest; readonly idempotencyKey: string } | undefined

  const send = async (fields: LabOrderRequest): Promise<OrderView> => {
    // Copied, because a retry must send the same order.
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
    return { show: "errors", errors: result.error.details, message: result.error.message }
  }
  if (result.kind === "unauthenticated" || result.kind === "token") return { show: "sign_in" }
  return { show: "failed", requestId: result.meta.requestId }
}
