import {
  createLabOrderForm,
  fieldMessage,
  type LabOrderFormValues,
} from "@loop-health/integrations-contract/form"
import {
  userMessage,
  type CreateLabOrderResult,
  type LabOrderRequest,
  type LoopClient,
} from "@loop-health/integrations-sdk"

/** A text for the user at a field, such as `patient.dob`, or above the form. */
interface FieldError {
  readonly field: string | undefined
  readonly message: string
}

/** The view after a click on "Order". */
export type OrderView =
  | { readonly show: "confirmation"; readonly orderId: string }
  /** Each error is shown at its field. */
  | { readonly show: "errors"; readonly errors: readonly FieldError[] }
  | { readonly show: "sign_in" }
  /** The order may exist. The fields are locked, and the button retries the same order. */
  | { readonly show: "check_again" }
  /** No order was placed, and the fields need no correction. The message is for the user. */
  | { readonly show: "failed"; readonly message: string; readonly requestId: string | undefined }

/** An order form. */
export interface OrderForm {
  /** Places an order with the fields, or retries an order with an unknown outcome. */
  readonly submit: (fields: LabOrderFormValues) => Promise<OrderView>
}

const { validate } = createLabOrderForm()["~standard"]

/** Creates a form that places one order despite repeated clicks and network errors. */
export function createOrderForm(loop: LoopClient): OrderForm {
  let submitting: Promise<OrderView> | undefined
  let unsettled: { readonly order: LabOrderRequest; readonly idempotencyKey: string } | undefined

  const send = async (fields: LabOrderFormValues): Promise<OrderView> => {
    let attempt = unsettled
    if (attempt === undefined) {
      // Copied, because a retry must send the same order.
      const checked = validate(structuredClone(fields))
      if (checked.issues) {
        const errors = checked.issues.map((issue) => ({ ...issue, field: issue.path.join(".") }))
        return { show: "errors", errors }
      }
      attempt = { order: checked.value, idempotencyKey: crypto.randomUUID() }
    }
    const { order, idempotencyKey } = attempt
    const result = await loop.labs.orders.safeCreate(order, { idempotencyKey })
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
  const { id, message } = userMessage(result.error)
  if (result.kind === "validation" && id === "validation") {
    return { show: "errors", errors: result.error.details.map(fieldMessage) }
  }
  if (id === "signed_out") return { show: "sign_in" }
  return { show: "failed", message, requestId: result.meta.requestId }
}
