import {
  validateIdempotencyKey,
  type Validator,
} from "@loop-health/integrations-contract/validators"
import { contractError, ServiceError, validationError } from "../service-error.ts"
import { canonicalJson, CanonicalJsonError } from "./canonical-json.ts"
import { BodyAlreadyReadError, type HttpRequest } from "./message.ts"

/** Maximum size of a body, in bytes. A typical order has about 1 KiB. */
const maxBodyBytes = 64 * 1024

/** A request with headers and a body that satisfy the contract. */
export interface ReadRequest<Body> {
  readonly idempotencyKey: string
  /** The value that the validator returned. */
  readonly body: Body
  /** Canonical form of the body (RFC 8785). */
  readonly canonicalBody: string
}

/**
 * Reads a request with a JSON body and an idempotency key. Checks the media type, size, key, JSON,
 * and the rules of `validate`, in this order. Headers are checked before the body is read. Throws a
 * `ServiceError` for the first violated rule. Rethrows {@link BodyAlreadyReadError}.
 */
export async function readRequest<Body>(
  request: HttpRequest,
  validate: Validator<Body>,
): Promise<ReadRequest<Body>> {
  rejectOtherMediaTypes(request)
  if (Number(request.header("content-length")) > maxBodyBytes) {
    throw contractError("payload_too_large")
  }
  const idempotencyKey = request.header("idempotency-key")
  if (!idempotencyKey) throw contractError("idempotency_key_missing")
  if (!validateIdempotencyKey(idempotencyKey).valid) throw contractError("idempotency_key_invalid")
  let bytes: Uint8Array | "too_large"
  try {
    bytes = await request.readBody(maxBodyBytes)
  } catch (error) {
    if (error instanceof BodyAlreadyReadError) throw error
    throw new ServiceError("invalid_json", "The request body is incomplete. Send the whole body.")
  }
  if (bytes === "too_large") throw contractError("payload_too_large")
  const { value, canonicalBody } = readJson(bytes)
  const validation = validate(value)
  if (!validation.valid) throw validationError(validation.issues)
  return { idempotencyKey, body: validation.value, canonicalBody }
}

/** Requires uncompressed JSON in UTF-8 (RFC 8259; RFC 9110, section 15.5.16). */
function rejectOtherMediaTypes(request: HttpRequest): void {
  const type = request.header("content-type") ?? ""
  const coding = request.header("content-encoding") ?? "identity"
  if (
    // This pattern runs in linear time for any header.
    !/^application\/json(\s*;\s*charset\s*=\s*"?utf-8"?)?(\s*;)?$/i.test(type.trim()) ||
    coding.toLowerCase() !== "identity"
  ) {
    throw contractError("unsupported_media_type")
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true })

function readJson(bytes: Uint8Array): { value: unknown; canonicalBody: string } {
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(bytes))
  } catch {
    // The parser's message is not used, because it quotes the body.
    throw contractError("invalid_json")
  }
  try {
    return { value, canonicalBody: canonicalJson(value) }
  } catch (error) {
    if (!(error instanceof CanonicalJsonError)) throw error
    throw validationError([{ path: "", message: error.message }])
  }
}
