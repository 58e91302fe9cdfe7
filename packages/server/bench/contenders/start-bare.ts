// Listens with bare node:http, and prints its URL.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

const server = createServer((_, response) => response.end())
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
