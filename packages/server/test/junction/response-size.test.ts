import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { constants, createGzip } from "node:zlib"
import { expect, onTestFinished, test } from "vitest"
import { startTestService } from "../support/deployment.ts"
import { writeEndlessly } from "../support/endless-response.ts"
import { aLabOrder } from "../support/a-lab-order.ts"

const mebibyte = 1024 * 1024
const chunk = Buffer.alloc(64 * 1024, " ")

/** Writes a body of 512 MiB that is small while it is compressed. */
function writeCompressed(response: ServerResponse): void {
  response.setHeader("content-encoding", "gzip")
  const gzip = createGzip({ level: constants.Z_BEST_SPEED })
  gzip.pipe(response)
  let left = 512 * 16
  const write = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1
      if (!gzip.write(chunk)) return
    }
    gzip.end()
  }
  gzip.on("drain", write).on("error", () => {})
  response.on("error", () => {}).on("close", () => gzip.destroy())
  write()
}

/** Writes a body of a length that the header announces. */
function writeLength(length: number): (response: ServerResponse) => void {
  return (response) => {
    response.setHeader("content-length", length)
    response.on("error", () => {}).end(Buffer.alloc(length, " "))
  }
}

/** Starts Junction. `respond` writes the responses of one path. */
async function startJunction(
  path: string,
  respond: (response: ServerResponse, body: unknown) => void,
) {
  const bytesSent: number[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body: unknown = JSON.parse((await text(request)) || "null")
    if (request.url?.split("?")[0] === path) {
      const { socket } = response
      response.on("close", () => bytesSent.push(socket?.bytesWritten ?? 0))
      respond(response, body)
    } else if (request.url === "/v2/user") response.end('{"user_id":"user"}')
    else response.writeHead(503).end()
  }
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { baseUrl: `http://127.0.0.1:${port}`, bytesSent }
}

test.each<[string, (response: ServerResponse) => void]>([
  ["endless response", writeEndlessly],
  ["endless error", (response) => writeEndlessly(response.writeHead(500))],
  ["endless rejection", (response) => writeEndlessly(response.writeHead(422))],
  ["large compressed response", writeCompressed],
  ["response of 8 MiB and one byte", writeLength(8 * mebibyte + 1)],
])("an order with an %s has an unknown outcome", async (_what, respond) => {
  const { baseUrl, bytesSent } = await startJunction("/v3/order", respond)
  const { send, logs } = await startTestService({ junction: { baseUrl } })
  const response = await send({ body: aLabOrder() })
  expect(response).toMatchObject({ status: 502, error: { error: "junction_outcome_unknown" } })
  expect(logs).toMatchObject([{ upstream: { networkCode: "RESPONSE_TOO_LARGE" } }])
  // The rest of the body is not read, apart from the buffers of the connection.
  await expect.poll(() => bytesSent.length).toBe(2)
  for (const bytes of bytesSent) expect(bytes).toBeLessThan(24 * mebibyte)
})

test("an endless response to another call is no response", async () => {
  const { baseUrl } = await startJunction("/v2/user", writeEndlessly)
  const { send } = await startTestService({ junction: { baseUrl } })
  const { error } = await send({ body: aLabOrder() })
  expect(error.error).toBe("junction_unavailable")
})

test("a response of 8 MiB is read", async () => {
  const { baseUrl } = await startJunction("/v3/order", (response, body) => {
    const { passthrough } = body as { readonly passthrough: string }
    const json = JSON.stringify({ order: { id: "at-junction", passthrough, status: "received" } })
    response.end(json.padEnd(8 * mebibyte))
  })
  const { send } = await startTestService({ junction: { baseUrl } })
  expect((await send({ body: aLabOrder() })).order.junction_order_id).toBe("at-junction")
})
