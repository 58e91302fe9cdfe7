// Orders through one mock and prints the cost as JSON: node measure-mock.mjs <mock>
import { randomUUID } from "node:crypto"
import { mocks } from "./mocks.mjs"
import { body, path } from "./order.mjs"

const firstOrders = 100
const warmUpMs = 1_000
const measuredMs = 2_000

const startedAt = performance.now()
const { fetch, url, serverCpu = async () => 0 } = await mocks[process.argv[2]]()
const first = await measure(1)
const startMs = performance.now() - startedAt
const cold = await measure(firstOrders - 1)
await measure(Infinity, warmUpMs)
const warm = await measure(Infinity, measuredMs)
const result = {
  order: first.order,
  startMs,
  coldCpuUs: (first.cpuUs + cold.cpuUs) / firstOrders,
  cpuUs: warm.cpuUs / warm.orders,
  wallUs: warm.wallUs / warm.orders,
}
process.stdout.write(JSON.stringify(result), () => process.exit())

/** Orders until the count or the time in milliseconds is reached, one order at a time. */
async function measure(count, milliseconds = Infinity) {
  const cpuBefore = await readCpu()
  const begin = performance.now()
  const end = begin + milliseconds
  let orders = 0
  let order
  do {
    order = await placeOrder()
    orders += 1
  } while (orders < count && performance.now() < end)
  const wallUs = (performance.now() - begin) * 1_000
  return { order, orders, wallUs, cpuUs: (await readCpu()) - cpuBefore }
}

async function placeOrder() {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: {
      authorization: "Bearer any",
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
    },
    body,
  })
  const order = await response.json()
  if (response.status !== 201) throw new Error(`The mock returned ${response.status}.`)
  return order
}

/** Returns the CPU time of this process and of the mock server, in microseconds. */
async function readCpu() {
  const { user, system } = process.cpuUsage()
  return user + system + (await serverCpu())
}
