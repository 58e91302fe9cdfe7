// Prints the average CPU time of one call in microseconds:
//   node cpu-of-calls.mjs <peer> <warm-up calls> <measured calls> [<url>]
// Without a URL, the peer gets a fetch that creates and reads the Request and returns a response,
// so that only the client's work is measured.
import { randomUUID } from "node:crypto"
import { pathToFileURL } from "node:url"
import { responseBody, body } from "./orders.mjs"

const [peer, warmUp, measured, url] = process.argv.slice(2)
const { createOrder } = await import(pathToFileURL(peer))

async function respondingFetch(input, init) {
  const request = new Request(input, init)
  await request.text()
  return new Response(responseBody, {
    status: 201,
    headers: { "content-type": "application/json" },
  })
}

const order = url ? createOrder(url) : createOrder("http://127.0.0.1", respondingFetch)

async function call(times) {
  for (let left = times; left > 0; left -= 1) {
    const { status } = await order(body, randomUUID())
    if (status !== "received") throw new Error(`The order has the status ${status}.`)
  }
}

await call(Number(warmUp))
const before = process.cpuUsage()
await call(Number(measured))
const { user, system } = process.cpuUsage(before)
console.log((user + system) / Number(measured))
// Open connections would keep the process alive.
process.exit()
