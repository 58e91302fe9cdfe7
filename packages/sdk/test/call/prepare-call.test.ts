import { validateIdempotencyKey } from "@loop-health/integrations-contract/validators"
import { createMockFetch } from "@loop-health/integrations-mocks"
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { expect, test, vi } from "vitest"
import {
  createClient,
  InvalidRequestError,
  type CreateLabOrderOptions,
  type LabOrderRequest,
} from "../../src/index.ts"
import { scriptedFetch } from "../support/scripted-fetch.ts"

const keys = ["", " ", "a b", "clé", "a\n", "\t", "a".repeat(256), "a".repeat(255), "!", "~"]

test.each(keys)(
  "the SDK validates the key %j as the contract does, and does not change it",
  async (key) => {
    const { fetch, sent } = scriptedFetch(createMockFetch())
    const { orders } = createClient({ token: "t", fetch }).labs
    const result = await orders.safeCreate(aLabOrderRequest(), { idempotencyKey: key })

    const allowed = validateIdempotencyKey(key).valid
    expect(result.kind).toBe(allowed ? "created" : "invalid_request")
    expect(result.meta.idempotencyKey).toBe(key)
    expect(sent.map((request) => request.headers["idempotency-key"])).toEqual(allowed ? [key] : [])
  },
)

const cyclic: Record<string, unknown> = { ...aLabOrderRequest() }
cyclic["self"] = cyclic

test.each<[string, unknown, unknown]>([
  ["a key that is not a string", aLabOrderRequest(), { idempotencyKey: 7 }],
  ["a timeout of 0", aLabOrderRequest(), { timeoutMs: 0 }],
  ["a timeout that is a string", aLabOrderRequest(), { timeoutMs: "5" }],
  ["an invalid signal", aLabOrderRequest(), { signal: {} }],
  ["a body with a cycle", cyclic, {}],
  ["a body with a BigInt", { ...aLabOrderRequest(), total_cents: 1n }, {}],
  ["no body", undefined, {}],
])("the SDK rejects %s before it requests a token", async (_name, body, options) => {
  const token = vi.fn<() => string>(() => "t")
  const { fetch, sent } = scriptedFetch(createMockFetch())
  const { orders } = createClient({ token, fetch }).labs
  const result = await orders.safeCreate(body as LabOrderRequest, options as CreateLabOrderOptions)

  expect(result).toMatchObject({
    kind: "invalid_request",
    status: undefined,
    error: { code: "invalid_request", outcome: "not_created" },
    meta: { attempts: 0, outcome: "not_created" },
  })
  expect(token).not.toHaveBeenCalled()
  expect(sent).toEqual([])
})

test("create throws the error that safeCreate returns", async () => {
  const { orders } = createClient({ token: "t" }).labs
  const call = orders.create(aLabOrderRequest(), { idempotencyKey: "" })
  await expect(call).rejects.toBeInstanceOf(InvalidRequestError)
})
