import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import type { QueryClient } from "@tanstack/react-query"
import { flushSync } from "react-dom"
import { expect, expectTypeOf, test } from "vitest"
import type {
  CallError,
  LabOrder,
  LabOrderRequest,
  LoopClient,
  ValidationError,
} from "../../src/index.ts"
import {
  discardRestoredLabOrders,
  persistLabOrderKeys,
  useCreateLabOrder,
  type UseCreateLabOrderOptions,
  type UseCreateLabOrderResult,
} from "../../src/react/index.ts"
import { aQueryClient } from "../support/query-client.ts"
import { anApi } from "../support/mock-api.ts"
import { mount } from "./mount.tsx"

/** A component with the hook, and the last result of the hook. */
function aComponent(
  queryClient: QueryClient,
  loop: LoopClient,
  options?: UseCreateLabOrderOptions,
  ownQueryClient?: QueryClient,
) {
  const results: UseCreateLabOrderResult[] = []
  const Component = () => {
    results.push(useCreateLabOrder(loop, options, ownQueryClient))
    return null
  }
  const leave = mount(queryClient, <Component />)
  const latest = () => {
    const result = results.at(-1)
    if (result === undefined) throw new Error("the component has not rendered")
    return result
  }
  return { latest, leave, results }
}

test("callbacks and variables have the request of the click", async () => {
  const { mock, loop } = anApi()
  const received: Record<string, unknown> = {}
  const options: UseCreateLabOrderOptions = {
    onMutate: (request) => (received["mutate"] = request),
    onError: (_, request) => (received["error"] = request),
    onSuccess: (_, request) => (received["success"] = request),
    onSettled: (_, __, request) => (received["settled"] = request),
  }
  const { latest } = aComponent(aQueryClient(), loop, options)
  expect(latest()).toMatchObject({ status: "idle", variables: undefined })
  const request = aLabOrderRequest()
  mock.next("junction_rejected")
  const failing = latest().mutateAsync(request)
  request.patient.first_name = "Grace"
  await expect(failing).rejects.toMatchObject({ code: "upstream", apiCode: "junction_rejected" })
  const expected = aLabOrderRequest()
  expect(received).toEqual({ mutate: expected, error: expected, settled: expected })
  await expect.poll(latest).toMatchObject({ status: "error", variables: expected })
  await latest().mutateAsync(aLabOrderRequest({ panel_slug: "pcos" }))
  expect(received).toMatchObject({
    success: { panel_slug: "pcos" },
    settled: { panel_slug: "pcos" },
    error: { panel_slug: "wellness" },
  })
})

test("an order with an unknown outcome is in doubt until it is created", async () => {
  const { mock, loop } = anApi()
  const { latest } = aComponent(aQueryClient(), loop)
  expect(latest()).toMatchObject({ inDoubt: false })
  mock.next("junction_rejected")
  latest().mutate(aLabOrderRequest())
  await expect.poll(latest).toMatchObject({ status: "error", inDoubt: false })

  mock.next("connection_lost")
  latest().mutate(aLabOrderRequest())
  await expect.poll(latest).toMatchObject({ error: { outcome: "unknown" }, inDoubt: true })
  mock.next("unauthenticated")
  latest().mutate(aLabOrderRequest())
  await expect.poll(latest).toMatchObject({ error: { outcome: "not_created" }, inDoubt: true })

  latest().mutate(aLabOrderRequest({ panel_slug: "pcos" }))
  await expect.poll(latest).toMatchObject({ status: "success", inDoubt: false, replayed: false })
  latest().mutate(aLabOrderRequest())
  await expect.poll(latest).toMatchObject({ status: "success", inDoubt: false, replayed: true })
  expect(mock.orders()).toHaveLength(2)
})

test("the callbacks of one mutate have the request", async () => {
  const { mock, loop } = anApi()
  const { latest } = aComponent(aQueryClient(), loop)
  const received: unknown[] = []
  const callbacks = {
    onError: (_: CallError, request: LabOrderRequest) => received.push("error", request),
    onSuccess: (_: LabOrder, request: LabOrderRequest) => received.push("success", request),
    onSettled: (_: unknown, __: unknown, request: LabOrderRequest) =>
      received.push("settled", request),
  }
  const expected = aLabOrderRequest()
  mock.next("junction_rejected")
  latest().mutate(expected, callbacks)
  await expect.poll(() => received).toEqual(["error", expected, "settled", expected])
  received.length = 0
  latest().mutate(expected, callbacks)
  await expect.poll(() => received).toEqual(["success", expected, "settled", expected])
})

test("mutate, mutateAsync, and reset are stable across renders", async () => {
  const { loop } = anApi()
  const { latest, results } = aComponent(aQueryClient(), loop)
  const { mutate, mutateAsync, reset } = latest()
  await mutateAsync(aLabOrderRequest())
  await expect.poll(() => latest().isSuccess).toBe(true)
  expect(results.length).toBeGreaterThan(2)
  expect(latest()).toMatchObject({ mutate, mutateAsync, reset })
})

test("retries of TanStack Query have one key", async () => {
  const { mock, keys, sent, loop } = anApi()
  const { latest } = aComponent(aQueryClient(), loop, { retry: 2, retryDelay: 0 })
  mock.next("connection_lost")
  mock.next("token_expired")
  await latest().mutateAsync(aLabOrderRequest())
  expect(sent).toHaveLength(3)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("two components with the same request share the intent and its end", async () => {
  const { mock, sent, loop } = anApi()
  const queryClient = aQueryClient()
  const components = [aComponent(queryClient, loop), aComponent(queryClient, loop)]
  const [first, second] = await Promise.all(
    components.map(({ latest }) => latest().mutateAsync(aLabOrderRequest())),
  )
  expect(second).toEqual(first)
  expect(sent).toHaveLength(1)
  components[0]?.latest().reset()
  await components[1]?.latest().mutateAsync(aLabOrderRequest())
  expect(mock.orders()).toHaveLength(2)
})

test("a reset after the order was created starts a new intent", async () => {
  const { mock, loop } = anApi()
  const { latest } = aComponent(aQueryClient(), loop)
  await latest().mutateAsync(aLabOrderRequest())
  latest().reset()
  await latest().mutateAsync(aLabOrderRequest())
  expect(mock.orders()).toHaveLength(2)
})

test("a reset during a pending order does not end the intent", async () => {
  const { mock, keys, loop, pause } = anApi()
  const { latest } = aComponent(aQueryClient(), loop)
  const release = pause()
  const first = latest().mutateAsync(aLabOrderRequest())
  flushSync(() => latest().reset())
  expect(latest().status).toBe("idle")
  const second = latest().mutateAsync(aLabOrderRequest())
  release()
  expect(await second).toEqual(await first)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("a reset after a lost response does not end the intent", async () => {
  const { mock, keys, loop } = anApi()
  const { latest } = aComponent(aQueryClient(), loop)
  mock.next("connection_lost")
  await expect(latest().mutateAsync(aLabOrderRequest())).rejects.toMatchObject({
    outcome: "unknown",
  })
  latest().reset()
  await latest().mutateAsync(aLabOrderRequest())
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("a reset by a component that did not request the order does not end the intent", async () => {
  const { mock, loop } = anApi()
  const queryClient = aQueryClient()
  const { latest, leave } = aComponent(queryClient, loop)
  await latest().mutateAsync(aLabOrderRequest())
  leave()
  const other = aComponent(queryClient, loop)
  other.latest().reset()
  await other.latest().mutateAsync(aLabOrderRequest())
  expect(mock.orders()).toHaveLength(1)
})

test("the hook accepts a QueryClient", async () => {
  const { loop } = anApi()
  const own = aQueryClient()
  const queryClient = aQueryClient()
  const { latest } = aComponent(queryClient, loop, {}, own)
  await latest().mutateAsync(aLabOrderRequest())
  expect(own.getMutationCache().getAll()).toHaveLength(1)
  expect(queryClient.getMutationCache().getAll()).toHaveLength(0)
})

test("the result has TanStack Query's types, and the error narrows by its code", () => {
  const read = (result: UseCreateLabOrderResult) => {
    if (result.isSuccess) expectTypeOf(result.data).toEqualTypeOf<LabOrder>()
    if (result.isIdle) expectTypeOf(result.variables).toEqualTypeOf<undefined>()
    if (result.isError && result.error.code === "validation") {
      expectTypeOf(result.error).toEqualTypeOf<ValidationError>()
      return result.error.details
    }
    expectTypeOf(result.variables).toEqualTypeOf<LabOrderRequest | undefined>()
    // @ts-expect-error the panel must be in the contract
    return () => result.mutate(aLabOrderRequest({ panel_slug: "everything" }))
  }
  expect(read).toBeTypeOf("function")
})

test("after a reload, an order with an unknown outcome is in doubt until its key is discarded", async () => {
  const { mock, loop } = anApi()
  sessionStorage.clear()
  const before = aQueryClient()
  persistLabOrderKeys(before, sessionStorage)
  mock.next("connection_lost")
  await expect(
    aComponent(before, loop).latest().mutateAsync(aLabOrderRequest()),
  ).rejects.toMatchObject({ outcome: "unknown" })

  const queryClient = aQueryClient()
  persistLabOrderKeys(queryClient, sessionStorage)
  const { latest } = aComponent(queryClient, loop)
  expect(latest()).toMatchObject({ status: "idle", inDoubt: true })
  flushSync(() => discardRestoredLabOrders(queryClient))
  expect(latest()).toMatchObject({ status: "idle", inDoubt: false })
  expect(sessionStorage).toHaveLength(0)
})
