// @boundaries-ignore bench/prepare.ts installs it
import OpenAI from "openai"
import type { LabOrder, LabOrderRequest } from "@loop-health/integrations-sdk"

export const connect = (baseURL: string, fetch?: typeof globalThis.fetch) =>
  new OpenAI({ apiKey: "token", baseURL, ...(fetch && { fetch }) })

// The call.

export function createOrder(baseUrl: string, fetch?: typeof globalThis.fetch) {
  const client = connect(baseUrl, fetch)
  return (body: LabOrderRequest, idempotencyKey: string) => {
    const headers = { "idempotency-key": idempotencyKey }
    return client.post<LabOrder>("/v1/labs/orders", { body, headers })
  }
}
