// The test generates this file from the API page.
const { postV1LabsOrders } = await import(new URL("../generated.mjs", import.meta.url))

/** Returns a function that places an order with the client that a generator creates. */
export function connect(baseUrl, token) {
  return async (body, key) => {
    const headers = { "idempotency-key": key }
    const { response, data, error } = await postV1LabsOrders({
      baseUrl,
      auth: token,
      headers,
      body,
    })
    return { status: response.status, body: data ?? error }
  }
}
