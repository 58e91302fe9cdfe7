import { createClient } from "@loop-health/integrations-sdk"

/** Returns a function that places an order with the SDK. */
export function connect(baseUrl, token) {
  const { orders } = createClient({ baseUrl, token, maxRetries: 0 }).labs
  return async (body, idempotencyKey) => {
    const { status, order, error } = await orders.safeCreate(body, { idempotencyKey })
    return { status, body: order ?? { error: error.apiCode, message: error.message } }
  }
}
