import { createClient, type LabOrderRequest } from "@loop-health/integrations-sdk"

export const connect = (baseUrl: string, fetch?: typeof globalThis.fetch) =>
  createClient({ token: "token", baseUrl, fetch })

// The call.

export function createOrder(baseUrl: string, fetch?: typeof globalThis.fetch) {
  const client = connect(baseUrl, fetch)
  return (body: LabOrderRequest, idempotencyKey: string) =>
    client.labs.orders.create(body, { idempotencyKey })
}
