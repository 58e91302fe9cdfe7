// Prints the CPU time of one call in microseconds, on average over many, one after the other:
//   node cpu-of-calls.mjs <peer> <warm-up calls> <measured calls> [<url>]
// Without a URL the peer gets a fetch that makes the Request, reads it and answers: only the client's own work is left.
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
    if (status !== "received") throw new Error(`the order came back as ${status}`)
  }
}

await call(Number(warmUp))
const before = process.cpuUsage()
await call(Number(measured))
const { user, system } = process.cpuUsage(before)
console.log((user + system) / Number(measured))
// Connections that are kept alive would keep the process.
process.exit()
