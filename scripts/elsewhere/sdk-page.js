// Calls of the SDK for a browser. Each returns what the checks in browser-part.ts compare.
const { createClient } = await import(`${location.origin}/sdk.js`)

const body = {
  panel_slug: "wellness",
  patient: { first_name: "Ada", last_name: "Example", dob: "1990-04-12", email: "ada@example.com" },
  address: { line1: "1 Sample Street", city: "Chicago", state: "IL", zip: "60601", country: "US" },
}
const invalidBody = { ...body, patient: { ...body.patient, dob: "yesterday" } }

async function create(baseUrl, { token = "any", order = body, ...options } = {}) {
  const { labs } = createClient({ baseUrl, token })
  const { kind, error, meta } = await labs.orders.safeCreate(order, options)
  const { outcome, requestId } = meta
  const paths = error?.details?.map(({ path }) => path)
  return { kind, outcome, paths, hasRequestId: requestId !== undefined }
}

/** Aborts the call as soon as its order exists. */
async function abort(baseUrl) {
  const controller = new AbortController()
  let hasEnded = false
  const result = create(baseUrl, { signal: controller.signal }).finally(() => (hasEnded = true))
  const findOrders = async () => (await (await fetch(`${baseUrl}/__mock/orders`)).json()).orders
  while (!hasEnded && (await findOrders()).length === 0);
  controller.abort()
  return result
}

/** Returns the result with the value of `refresh` in each call of the token function. */
async function refreshToken(baseUrl) {
  const refreshed = []
  const token = ({ refresh }) => {
    refreshed.push(refresh)
    return refresh ? "second" : "first"
  }
  return { ...(await create(baseUrl, { token })), refreshed }
}

globalThis.calls = {
  create,
  createInvalid: (baseUrl) => create(baseUrl, { order: invalidBody }),
  abort,
  refreshToken,
}
