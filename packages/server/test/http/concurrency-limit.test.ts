import { expect, test } from "vitest"
import { createMemoryLedger } from "../../src/index.ts"
import { createGate } from "../support/gate.ts"
import { createTestHandler, serveTestHandler } from "../support/in-process.ts"
import { createPlacingLab } from "../support/labs.ts"
import { head, openConnection, orderText, request } from "../support/raw-http.ts"

test("the server rejects a request above the limit as overloaded", async () => {
  const gate = createGate()
  const { send, logs } = createTestHandler({ lab: createPlacingLab(gate.wait), maxConcurrent: 1 })
  const first = send()
  await gate.reached

  expect(await send({ headers: { "x-request-id": "second" } })).toMatchObject({
    status: 502,
    headers: { "retry-after": "1", "x-request-id": "second" },
    error: { error: "overloaded", message: expect.any(String) as string },
  })
  expect(logs).toMatchObject([{ code: "overloaded", status: 502 }])

  gate.open()
  expect((await first).status).toBe(201)
  expect((await send()).status).toBe(201)
})

test("requests whose bodies are incomplete or invalid take no slots", async () => {
  const { url, send, logs } = await serveTestHandler({}, { maxConcurrent: 1 })
  const length = String(orderText.length)
  const slow = await openConnection(url)
  await slow.write(head({ "content-length": length, expect: "100-continue" }))
  // The server reads the body.
  await expect.poll(slow.responses).toMatchObject([{ status: 100 }])
  expect((await send()).status).toBe(201)
  expect((await send({ bytes: "{" })).error.error).toBe("invalid_json")
  await slow.write(orderText)
  await expect.poll(() => logs.map(({ status }) => status)).toEqual([201, 400, 201])
})

test("requests without a valid token get 401 while every slot is taken", async () => {
  const gate = createGate()
  const { send } = createTestHandler({ lab: createPlacingLab(gate.wait), maxConcurrent: 1 })
  const first = send()
  await gate.reached
  for (const authorization of [undefined, "Basic YTpi", "Bearer bad"]) {
    expect((await send({ headers: { authorization } })).status).toBe(401)
  }
  gate.open()
  expect((await first).status).toBe(201)
})

test("a request whose token is being verified takes no slot", async () => {
  const gate = createGate()
  const { send } = createTestHandler({
    maxConcurrent: 1,
    verifyToken: async (token) => {
      if (token === "unknown") await gate.wait()
      return { brandId: "brand_a", userId: "user_a", scopes: [] }
    },
  })
  const waiting = send({ headers: { authorization: "Bearer unknown" } })
  await gate.reached
  expect((await send()).status).toBe(201)
  gate.open()
  expect((await waiting).status).toBe(201)
})

test("a request that waits for the order of another request counts", async () => {
  const gate = createGate()
  const { send } = createTestHandler({ lab: createPlacingLab(gate.wait), maxConcurrent: 2 })
  const same = { headers: { "idempotency-key": "same" } }
  const first = send(same)
  await gate.reached
  const waiter = send(same)
  expect((await send(same)).error.error).toBe("overloaded")
  gate.open()
  expect((await first).order.id).toBe((await waiter).order.id)
  expect((await send(same)).headers["idempotent-replayed"]).toBe("true")
})

test("an order counts until it ends, even if its client has disconnected", async () => {
  const gate = createGate()
  const { url, send, logs } = await serveTestHandler(
    {},
    { lab: createPlacingLab(gate.wait), maxConcurrent: 1 },
  )
  const connection = await openConnection(url)
  await connection.write(request())
  await gate.reached
  connection.socket.destroy()
  await connection.closed
  expect((await send()).error.error).toBe("overloaded")
  gate.open()
  await expect.poll(() => logs.map(({ status }) => status)).toEqual([502, 201])
  expect((await send()).status).toBe(201)
})

test("a failed request no longer counts", async () => {
  const ledger = { ...createMemoryLedger(), claim: () => Promise.reject(new Error("disk full")) }
  const { send } = createTestHandler({ ledger, maxConcurrent: 1 })
  const codes: string[] = []
  for (const authorization of ["Bearer bad", "Bearer good", "Bearer good"]) {
    codes.push((await send({ headers: { authorization } })).error.error)
  }
  expect(codes).toEqual(["unauthenticated", "store_unavailable", "store_unavailable"])
})

test("the limit does not apply to unknown paths and methods", async () => {
  const gate = createGate()
  const { send } = createTestHandler({ lab: createPlacingLab(gate.wait), maxConcurrent: 1 })
  const first = send()
  await gate.reached
  expect((await send({ path: "/" })).status).toBe(404)
  expect((await send({ method: "GET" })).status).toBe(405)
  gate.open()
  expect((await first).status).toBe(201)
})

test.each([0, -1, Number.NaN])("createHandler throws for a limit of %d", (maxConcurrent) => {
  expect(() => createTestHandler({ maxConcurrent })).toThrow(RangeError)
})
