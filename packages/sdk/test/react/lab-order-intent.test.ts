import { MutationObserver, type QueryClient } from "@tanstack/react-query"
import { expect, test } from "vitest"
import type { LabOrderRequest, LoopClient } from "../../src/index.ts"
import {
  createLabOrderMutation,
  clearCreatedLabOrders,
  getLabOrderIntent,
  type LabOrderMutationOptions,
} from "../../src/react/index.ts"
import { aLabOrderRequest } from "../support/lab-order.ts"
import { aQueryClient, goOffline, goOnline } from "../support/query-client.ts"
import { anApi } from "../support/mock-api.ts"

/** What a component that has just mounted orders with. */
function aComponent(queryClient: QueryClient, loop: LoopClient, options?: LabOrderMutationOptions) {
  const observer = new MutationObserver(queryClient, createLabOrderMutation(loop, options))
  return (request: LabOrderRequest) => observer.mutate(getLabOrderIntent(queryClient, request))
}

test("two clicks in one tick are one order, one request and one result", async () => {
  const { mock, sent, loop } = anApi()
  const order = aComponent(aQueryClient(), loop)
  const [first, second] = await Promise.all([order(aLabOrderRequest()), order(aLabOrderRequest())])
  expect(second).toEqual(first)
  expect(sent).toHaveLength(1)
  expect(mock.orders()).toMatchObject([{ id: first.id }])
})

test("a click after the success gives the same order again", async () => {
  const { mock, keys, loop } = anApi()
  const order = aComponent(aQueryClient(), loop)
  const first = await order(aLabOrderRequest())
  const second = await order(aLabOrderRequest())
  expect(second).toEqual(first)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("a component that mounts after a lost answer finds the order that was placed", async () => {
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

test("a refusal after a lost answer does not end the intent", async () => {
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

test("members in another order are the same request, null and absent are not", async () => {
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

test("two requests under way at once have a key each", async () => {
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

test("a corrected request has a key of its own, and the first one keeps its own", async () => {
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

test("what a form does to its object after the click is not ordered", async () => {
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

test("who is shown the request cannot change what a repetition sends", async () => {
  const { mock, bodies, loop } = anApi()
  const queryClient = aQueryClient()
  const order = aComponent(queryClient, loop)
  mock.next("connection_lost")
  await expect(order(aLabOrderRequest())).rejects.toThrow("No complete response")
  getLabOrderIntent(queryClient, aLabOrderRequest()).request.patient.first_name = "Grace"
  await order(aLabOrderRequest())
  expect(bodies()).toHaveLength(1)
})

test("TanStack Query's own retries have one key and one body", async () => {
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

test("without a word about it, TanStack Query does not retry", async () => {
  const { mock, sent, loop } = anApi()
  const queryClient = aQueryClient()
  queryClient.setDefaultOptions({ mutations: { retry: 3, retryDelay: 0 } })
  mock.always("internal_error")
  await expect(aComponent(queryClient, loop)(aLabOrderRequest())).rejects.toMatchObject({
    code: "upstream",
  })
  expect(sent).toHaveLength(1)
})

test("clicks without a network wait, and are one order when it is back", async () => {
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

test("the network that goes between two attempts changes neither key nor body", async () => {
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

test("a click that waits for the network belongs to the intent of its time", async () => {
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

test("once the created orders are forgotten, the same request is a new order", async () => {
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

test("an intent that is under way is not forgotten", async () => {
  const { mock, keys, loop } = anApi()
  const queryClient = aQueryClient()
  const order = aComponent(queryClient, loop)
  const first = order(aLabOrderRequest())
  clearCreatedLabOrders(queryClient)
  expect(await order(aLabOrderRequest())).toEqual(await first)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("an intent can be ended once its order was created, and says so", async () => {
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
  // Ending the old one again leaves the new one alone.
  expect(intent.end()).toBe(true)
  expect(getLabOrderIntent(queryClient, aLabOrderRequest())).toBe(next)
})

test("a client that is made anew for each render still has one key", async () => {
  const { mock, keys, connect } = anApi()
  const queryClient = aQueryClient()
  const clicks = [connect(), connect()].map((loop) => aComponent(queryClient, loop))
  const [first, second] = await Promise.all(clicks.map((order) => order(aLabOrderRequest())))
  expect(second).toEqual(first)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("another QueryClient knows nothing of the intent", async () => {
  const { mock, keys, loop } = anApi()
  await aComponent(aQueryClient(), loop)(aLabOrderRequest())
  await aComponent(aQueryClient(), loop)(aLabOrderRequest())
  expect(keys()).toHaveLength(2)
  expect(mock.orders()).toHaveLength(2)
})

test("a request that cannot be JSON fails as it does without Query, and nothing is sent", async () => {
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
