import { once } from "node:events"
import { connect } from "node:net"
import { expect, onTestFinished, test } from "vitest"
import { aLabOrder } from "../../support/a-lab-order.ts"
import { startService } from "../../support/service.ts"

/** Writes parts of a request to a socket, each as a packet of its own, and reads one answer. */
async function exchange(url: string, parts: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).setNoDelay().setEncoding("utf8")
  onTestFinished(() => void socket.destroy())
  let answer = ""
  socket.on("data", (text: string) => (answer += text))
  await once(socket, "connect")
  for (const part of parts) await new Promise((resolve) => socket.write(part, resolve))
  await expect.poll(() => answer).toMatch(/\}$/)
  return answer
}

async function requestHead(service: Awaited<ReturnType<typeof startService>>, ...more: string[]) {
  const token = await service.issuer.issue({ brand_id: "brand_a", user_id: "user_a" })
  return [
    "POST /v1/labs/orders HTTP/1.1",
    "host: localhost",
    `authorization: Bearer ${token}`,
    "content-type: application/json",
    "idempotency-key: raw",
    ...more,
    "\r\n",
  ].join("\r\n")
}

test("a body that comes in pieces is read as one", async () => {
  const service = await startService()
  const body = JSON.stringify(aLabOrder())
  const pieces = [body.slice(0, 10), body.slice(10, 200), body.slice(200)]
  const chunks = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)
  const head = await requestHead(service, "transfer-encoding: chunked")
  expect(await exchange(service.url, [head, ...chunks, "0\r\n\r\n"])).toMatch(/^HTTP\/1.1 201 /)
})

test("a client that writes all of a large body before it reads gets its answer", async () => {
  const service = await startService()
  const megabyte = "x".repeat(1024 * 1024)
  const chunk = `${megabyte.length.toString(16)}\r\n${megabyte}\r\n`
  const head = await requestHead(service, "transfer-encoding: chunked")
  const answer = await exchange(service.url, [head, ...Array<string>(8).fill(chunk), "0\r\n\r\n"])
  expect(answer).toMatch(/^HTTP\/1.1 400 .*payload_too_large/s)
})

test("a client that goes away in the middle of its body orders nothing", async () => {
  const service = await startService()
  const { hostname, port } = new URL(service.url)
  const socket = connect(Number(port), hostname)
  await once(socket, "connect")
  socket.write((await requestHead(service, "content-length: 500")) + '{"panel_slug":')
  await expect.poll(() => socket.bytesWritten).toBeGreaterThan(200)
  socket.destroy()
  await expect.poll(() => service.logs).toMatchObject([{ status: 400, code: "invalid_json" }])
  expect(service.simulator.journal).toEqual([])
})

test("a client that goes away after its body has its order when it comes back", async () => {
  const service = await startService()
  service.simulator.fault({ name: "delay", ms: 20 })
  const body = JSON.stringify(aLabOrder())
  const { hostname, port } = new URL(service.url)
  const socket = connect(Number(port), hostname)
  await once(socket, "connect")
  socket.write((await requestHead(service, `content-length: ${body.length}`)) + body)
  await expect.poll(() => service.simulator.journal.length).toBeGreaterThan(1)
  socket.destroy()
  await expect.poll(() => service.logs).toMatchObject([{ status: 201 }])
  const again = await service.send({ headers: { "idempotency-key": "raw" } })
  expect(again.headers.get("idempotent-replayed")).toBe("true")
  expect(service.simulator.orders()).toHaveLength(1)
})
