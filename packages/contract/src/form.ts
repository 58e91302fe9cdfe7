import type { LabOrderRequest } from "./generated/types.gen.ts"
import { fieldMessage } from "./lab-order/field-messages.ts"
import { validateForm, type LabOrderFormOptions } from "./lab-order/form-issues.ts"
import type { LabOrderFormValues } from "./lab-order/form-request.ts"

export {
  fieldMessage,
  fieldMessages,
  type FieldMessage,
  type FieldMessageId,
  type LabOrderFieldName,
} from "./lab-order/field-messages.ts"
export type { LabOrderFormOptions } from "./lab-order/form-issues.ts"
export type { LabOrderFormValues } from "./lab-order/form-request.ts"

/** Schema of an order form that implements Standard Schema 1 (standardschema.dev). */
export interface LabOrderForm {
  readonly "~standard": {
    readonly version: 1
    readonly vendor: "loop-health"
    /** Validates form values. Returns the request, or an issue for each invalid field. */
    readonly validate: (values: unknown) => LabOrderFormResult
    /** Types of the values and of the request. Always undefined at runtime. */
    readonly types?:
      { readonly input: LabOrderFormValues; readonly output: LabOrderRequest } | undefined
  }
}

/** The result of validating a form. */
export type LabOrderFormResult =
  | { readonly value: LabOrderRequest; readonly issues?: undefined }
  | { readonly issues: readonly LabOrderFormIssue[] }

/** An invalid field of a form. */
export interface LabOrderFormIssue {
  /** Names of the field and its parents, such as `["patient", "dob"]`. Empty for the whole form. */
  readonly path: readonly string[]
  readonly message: string
}

/**
 * Creates a schema for an order form. The schema accepts exactly the requests that the API accepts,
 * and reports all invalid fields together. It removes empty optional fields. The validated value is
 * the body for `loop.labs.orders.create`.
 *
 * @example
 * useForm({ resolver: standardSchemaResolver(createLabOrderForm()) })
 */
export function createLabOrderForm(options: LabOrderFormOptions = {}): LabOrderForm {
  const { toMessage = (issue) => fieldMessage(issue).message } = options
  return {
    "~standard": {
      version: 1,
      vendor: "loop-health",
      validate: (values) => {
        const { request, issues } = validateForm(values, options)
        if (issues.length === 0) return { value: request as LabOrderRequest }
        const toIssue = (issue: (typeof issues)[number]): LabOrderFormIssue => ({
          path: issue.path.split("/").slice(1),
          message: toMessage(issue),
        })
        return { issues: issues.map(toIssue) }
      },
    },
  }
}
