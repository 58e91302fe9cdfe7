import { expect, test } from "vitest"
import { serveTestHandler } from "../../support/in-process.ts"
import { head, openConnection, orderText, request } from "../../support/raw-http.ts"

test("the listener reads a body that arrives in pieces", async () => {
  const { url } = await serveTestHandler()
  const connection = await openConnection(url)
  await connection.write(head({ "transfer-encoding": "chunked", connection: "close" }))
  for (const piece of [orderText.slice(0, 10), orderText.slice(10, 200), orderText.slice(200)]) {
    await connection.write(`${piece.length.toString(16)}\r\n${piece}\r\n`)
  }
  await connection.write("0\r\n\r\n")
  await connection.closed
  expect(connection.responses()).toMatchObject([{ status: 201 }])
})

test("a client that writes a large body before it reads gets its response", async () => {
  const { url } = await serveTestHandler()
  const connection = await openConnection(url)
  const megabyte = "x".repeat(1024 * 1024)
  await connection.write(head({ "transfer-encoding": "chunked" }))
  for (let chunks = 0; chunks < 8; chunks += 1) {
    await connection.write(`${megabyte.length.toString(16)}\r\n${megabyte}\r\n`)
  }
  await connection.write("0\r\n\r\n")
  await expect.poll(connection.responses).toMatchObject([{ status: 400 }])
  expect(connection.text()).toContain("payload_too_large")
})

test("a client that disconnects within its body places no order", async () => {
  const { url, logs, simulator } = await serveTestHandler()
  const connection = await openConnection(url)
  await connection.write(head({ "content-length": "500" }) + '{"panel_slug":')
  connection.socket.destroy()
  await expect.poll(() => logs).toMatchObject([{ status: 400, code: "invalid_json" }])
  expect(simulator.journal).toEqual([])
})

test("a client that disconnects after its body gets its order with a retry", async () => {
  const { url, logs, simulator, send } = await serveTestHandler()
  simulator.fault({ name: "delay", ms: 20 })
  const connection = await openConnection(url)
  await connection.write(request({ "idempotency-key": "raw" }))
  await expect.poll(() => simulator.journal.length).toBeGreaterThan(1)
  connection.socket.destroy()
  await expect.poll(() => logs).toMatchObject([{ status: 201 }])
  const again = await send({ headers: { "idempotency-key": "raw" } })
  expect(again.headers["idempotent-replayed"]).toBe("true")
  expect(simulator.orders()).toHaveLength(1)
})
