import type { operations } from "@loop-health/integrations-contract"
import { aLabOrder, aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { expect, expectTypeOf, test } from "vitest"
import {
  createClient,
  isLoopError,
  type CreateLabOrderResult,
  type LabOrder,
  type LabOrderRequest,
  type LoopClient,
  type LoopErrorCode,
  type RetryEvent,
  type TokenSource,
  type ValidationError,
} from "../src/index.ts"
import { jsonResponse, scriptedFetch } from "./support/scripted-fetch.ts"

/** A caller's switch without a cast. The last line does not compile if a kind is missing. */
function summarize(result: CreateLabOrderResult): string {
  switch (result.kind) {
    case "created":
      expectTypeOf(result.status).toEqualTypeOf<201>()
      return result.order.id
    case "validation":
      expectTypeOf(result.status).toEqualTypeOf<400>()
      return result.error.details.map((detail) => detail.path).join()
    case "unauthenticated":
      expectTypeOf(result.status).toEqualTypeOf<401>()
      return result.error.apiCode
    case "upstream":
      expectTypeOf(result.status).toEqualTypeOf<502>()
      return result.error.apiCode
    case "unexpected_status":
      expectTypeOf(result.status).toEqualTypeOf<number>()
      return result.error.apiCode ?? String(result.status)
    case "contract":
      return result.error.rawText
    case "connection":
    case "timeout":
    case "aborted":
    case "invalid_request":
    case "token":
      expectTypeOf(result.status).toEqualTypeOf<undefined>()
      return result.meta.outcome
  }
  return result satisfies never
}

test("a result narrows by its kind, exhaustively and without a cast", async () => {
  const { fetch } = scriptedFetch(() => jsonResponse(201, aLabOrder()))
  const { orders } = createClient({ token: "t", fetch }).labs
  expect(summarize(await orders.safeCreate(aLabOrderRequest()))).toBe(aLabOrder().id)
})

test("a result narrows by its literal status", () => {
  expectTypeOf<Extract<CreateLabOrderResult, { status: 201 }>["kind"]>().toEqualTypeOf<"created">()
  expectTypeOf<
    Extract<CreateLabOrderResult, { status: 400 }>["error"]
  >().toEqualTypeOf<ValidationError>()
  const byStatus = (result: CreateLabOrderResult) => {
    if (result.kind !== "unexpected_status" && result.status === 201) {
      expectTypeOf(result.order).toEqualTypeOf<LabOrder>()
    }
    // A gateway's own 400 is an unexpected status.
    if (result.status === 400) {
      expectTypeOf(result.kind).toEqualTypeOf<"validation" | "unexpected_status">()
    }
  }
  expect(byStatus).toBeTypeOf("function")
})

test("each status of the contract has its own kind", () => {
  type Status = Exclude<CreateLabOrderResult["status"], undefined>
  type Literal<Value> = Value extends number ? (number extends Value ? never : Value) : never
  type Own = CreateLabOrderResult extends infer Result
    ? Result extends { status: infer Value }
      ? Literal<Value>
      : never
    : never
  expectTypeOf<Own>().toEqualTypeOf<keyof operations["createLabOrder"]["responses"]>()
  expectTypeOf<Status>().toEqualTypeOf<number>()
})

/** A caller's switch by status, without a cast and a default. */
function summarizeByStatus(result: CreateLabOrderResult): string {
  if (result.kind === "unexpected_status") return `status ${result.status}`
  switch (result.status) {
    case 201:
      return result.order.id
    case 400:
      return Object.keys(result.error.fieldErrors()).join()
    case 401:
    case 502:
      return result.error.apiCode
    case undefined:
      return result.error.code
  }
  return result satisfies never
}

/** The same switch with a new status. It does not compile without a case for the status. */
function summarizeByWiderStatus(result: CreateLabOrderResult | { kind: "conflict"; status: 409 }) {
  if (result.kind === "unexpected_status") return result.status
  if (result.status === 201 || result.status === undefined) return result.status
  if (result.status === 400 || result.status === 401 || result.status === 502) return result.status
  // @ts-expect-error 409 has no case
  return result satisfies never
}

test("a result narrows by its literal status, exhaustively and without a cast", async () => {
  const { fetch } = scriptedFetch(() => jsonResponse(201, aLabOrder()))
  const { orders } = createClient({ token: "t", fetch }).labs
  const result = await orders.safeCreate(aLabOrderRequest())
  expect(summarizeByStatus(result)).toBe(aLabOrder().id)
  expect(summarizeByWiderStatus(result)).toBe(201)
})

test("the strings of a response are open, so a new value is not an error", () => {
  expectTypeOf<LabOrder["status"]>().toEqualTypeOf<string>()
  expectTypeOf<LabOrder["panel_slug"]>().toEqualTypeOf<string>()
  expectTypeOf<ValidationError["apiCode"]>().toEqualTypeOf<string>()
  expectTypeOf<LabOrderRequest["panel_slug"]>().not.toEqualTypeOf<string>()
  const isTeleported = (order: LabOrder) => order.status === "teleported"
  expect(isTeleported(aLabOrder({ status: "teleported" }))).toBe(true)
})

test("a token function may ignore its argument", () => {
  expectTypeOf<() => string>().toExtend<TokenSource>()
  expectTypeOf<() => Promise<string>>().toExtend<TokenSource>()
  expectTypeOf<(request: { refresh: boolean }) => Promise<string>>().toExtend<TokenSource>()
  expectTypeOf<() => undefined>().not.toExtend<TokenSource>()
  expect(() => createClient({ token: ({ refresh }) => (refresh ? "new" : "old") })).not.toThrow()
})

test("events of hooks have neither body nor token", () => {
  expectTypeOf<keyof RetryEvent>().toEqualTypeOf<
    | "method"
    | "path"
    | "idempotencyKey"
    | "attempt"
    | "startedAt"
    | "errorCode"
    | "status"
    | "requestId"
    | "durationMs"
    | "delayMs"
  >()
  const onRetry = (event: RetryEvent) => event.delayMs
  expect(() => createClient({ token: "t", onRetry })).not.toThrow()
})

test("each operation of the contract has a method", () => {
  // A new operation does not compile until it is added here.
  const methods = {
    createLabOrder: (client) => client.labs.orders.create,
  } satisfies Record<keyof operations, (client: LoopClient) => unknown>
  const client = createClient({ token: "t" })
  for (const methodOf of Object.values(methods)) expect(methodOf(client)).toBeTypeOf("function")
})

test("each kind is an error code or created", () => {
  expectTypeOf<CreateLabOrderResult["kind"]>().toEqualTypeOf<LoopErrorCode | "created">()
})

test("a caught value narrows by isLoopError and its code", () => {
  const read = (thrown: unknown) =>
    isLoopError(thrown) && thrown.code === "validation" ? thrown.details : undefined
  expectTypeOf(read).returns.toEqualTypeOf<ValidationError["details"] | undefined>()
  expect(read(new Error("other"))).toBeUndefined()
})

test("the request is as strict as the contract, and options may be undefined", () => {
  const { orders } = createClient({ token: "t", baseUrl: undefined, fetch: undefined }).labs
  const { address } = aLabOrderRequest()
  const calls = () => [
    orders.create(aLabOrderRequest(), { idempotencyKey: undefined, signal: undefined }),
    // @ts-expect-error the body is required
    orders.create(),
    // @ts-expect-error the panel must be in the contract
    orders.create(aLabOrderRequest({ panel_slug: "everything" })),
    // @ts-expect-error the contract has no such field
    orders.create({ ...aLabOrderRequest(), panel: "wellness" } satisfies LabOrderRequest),
    // @ts-expect-error the address is required
    orders.create({ panel_slug: "wellness", patient: aLabOrderRequest().patient }),
    // @ts-expect-error optional is not nullable
    orders.create(aLabOrderRequest({ address: { ...address, line2: null } })),
  ]
  expect(calls).toBeTypeOf("function")
})

test("a client accepts the global fetch and a function from Request to Response", () => {
  expect(() => createClient({ token: "t", fetch: globalThis.fetch })).not.toThrow()
  expect(() => createClient({ token: "t", fetch: async () => new Response() })).not.toThrow()
  // @ts-expect-error a client needs a token
  expect(() => createClient({})).toThrow(TypeError)
})
