// Returns the same 201 for each order, and a 400 for any other request.
import { createServer } from "node:http"
import { buffer } from "node:stream/consumers"
import { responseBody, body } from "./orders.mjs"

const headers = {
  "content-type": "application/json",
  "content-length": Buffer.byteLength(responseBody),
}
const expected = JSON.stringify(body)

const server = createServer(async (request, response) => {
  const sent = (await buffer(request)).toString()
  const { authorization, "content-type": type, "idempotency-key": key } = request.headers
  const isExpected =
    request.method === "POST" &&
    request.url === "/v1/labs/orders" &&
    authorization === "Bearer token" &&
    type?.startsWith("application/json") &&
    key?.length === 36 &&
    sent === expected
  if (isExpected) response.writeHead(201, headers).end(responseBody)
  else response.writeHead(400).end()
})
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`))
