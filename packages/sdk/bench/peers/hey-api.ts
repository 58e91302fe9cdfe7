import { createClient } from "./hey-api/client/index.ts"
import { createLabOrder } from "./hey-api/sdk.gen.ts"
import type { LabOrderRequest } from "@loop-health/integrations-sdk"

export const connect = (baseUrl: string, fetch?: typeof globalThis.fetch) =>
  createClient({ baseUrl, ...(fetch && { fetch }), auth: "token" })

// The call.

export function createOrder(baseUrl: string, fetch?: typeof globalThis.fetch) {
  const client = connect(baseUrl, fetch)
  return async (body: LabOrderRequest, idempotencyKey: string) => {
    const headers = { "idempotency-key": idempotencyKey }
    const { data } = await createLabOrder({ client, body, headers, throwOnError: true })
    return data
  }
}
