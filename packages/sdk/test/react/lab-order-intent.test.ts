import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { MutationObserver, type QueryClient } from "@tanstack/react-query"
import { expect, test } from "vitest"
import type { LabOrderRequest, LoopClient } from "../../src/index.ts"
import {
  createLabOrderMutation,
  clearCreatedLabOrders,
  getLabOrderIntent,
  type LabOrderMutationOptions,
} from "../../src/react/index.ts"
import { aQueryClient, goOffline, goOnline } from "../support/query-client.ts"
import { anApi } from "../support/mock-api.ts"

/** Creates the mutation of a component that has just mounted. */
function aComponent(queryClient: QueryClient, loop: LoopClient, options?: LabOrderMutationOptions) {
  const observer = new MutationObserver(queryClient, createLabOrderMutation(loop, options))
  return (request: LabOrderRequest) => observer.mutate(getLabOrderIntent(queryClient, request))
}

test("two clicks in one tick place one order with one request and one result", async () => {
  const { mock, sent, loop } = anApi()
  const order = aComponent(aQueryClient(), loop)
  const [first, second] = await Promise.all([order(aLabOrderRequest()), order(aLabOrderRequest())])
  expect(second).toEqual(first)
  expect(sent).toHaveLength(1)
  expect(mock.orders()).toMatchObject([{ id: first.id }])
})

test("a click after the success returns the same order", async () => {
  const { mock, keys, loop } = anApi()
  const order = aComponent(aQueryClient(), loop)
  const first = await order(aLabOrderRequest())
  const second = await order(aLabOrderRequest())
  expect(second).toEqual(first)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("a component that mounts after a lost response finds the order", async () => {
  const { mock, keys, loop } = anApi()
  const queryClient = aQueryClient()
  mock.next("connection_lost")
  await expect(aComponent(queryClient, loop)(aLabOrderRequest())).rejects.toMatchObject({
    code: "connection",
    outcome: "unknown",
  })
  const found = await aComponent(queryClient, loop)(aLabOrderRequest())
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toMatchObject([{ id: found.id }])
})

test("a rejection after a lost response does not end the intent", async () => {
  const { mock, keys, loop } = anApi()
  const queryClient = aQueryClient()
  const order = aComponent(queryClient, loop)
  mock.next("connection_lost")
  await expect(order(aLabOrderRequest())).rejects.toMatchObject({ outcome: "unknown" })
  mock.next("token_expired")
  await expect(order(aLabOrderRequest())).rejects.toMatchObject({ outcome: "not_created" })
  clearCreatedLabOrders(queryClient)
  await order(aLabOrderRequest())
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("requests with fields in another order are the same, null and absent fields differ", async () => {
  const { mock, keys, loop } = anApi()
  const order = aComponent(aQueryClient(), loop)
  const { patient, address, ...rest } = aLabOrderRequest()
  const reversed = Object.fromEntries(Object.entries(patient).reverse()) as typeof patient
  await order({ patient, address, ...rest })
  await order({ ...rest, address, patient: reversed })
  expect(keys()).toHaveLength(1)
  await order({ ...aLabOrderRequest(), currency: null })
  expect(keys()).toHaveLength(2)
  expect(mock.orders()).toHaveLength(2)
})

test("two pending requests have different keys", async () => {
  const { mock, sent, loop } = anApi()
  const order = aComponent(aQueryClient(), loop)
  await Promise.all([
    order(aLabOrderRequest({ panel_slug: "pcos" })),
    order(aLabOrderRequest({ panel_slug: "fertility" })),
    order(aLabOrderRequest({ panel_slug: "pcos" })),
  ])
  expect(new Set(sent.map(({ headers }) => headers["idempotency-key"])).size).toBe(2)
  expect(mock.orders().map((placed) => placed.panel_slug)).toEqual(["pcos", "fertility"])
})

test("a corrected request has a new key, and the first request keeps its key", async () => {
  const { mock, keys, loop } = anApi()
  const order = aComponent(aQueryClient(), loop)
  const { patient } = aLabOrderRequest()
  const invalid = aLabOrderRequest({ patient: { ...patient, dob: "yesterday" } })
  await expect(order(invalid)).rejects.toMatchObject({ code: "validation", outcome: "not_created" })
  await order(aLabOrderRequest())
  expect(keys()).toHaveLength(2)
  await expect(order(invalid)).rejects.toMatchObject({ code: "validation" })
  expect(keys()).toHaveLength(2)
  expect(mock.orders()).toHaveLength(1)
})

test("a change of the form's object after the click has no effect", async () => {
  const { mock, bodies, loop } = anApi()
  const order = aComponent(aQueryClient(), loop, { retry: 2, retryDelay: 0 })
  const request = aLabOrderRequest()
  const name = request.patient.first_name
  mock.next("junction_unavailable")
  const ordered = order(request)
  request.patient.first_name = "Grace"
  await ordered
  expect(bodies()).toEqual([expect.stringContaining(`"first_name":"${name}"`)])
})

test("a callback that changes the request does not change a retry", async () => {
  const { mock, bodies, loop } = anApi()
  const queryClient = aQueryClient()
  const order = aComponent(queryClient, loop)
  mock.next("connection_lost")
  await expect(order(aLabOrderRequest())).rejects.toThrow("No complete response")
  getLabOrderIntent(queryClient, aLabOrderRequest()).request.patient.first_name = "Grace"
  await order(aLabOrderRequest())
  expect(bodies()).toHaveLength(1)
})

test("retries of TanStack Query have one key and one body", async () => {
  const { mock, sent, keys, bodies, loop } = anApi()
  const order = aComponent(aQueryClient(), loop, { retry: 3, retryDelay: 0 })
  for (const name of ["connection_error", "connection_lost", "token_expired"] as const) {
    mock.next(name)
  }
  const placed = await order(aLabOrderRequest())
  expect(sent).toHaveLength(4)
  expect(keys()).toHaveLength(1)
  expect(bodies()).toHaveLength(1)
  expect(mock.orders()).toMatchObject([{ id: placed.id }])
})

test("TanStack Query does not retry by default", async () => {
  const { mock, sent, loop } = anApi()
  const queryClient = aQueryClient()
  queryClient.setDefaultOptions({ mutations: { retry: 3, retryDelay: 0 } })
  mock.always("internal_error")
  await expect(aComponent(queryClient, loop)(aLabOrderRequest())).rejects.toMatchObject({
    code: "upstream",
  })
  expect(sent).toHaveLength(1)
})

test("clicks without a network wait and place one order when it returns", async () => {
  const { mock, sent, keys, loop } = anApi()
  const queryClient = aQueryClient()
  goOffline()
  const first = aComponent(queryClient, loop)(aLabOrderRequest())
  const second = aComponent(queryClient, loop)(aLabOrderRequest())
  expect(queryClient.getMutationCache().getAll()).toMatchObject([
    { state: { isPaused: true } },
    { state: { isPaused: true } },
  ])
  expect(sent).toHaveLength(0)
  goOnline()
  await queryClient.resumePausedMutations()
  expect(await second).toEqual(await first)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("a lost network between two attempts changes neither key nor body", async () => {
  const { mock, keys, bodies, loop } = anApi()
  const order = aComponent(aQueryClient(), loop, {
    retry: (failureCount) => {
      if (failureCount === 0) goOffline()
      return failureCount < 2
    },
    retryDelay: 0,
  })
  mock.next("connection_lost")
  const ordered = order(aLabOrderRequest())
  await expect.poll(() => mock.orders()).toHaveLength(1)
  goOnline()
  await ordered
  expect(keys()).toHaveLength(1)
  expect(bodies()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("a click that waits for the network keeps the intent of the click", async () => {
  const { mock, keys, loop } = anApi()
  const queryClient = aQueryClient()
  const order = aComponent(queryClient, loop)
  const first = await order(aLabOrderRequest())
  goOffline()
  const waiting = order(aLabOrderRequest())
  clearCreatedLabOrders(queryClient)
  goOnline()
  expect(await waiting).toEqual(first)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("the same request is a new order after clearCreatedLabOrders", async () => {
  const { mock, keys, loop } = anApi()
  const queryClient = aQueryClient()
  const order = aComponent(queryClient, loop)
  const first = await order(aLabOrderRequest())
  clearCreatedLabOrders(queryClient)
  const second = await order(aLabOrderRequest())
  expect(second.id).not.toBe(first.id)
  expect(keys()).toHaveLength(2)
  expect(mock.orders()).toHaveLength(2)
})

test("clearCreatedLabOrders does not end a pending intent", async () => {
  const { mock, keys, loop } = anApi()
  const queryClient = aQueryClient()
  const order = aComponent(queryClient, loop)
  const first = order(aLabOrderRequest())
  clearCreatedLabOrders(queryClient)
  expect(await order(aLabOrderRequest())).toEqual(await first)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("end returns true and ends the intent only after its order was created", async () => {
  const { mock, loop } = anApi()
  const queryClient = aQueryClient()
  const intent = getLabOrderIntent(queryClient, aLabOrderRequest())
  expect(intent.end()).toBe(false)
  mock.next("connection_lost")
  await expect(intent.place(loop)).rejects.toMatchObject({ outcome: "unknown" })
  expect(intent.end()).toBe(false)
  expect(getLabOrderIntent(queryClient, aLabOrderRequest())).toBe(intent)
  await intent.place(loop)
  expect(intent.end()).toBe(true)
  const next = getLabOrderIntent(queryClient, aLabOrderRequest())
  expect(next).not.toBe(intent)
  // A second end of the old intent does not end the new one.
  expect(intent.end()).toBe(true)
  expect(getLabOrderIntent(queryClient, aLabOrderRequest())).toBe(next)
})

test("a new client for each render uses the same key", async () => {
  const { mock, keys, connect } = anApi()
  const queryClient = aQueryClient()
  const clicks = [connect(), connect()].map((loop) => aComponent(queryClient, loop))
  const [first, second] = await Promise.all(clicks.map((order) => order(aLabOrderRequest())))
  expect(second).toEqual(first)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("another QueryClient has another intent", async () => {
  const { mock, keys, loop } = anApi()
  await aComponent(aQueryClient(), loop)(aLabOrderRequest())
  await aComponent(aQueryClient(), loop)(aLabOrderRequest())
  expect(keys()).toHaveLength(2)
  expect(mock.orders()).toHaveLength(2)
})

test("a request that cannot be serialized fails as without TanStack Query, and is not sent", async () => {
  const { sent, loop } = anApi()
  const order = aComponent(aQueryClient(), loop)
  const request = aLabOrderRequest()
  Object.assign(request, { itself: request })
  await expect(order(request)).rejects.toMatchObject({
    code: "invalid_request",
    outcome: "not_created",
  })
  expect(sent).toHaveLength(0)
})
