import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { MutationObserver } from "@tanstack/react-query"
import { expect, test } from "vitest"
import type { LabOrderRequest } from "../../src/index.ts"
import {
  createLabOrderMutation,
  discardRestoredLabOrders,
  getLabOrderIntent,
  persistLabOrderKeys,
  type KeyStorage,
} from "../../src/react/index.ts"
import { anApi } from "../support/mock-api.ts"
import { aQueryClient } from "../support/query-client.ts"

/** A tab's storage that survives the pages of a test. */
function aStorage() {
  const items = new Map<string, string>()
  const storage: KeyStorage = {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  }
  return { items, storage }
}

/** Loads the page anew: only the storage and the API remain. */
function loadPage({ loop }: ReturnType<typeof anApi>, storage: KeyStorage) {
  const queryClient = aQueryClient()
  persistLabOrderKeys(queryClient, storage)
  const observer = new MutationObserver(queryClient, createLabOrderMutation(loop))
  const intentOf = (request: LabOrderRequest) => getLabOrderIntent(queryClient, request)
  return {
    queryClient,
    inDoubt: (request = aLabOrderRequest()) => intentOf(request).inDoubt,
    order: (request = aLabOrderRequest()) => observer.mutate(intentOf(request)),
  }
}

test("after a reload, the same data finds the order whose response was lost", async () => {
  const api = anApi()
  const { items, storage } = aStorage()
  api.mock.next("connection_lost")
  await expect(loadPage(api, storage).order()).rejects.toMatchObject({ outcome: "unknown" })

  const page = loadPage(api, storage)
  expect(page.inDoubt()).toBe(true)
  const order = await page.order()
  expect(api.mock.orders()).toMatchObject([{ id: order.id }])
  expect(page.inDoubt()).toBe(false)
  expect(items.size).toBe(0)
})

test("the key of a pending order survives a reload", async () => {
  const api = anApi()
  const { storage } = aStorage()
  api.mock.next("loading")
  // The page is left before a response arrives.
  void loadPage(api, storage).order()
  await expect.poll(() => api.sent.length).toBe(1)
  const order = await loadPage(api, storage).order()
  expect(api.mock.orders()).toMatchObject([{ id: order.id }])
})

test("after a reload, other data is rejected until the restored key is discarded", async () => {
  const api = anApi()
  const { storage } = aStorage()
  const other = aLabOrderRequest({ panel_slug: "pcos" })
  api.mock.next("connection_lost")
  await expect(loadPage(api, storage).order()).rejects.toMatchObject({ outcome: "unknown" })

  const page = loadPage(api, storage)
  for (let click = 0; click < 2; click += 1) {
    await expect(page.order(other)).rejects.toMatchObject({ apiCode: "idempotency_key_reused" })
    expect(page.inDoubt(other)).toBe(true)
  }
  expect(api.mock.orders()).toHaveLength(1)

  discardRestoredLabOrders(page.queryClient)
  expect(page.inDoubt(other)).toBe(false)
  await page.order(other)
  expect(api.mock.orders().map((order) => order.panel_slug)).toEqual(["wellness", "pcos"])
})

test("each restored key is matched with its own request, in any order", async () => {
  const api = anApi()
  const { items, storage } = aStorage()
  const requests = (["pcos", "fertility", "wellness"] as const).map((panel_slug) =>
    aLabOrderRequest({ panel_slug }),
  )
  const before = loadPage(api, storage)
  for (const request of requests) {
    api.mock.next("connection_lost")
    await expect(before.order(request)).rejects.toMatchObject({ outcome: "unknown" })
  }
  const page = loadPage(api, storage)
  for (const request of requests.toReversed()) await page.order(request)
  expect(api.mock.orders()).toHaveLength(3)
  expect(items.size).toBe(0)
})

test("a restored key remains after a rejection that does not describe its order", async () => {
  const api = anApi()
  const { storage } = aStorage()
  api.mock.next("connection_lost")
  await expect(loadPage(api, storage).order()).rejects.toMatchObject({ outcome: "unknown" })
  api.mock.always("token_expired")
  await expect(loadPage(api, storage).order()).rejects.toMatchObject({ outcome: "not_created" })
  api.mock.always("created")
  await loadPage(api, storage).order()
  expect(api.mock.orders()).toHaveLength(1)
})

test("the storage is empty after an order or a rejection", async () => {
  const api = anApi()
  const { items, storage } = aStorage()
  const page = loadPage(api, storage)
  await page.order()
  expect(items.size).toBe(0)
  api.mock.next("junction_rejected")
  await expect(page.order(aLabOrderRequest({ panel_slug: "pcos" }))).rejects.toMatchObject({
    outcome: "not_created",
  })
  expect(items.size).toBe(0)
})

test("the storage contains only keys", async () => {
  const api = anApi()
  const { items, storage } = aStorage()
  api.mock.next("connection_lost")
  await expect(loadPage(api, storage).order()).rejects.toMatchObject({ outcome: "unknown" })
  expect([...items.values()].map((value) => JSON.parse(value) as unknown)).toEqual([
    [api.sent[0]?.headers["idempotency-key"]],
  ])
})

test.each(["not JSON", "{}", "null", '["x", 1, {"dob": "1990-01-01"}]'])(
  "a storage with %s has no effect",
  async (text) => {
    const api = anApi()
    const { items, storage } = aStorage()
    items.set("loop-health.lab-order-keys", text)
    const page = loadPage(api, storage)
    expect(page.inDoubt()).toBe(false)
    await page.order()
    expect(api.mock.orders()).toHaveLength(1)
  },
)

test("a storage that throws does not prevent an order", async () => {
  const api = anApi()
  const blocked = () => {
    throw new DOMException("blocked", "SecurityError")
  }
  await loadPage(api, { getItem: blocked, setItem: blocked, removeItem: blocked }).order()
  expect(api.mock.orders()).toHaveLength(1)
})
