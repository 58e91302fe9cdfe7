import type { ApiError, ApiErrorDetail, LabOrder, LabOrderRequest } from "./generated/types.gen.ts"
import * as generated from "./generated/validators.gen.ts"
import { sortIssues } from "./sort-issues.ts"

/**
 * The result of a validator. It is the typed value, or the invalid fields and the violated rules.
 */
export type Validation<Value> =
  | { readonly valid: true; readonly value: Value }
  | { readonly valid: false; readonly issues: readonly [ApiErrorDetail, ...ApiErrorDetail[]] }

/**
 * Validates a parsed JSON value against its schema in the contract. It does not coerce types, set
 * defaults, or change the value, and it accepts unknown fields. Issues never contain input values.
 * Issues of a request are in the contract's order of fields.
 */
export type Validator<Value> = (value: unknown) => Validation<Value>

/** Validates the body of `POST /v1/labs/orders`. */
export const validateLabOrderRequest: Validator<LabOrderRequest> = createValidator(
  generated.labOrderRequest,
  generated.labOrderRequestFields,
)

/** Validates the body of a 201 response. */
export const validateLabOrder: Validator<LabOrder> = createValidator(generated.labOrder)

/** Validates the body of an error response. */
export const validateApiError: Validator<ApiError> = createValidator(generated.apiError)

/** Validates the `idempotency-key` header: 1 to 255 visible ASCII characters (spec/README.md). */
export const validateIdempotencyKey: Validator<string> = createValidator(generated.idempotencyKey)

/** Properties of Ajv's errors that contain no input values. */
interface AjvError {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Record<string, unknown>
}

interface AjvValidate {
  (value: unknown): boolean
  errors?: readonly AjvError[] | null
}

function createValidator<Value>(
  validate: AjvValidate,
  fields: readonly string[] = [],
): Validator<Value> {
  return (value) => {
    if (validate(value)) return { valid: true, value: value as Value }
    const issues = sortIssues((validate.errors ?? []).map(toIssue), fields)
    return { valid: false, issues: issues as [ApiErrorDetail, ...ApiErrorDetail[]] }
  }
}

function toIssue({ instancePath, keyword, params }: AjvError): ApiErrorDetail {
  if (keyword === "required") {
    return { path: `${instancePath}/${String(params["missingProperty"])}`, message: "is required" }
  }
  return { path: instancePath, message: describeRule(keyword, params) }
}

/** Describes the rule. Every value in `params` comes from the schema. */
function describeRule(keyword: string, params: Record<string, unknown>): string {
  const limit = Number(params["limit"])
  const characters = limit === 1 ? "character" : "characters"
  switch (keyword) {
    case "type":
      return `must be ${[params["type"]].flat().map(withArticle).join(" or ")}`
    case "enum":
      return `must be one of: ${(params["allowedValues"] as string[]).join(", ")}`
    case "minLength":
      return limit === 1 ? "must not be empty" : `must have at least ${limit} ${characters}`
    case "maxLength":
      return `must have at most ${limit} ${characters}`
    case "minimum":
      return `must be at least ${limit}`
    case "maximum":
      return `must be at most ${limit}`
    case "minItems":
      return `must have at least ${limit} ${limit === 1 ? "item" : "items"}`
    case "maxItems":
      return `must have at most ${limit} items`
    case "format":
      return params["format"] === "email"
        ? "must be an email address"
        : `must have the format ${String(params["format"])}`
    case "pattern":
      return `must match ${String(params["pattern"])}`
    default:
      return `violates the rule "${keyword}"`
  }
}

function withArticle(type: unknown): string {
  if (type === "null") return "null"
  return `${type === "integer" || type === "object" || type === "array" ? "an" : "a"} ${String(type)}`
}
