// @boundaries-ignore bench/prepare.ts installs it
import createClient from "openapi-fetch"
import type { paths } from "./contract.ts"
import type { LabOrderRequest } from "@loop-health/integrations-sdk"

export const connect = (baseUrl: string, fetch?: typeof globalThis.fetch) =>
  createClient<paths>({
    baseUrl,
    ...(fetch && { fetch }),
    headers: { authorization: "Bearer token" },
  })

// The call.

export function createOrder(baseUrl: string, fetch?: typeof globalThis.fetch) {
  const client = connect(baseUrl, fetch)
  return async (body: LabOrderRequest, idempotencyKey: string) => {
    const { data, response } = await client.POST("/v1/labs/orders", {
      params: { header: { "idempotency-key": idempotencyKey } },
      body,
    })
    if (data === undefined) throw new Error(`The API returned ${response.status}.`)
    return data
  }
}
