import type { LabOrderRequest } from "@loop-health/integrations-contract"
import {
  validateIdempotencyKey,
  validateLabOrderRequest,
} from "@loop-health/integrations-contract/validators"
import { canonicalJson, UncanonicalJson } from "./canonical-json.ts"
import { Failure } from "./failure.ts"
import { BodyAlreadyRead, type HttpRequest } from "./http.ts"
import { toOrderable, type OrderabilityRules, type OrderableOrder } from "./orderability.ts"

/** The largest body that is read, in bytes: fifty times the largest sensible order. */
export const maxBodyBytes = 64 * 1024

/** A request that is right in every way that can be told without asking anybody. */
export interface ParsedRequest {
  readonly idempotencyKey: string
  /** The body as received, in its one canonical form (RFC 8785). */
  readonly canonicalBody: string
  /** As received: what is kept and returned comes from here. */
  readonly request: LabOrderRequest
  /** The same order as a lab can take it. */
  readonly order: OrderableOrder
}

/**
 * Reads a request: media type, size, key, JSON, schema, orderability, in this order. Throws a {@link Failure} for
 * the first that is wrong, with every member at fault and never a value. What the headers tell is judged before the
 * body is read. Throws {@link BodyAlreadyRead} as it comes: no caller can mend that.
 */
export async function parseRequest(
  request: HttpRequest,
  rules: OrderabilityRules,
): Promise<ParsedRequest> {
  refuseOtherMediaTypes(request)
  if (Number(request.header("content-length")) > maxBodyBytes) throw tooLarge()
  const idempotencyKey = readIdempotencyKey(request)
  const bytes = await request.readBody(maxBodyBytes).catch((error: unknown) => {
    if (error instanceof BodyAlreadyRead) throw error
    throw new Failure("invalid_json", "The body ended before it was complete.")
  })
  if (bytes === "too_large") throw tooLarge()
  const { value, canonicalBody } = readJson(bytes)

  const validation = validateLabOrderRequest(value)
  if (!validation.valid) throw validationError(validation.issues)
  const orderability = toOrderable(validation.value, rules)
  if (!orderability.orderable) throw validationError(orderability.issues)

  return {
    idempotencyKey,
    canonicalBody,
    request: validation.value,
    order: orderability.order,
  }
}

function tooLarge(): Failure {
  return new Failure("payload_too_large", `The body is larger than ${maxBodyBytes} bytes.`)
}

/** RFC 8259 JSON is UTF-8; a coded body (gzip) is a media type that we do not read (RFC 9110, section 15.5.16). */
function refuseOtherMediaTypes(request: HttpRequest): void {
  const type = request.header("content-type") ?? ""
  const coding = request.header("content-encoding") ?? "identity"
  if (
    // Linear in the length of the header, whatever is in it.
    !/^application\/json(\s*;\s*charset\s*=\s*"?utf-8"?)?(\s*;)?$/i.test(type.trim()) ||
    coding.toLowerCase() !== "identity"
  ) {
    throw new Failure(
      "unsupported_media_type",
      "The body must be JSON in UTF-8, not compressed: `content-type: application/json`.",
    )
  }
}

function readIdempotencyKey(request: HttpRequest): string {
  const key = request.header("idempotency-key")
  if (key === undefined || key === "") {
    throw new Failure(
      "idempotency_key_missing",
      "Send an idempotency-key header: a new random value for each order that a person means to place.",
    )
  }
  if (!validateIdempotencyKey(key).valid) {
    throw new Failure(
      "idempotency_key_invalid",
      "The idempotency-key header must be 1 to 255 visible ASCII characters, sent once.",
    )
  }
  return key
}

const utf8 = new TextDecoder("utf-8", { fatal: true })

function readJson(bytes: Uint8Array): { value: unknown; canonicalBody: string } {
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(bytes))
  } catch {
    // The parser's own message quotes the body.
    throw new Failure("invalid_json", "The body is not JSON in UTF-8 (RFC 8259).")
  }
  try {
    return { value, canonicalBody: canonicalJson(value) }
  } catch (error) {
    if (error instanceof UncanonicalJson)
      throw validationError([{ path: "", message: error.message }])
    throw error
  }
}

function validationError(
  issues: readonly { readonly path: string; readonly message: string }[],
): Failure {
  const [first, ...others] = issues
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`
  const place = first?.path === "" ? "The body" : first?.path
  return new Failure("validation_error", `${place}: ${first?.message}${more}`, { details: issues })
}
