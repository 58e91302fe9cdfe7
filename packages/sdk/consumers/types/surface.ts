import * as sdk from "@loop-health/integrations-sdk"

// Uses every export in strict mode. `consumers/types.ts` reports the missing ones. The file is only
// compiled. For CommonJS, the first line becomes `import sdk = require(...)`.

const patient: sdk.Patient = {
  first_name: "Ben",
  last_name: "Sample",
  dob: "1985-11-02",
  email: "ben@example.com",
}
const address: sdk.Address = {
  line1: "2 Specimen Road",
  city: "Austin",
  state: "TX",
  zip: "78701",
  country: "US",
}
const panel: sdk.PanelSlug = sdk.panelSlugs[0] ?? "wellness"
export const request: sdk.LabOrderRequest = { panel_slug: panel, patient, address }

const token: sdk.TokenSource = async ({ refresh }: sdk.TokenRequest) => (refresh ? "new" : "old")
const hooks: sdk.Hooks = {
  onRequest: (event: sdk.RequestEvent) => describeRequest(event),
  onResponse: (event: sdk.ResponseEvent) =>
    `${event.errorCode ?? ""} ${event.status ?? 0} ${event.durationMs}`,
  onRetry: (event: sdk.RetryEvent) => `${event.errorCode ?? ""} ${event.delayMs}`,
}
const options: sdk.ClientOptions = {
  ...hooks,
  token,
  baseUrl: "https://integrations.example.com",
  fetch: (sent: Request): Promise<Response> => fetch(sent),
  timeoutMs: 10_000,
  maxRetries: 0,
}
export const client: sdk.LoopClient = sdk.createClient(options)
export const orders: sdk.LabOrders = sdk.createClient({ token: "token", fetch }).labs.orders

/** A call that throws. */
export async function order(signal: AbortSignal): Promise<string> {
  const anyOptions: sdk.CallOptions = { signal, timeoutMs: 1 }
  const callOptions: sdk.CreateLabOrderOptions = { idempotencyKey: "key", ...anyOptions }
  try {
    const created: sdk.LabOrder = await orders.create(request, callOptions)
    const total: number | null = created.total_cents
    return `${created.id} ${total ?? 0}`
  } catch (thrown) {
    if (!sdk.isLoopError(thrown)) throw thrown
    return describe(thrown)
  }
}

/** A call that returns a result. It narrows without a cast, and needs a case for each kind. */
export async function orderSafely(): Promise<string> {
  const result: sdk.CreateLabOrderResult = await orders.safeCreate(request)
  const sameResult: sdk.CallResult<sdk.CreatedLabOrder> = result
  const meta: sdk.KeyedCallMeta = result.meta
  const outcome: sdk.Outcome = meta.outcome
  switch (result.kind) {
    case "created": {
      const created: sdk.CreatedLabOrder = result
      const status: 201 = result.status
      return `${created.order.id} ${status} ${created.replayed} ${sameResult.kind}`
    }
    case "validation": {
      const invalid: sdk.ErrorResult<sdk.ValidationError> = result
      const details: readonly sdk.ApiErrorDetail[] = invalid.error.details
      const fields: sdk.FieldErrors = invalid.error.fieldErrors()
      const zip: readonly string[] | undefined = fields["address.zip"]
      return details.map(({ path, message }) => `${path}: ${message}`).join() + String(zip)
    }
    case "unauthenticated":
      return result.error.apiCode
    case "upstream": {
      const status: 502 = result.status
      return `${status} ${meta.retryAfterMs ?? 0}`
    }
    case "unexpected_status":
      return result.error.apiCode ?? String(result.status)
    case "contract":
      return result.error.rawText
    case "connection":
    case "timeout":
    case "aborted":
    case "invalid_request":
    case "token": {
      const status: undefined = result.status
      return `${outcome} ${String(status)} ${result.error.name}`
    }
  }
  return result satisfies never
}

/** Narrows by code. The last line does not compile if a code is missing. */
function describe(error: sdk.CallError): string {
  const code: sdk.LoopErrorCode = error.code
  switch (error.code) {
    case "validation":
    case "unauthenticated":
    case "upstream":
    case "unexpected_status":
      return `${code} ${error.status} ${error.apiCode ?? ""}`
    case "connection":
    case "timeout":
    case "aborted":
    case "contract":
    case "invalid_request":
    case "token":
      return `${code} ${error.idempotencyKey ?? ""} ${JSON.stringify(error.toJSON())}`
  }
  return error satisfies never
}

function describeRequest({ method, path, idempotencyKey, attempt }: sdk.RequestEvent): string {
  return `${method} ${path} ${idempotencyKey ?? ""} ${attempt}`
}

/** Narrows an unknown value by class. */
export function nameOf(thrown: unknown): string {
  if (thrown instanceof sdk.ValidationError) return thrown.name satisfies "ValidationError"
  if (thrown instanceof sdk.UnauthenticatedError)
    return thrown.name satisfies "UnauthenticatedError"
  if (thrown instanceof sdk.UpstreamError) return thrown.name satisfies "UpstreamError"
  if (thrown instanceof sdk.UnexpectedStatusError) {
    return thrown.name satisfies "UnexpectedStatusError"
  }
  if (thrown instanceof sdk.ResponseError) return thrown.apiCode ?? String(thrown.status)
  if (thrown instanceof sdk.ConnectionError) return thrown.name satisfies "ConnectionError"
  if (thrown instanceof sdk.TimeoutError) return thrown.name satisfies "TimeoutError"
  if (thrown instanceof sdk.AbortedError) return thrown.name satisfies "AbortedError"
  if (thrown instanceof sdk.ContractError) return thrown.name satisfies "ContractError"
  if (thrown instanceof sdk.InvalidRequestError) return thrown.name satisfies "InvalidRequestError"
  if (thrown instanceof sdk.TokenError) return thrown.name satisfies "TokenError"
  return thrown instanceof sdk.LoopError ? thrown.code : "unknown"
}

/** Returns a text for the person who orders, or its translation. */
export function textOf(
  error: sdk.CallError,
  translations: Partial<Record<sdk.UserMessageId, string>>,
): string {
  const { id, message }: sdk.UserMessage = sdk.userMessage(error)
  return translations[id] ?? `${message} ${sdk.userMessages.busy}`
}

/** Creates an error, as in a test. */
export function createValidationError(meta: sdk.CallMeta): sdk.ValidationError {
  const body: sdk.ApiErrorBody = { apiCode: "validation_error", message: "…", details: [] }
  return new sdk.ValidationError(meta, body)
}

// Without the types, everything would be `any`, and the lines below would be no errors.
// @ts-expect-error the panel must be in the contract
export const unknownPanel: sdk.LabOrderRequest = { panel_slug: "everything", patient, address }
// @ts-expect-error the address is required
export const withoutAddress: sdk.LabOrderRequest = { panel_slug: panel, patient }
// @ts-expect-error an optional field must not be undefined
export const noPhone: sdk.Patient = { ...patient, phone: undefined }
// @ts-expect-error a failed call has no order
export const orderOf = (result: sdk.CreateLabOrderResult): sdk.LabOrder => result.order
