import { createMockFetch } from "@loop-health/integrations-mocks"
import { expect, test } from "vitest"
import { createClient } from "../src/index.ts"
import { aLabOrderRequest } from "./support/lab-order.ts"
import { scriptedFetch } from "./support/scripted-fetch.ts"

test.each<[string, () => unknown]>([
  [
    "throws",
    () => {
      throw new Error("signed out")
    },
  ],
  ["rejects", () => Promise.reject(new Error("signed out"))],
  ["rejects with nothing", () => Promise.reject()],
  ["gives undefined", () => undefined],
  ["gives an empty string", () => ""],
  ["gives a string with a line break", async () => "abc\r\nx-other: y"],
  ["gives the scheme too", () => "Bearer abc"],
])("a token function that %s fails the call before anything is sent", async (_name, token) => {
  const { fetch, sent } = scriptedFetch(createMockFetch())
  const { orders } = createClient({ token: token as () => string, fetch }).labs
  const result = await orders.safeCreate(aLabOrderRequest())

  expect(result).toMatchObject({
    kind: "token",
    status: undefined,
    error: { name: "TokenError", outcome: "not_created" },
    meta: { attempts: 0, outcome: "not_created" },
  })
  expect(sent).toEqual([])
})

test("the token function is called once for each request", async () => {
  let calls = 0
  const { fetch, sent } = scriptedFetch(createMockFetch())
  const { orders } = createClient({ token: async () => `token-${++calls}`, fetch }).labs
  await orders.create(aLabOrderRequest())
  await orders.create(aLabOrderRequest())
  expect(sent.map((request) => request.headers["authorization"])).toEqual([
    "Bearer token-1",
    "Bearer token-2",
  ])
})
