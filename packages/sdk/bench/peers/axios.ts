// @boundaries-ignore bench/prepare.ts installs it
import axios from "axios"
import type { LabOrder, LabOrderRequest } from "@loop-health/integrations-sdk"

export const connect = (baseURL: string, fetch?: typeof globalThis.fetch) =>
  axios.create({
    baseURL,
    ...(fetch && { adapter: "fetch", env: { fetch } }),
    headers: { authorization: "Bearer token" },
  })

// The call.

export function createOrder(baseUrl: string, fetch?: typeof globalThis.fetch) {
  const client = connect(baseUrl, fetch)
  return async (body: LabOrderRequest, idempotencyKey: string) => {
    const headers = { "idempotency-key": idempotencyKey }
    const { data } = await client.post<LabOrder>("/v1/labs/orders", body, { headers })
    return data
  }
}
