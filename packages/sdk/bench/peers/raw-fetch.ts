import type { LabOrder, LabOrderRequest } from "@loop-health/integrations-sdk"

// The call.

export function createOrder(baseUrl: string, fetch = globalThis.fetch) {
  return async (body: LabOrderRequest, idempotencyKey: string) => {
    const response = await fetch(`${baseUrl}/v1/labs/orders`, {
      method: "POST",
      headers: {
        authorization: "Bearer token",
        "content-type": "application/json",
        "idempotency-key": idempotencyKey,
      },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`The API returned ${response.status}.`)
    return (await response.json()) as LabOrder
  }
}
