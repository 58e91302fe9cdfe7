// @boundaries-ignore bench/prepare.ts installs it
import ky from "ky"
import type { LabOrder, LabOrderRequest } from "@loop-health/integrations-sdk"

export const connect = (baseUrl: string, fetch?: typeof globalThis.fetch) =>
  ky.create({ baseUrl, ...(fetch && { fetch }), headers: { authorization: "Bearer token" } })

// The call.

export function createOrder(baseUrl: string, fetch?: typeof globalThis.fetch) {
  const client = connect(baseUrl, fetch)
  return (body: LabOrderRequest, idempotencyKey: string) =>
    client
      .post("v1/labs/orders", { json: body, headers: { "idempotency-key": idempotencyKey } })
      .json<LabOrder>()
}
