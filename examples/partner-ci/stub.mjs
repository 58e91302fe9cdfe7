// A partner's stub of the API, for the tests of their app. It does not validate fields.
// `npm run check:stub` compares it with the contract.

/** @type {Map<string, { readonly body: string, readonly order: object }>} */
const placed = new Map()

/**
 * @param {Request} request
 * @returns {Promise<Response>}
 */
export async function fetch(request) {
  const { headers } = request
  if (!/^Bearer \S+$/.test(headers.get("authorization") ?? "")) {
    return reject(401, "unauthenticated", { "www-authenticate": "Bearer" })
  }
  const key = headers.get("idempotency-key") ?? ""
  if (!/^[!-~]{1,255}$/.test(key)) {
    return reject(400, key === "" ? "idempotency_key_missing" : "idempotency_key_invalid")
  }
  if (headers.get("content-type") !== "application/json") {
    return reject(400, "unsupported_media_type")
  }
  const body = await request.text()
  const previous = placed.get(key)
  if (previous !== undefined) {
    return previous.body === body
      ? respond(201, previous.order, { "idempotent-replayed": "true" })
      : reject(400, "idempotency_key_reused")
  }
  const input = parse(body)
  if (input === undefined) return reject(400, "invalid_json")
  if (input.panel_slug === undefined) return reject(400, "validation_error")
  const order = createOrder(input)
  placed.set(key, { body, order })
  return respond(201, order)
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @param {Readonly<Record<string, unknown>>} input */
function createOrder({ panel_slug, patient_id = null, total_cents = null, currency = null }) {
  const now = new Date().toISOString()
  return {
    id: crypto.randomUUID(),
    brand_id: "brand_example",
    user_id: "user_example",
    patient_id,
    panel_slug,
    junction_order_id: crypto.randomUUID(),
    status: "received",
    total_cents,
    currency,
    tracking_number: null,
    result_bloodwork_id: null,
    created_at: now,
    updated_at: now,
    completed_at: null,
  }
}

/**
 * @param {number} status
 * @param {string} error
 * @param {Readonly<Record<string, string>>} [headers]
 */
function reject(status, error, headers) {
  return respond(status, { error, message: "The stub rejected the request." }, headers)
}

/**
 * @param {number} status
 * @param {object} body
 * @param {Readonly<Record<string, string>>} [headers]
 */
function respond(status, body, headers) {
  const common = { "x-request-id": crypto.randomUUID(), "cache-control": "no-store" }
  return Response.json(body, { status, headers: { ...common, ...headers } })
}
