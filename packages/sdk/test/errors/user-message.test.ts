import { createMockFetch, type ScenarioName } from "@loop-health/integrations-mocks"
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { expect, test } from "vitest"
import {
  createClient,
  userMessage,
  userMessages,
  type CallError,
  type ClientOptions,
  type CreateLabOrderOptions,
  type UserMessageId,
} from "../../src/index.ts"

/** Places an order without retries. Returns the error. */
async function errorOf(
  options: Partial<ClientOptions>,
  callOptions: CreateLabOrderOptions = {},
): Promise<CallError> {
  const client = createClient({ token: "any", maxRetries: 0, ...options })
  const result = await client.labs.orders.safeCreate(aLabOrderRequest(), callOptions)
  if (result.kind === "created") throw new Error("The order was created.")
  return result.error
}

test.each<[ScenarioName, UserMessageId]>([
  ["validation_error", "validation"],
  ["patient_rejected", "validation"],
  ["invalid_json", "unavailable"],
  ["unsupported_media_type", "unavailable"],
  ["payload_too_large", "unavailable"],
  ["idempotency_key_missing", "unavailable"],
  ["idempotency_key_invalid", "unavailable"],
  ["idempotency_key_reused", "different_order"],
  ["unauthenticated", "signed_out"],
  ["token_expired", "signed_out"],
  ["insufficient_scope", "unavailable"],
  ["junction_unavailable", "order_unconfirmed"],
  ["junction_rejected", "unavailable"],
  ["junction_outcome_unknown", "order_unconfirmed"],
  ["order_in_progress", "order_unconfirmed"],
  ["store_unavailable", "order_unconfirmed"],
  ["auth_unavailable", "busy"],
  ["overloaded", "busy"],
  ["internal_error", "order_unconfirmed"],
  ["connection_error", "no_connection"],
  ["connection_lost", "order_unconfirmed"],
  ["loading", "order_unconfirmed"],
])("after %s, the text is %s", async (scenario, id) => {
  const mock = createMockFetch()
  mock.always(scenario)
  const controller = new AbortController()
  const fetch = async (request: Request) => {
    const response = mock(request)
    // The mock places the order and never responds.
    if (scenario === "loading") setTimeout(() => controller.abort())
    return response
  }
  const error = await errorOf({ fetch }, { signal: controller.signal })
  expect(userMessage(error)).toEqual({ id, message: userMessages[id] })
})

const respond = (status: number, body: string) => ({
  fetch: async () => new Response(body, { status }),
})

test.each<[string, UserMessageId, Partial<ClientOptions>, CreateLabOrderOptions?]>([
  ["a token function that fails", "signed_out", { token: () => Promise.reject(new Error()) }],
  ["an abort before the request", "cancelled", {}, { signal: AbortSignal.abort() }],
  ["an invalid option", "unavailable", {}, { idempotencyKey: "" }],
  ["a wrong baseUrl", "unavailable", respond(404, '{"error":"not_found","message":"No."}')],
  ["a gateway's response", "order_unconfirmed", respond(503, "<h1>Busy</h1>")],
  ["a 201 without an order", "order_unconfirmed", respond(201, "{}")],
])("after %s, the text is %s", async (_label, id, options, callOptions) => {
  expect(userMessage(await errorOf(options, callOptions)).id).toBe(id)
})

test("after a timeout of the token function, the text is busy", async () => {
  const token = () => new Promise<string>(() => {})
  expect(userMessage(await errorOf({ token }, { timeoutMs: 1 })).id).toBe("busy")
})

test("every text is a message for people, without terms of the API", () => {
  for (const text of Object.values(userMessages)) {
    expect(text).toMatch(/^[A-Z].*\.$/)
    expect(text).not.toMatch(/idempotency|key|token|API|baseUrl|request|server|_/i)
  }
})
