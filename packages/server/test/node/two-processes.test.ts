import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, beforeAll, expect, test } from "vitest"
import { runCli, type ServerProcess } from "../support/cli-process.ts"
import { createDeployment } from "../support/deployment.ts"
import type { OrderResponse } from "../support/order-requests.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { startPostgres, type PostgresServer } from "../support/postgres-server.ts"

let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.remove())

const kinds = ["PostgreSQL", "SQLite"] as const

/** Starts two processes of the service on one ledger, with one issuer and one Junction. */
async function startTwo(kind: (typeof kinds)[number]) {
  const ledger = kind === "SQLite" ? createSqlite() : await createPostgres()
  const deployment = await createDeployment(ledger.url)
  expect(await runCli(["migrate"], deployment.variables)).toMatchObject({ code: 0 })
  const [first, second] = await Promise.all([deployment.start(), deployment.start()])
  return { ...deployment, first, second, endLeases: ledger.endLeases }
}

function createSqlite() {
  const path = join(temporaryFolder(), "ledger.sqlite")
  return {
    url: `sqlite:${path}`,
    endLeases: async () => {
      const database = new DatabaseSync(path, { timeout: 10_000 })
      database.exec("UPDATE lab_orders SET lease_until = 0")
      database.close()
    },
  }
}

async function createPostgres() {
  const schema = await postgres.createSchema()
  return {
    url: schema.connectionString,
    endLeases: async () => {
      await schema.query("UPDATE lab_orders SET lease_until = 0")
    },
  }
}

/**
 * Creates a client that alternates between servers, and retries at the next one if a connection
 * fails.
 */
function createClient(
  servers: () => readonly ServerProcess[],
  send: (url: string, key: string) => Promise<OrderResponse>,
) {
  let turn = 0
  return async (key: string): Promise<OrderResponse> => {
    for (;;) {
      const among = servers()
      const server = among[turn++ % among.length]
      const response = await send(server?.url ?? "", key).catch(() => undefined)
      if (response !== undefined) return response
    }
  }
}

test.each(kinds)(
  "on %s, both processes return the same order for concurrent requests with one key",
  async (kind) => {
    const { first, second, send, ordersReceived, delayOrders, simulator } = await startTwo(kind)
    const releaseOrders = delayOrders()
    const responses = [first, second, first, second].map(({ url }) => send(url, "key"))
    await expect.poll(ordersReceived).toBe(1)
    releaseOrders()
    const [one, ...others] = await Promise.all(responses)
    expect(one?.status).toBe(201)
    for (const other of others) expect(other).toMatchObject({ status: 201, body: one?.body })
    expect(simulator.orders()).toHaveLength(1)
    expect(ordersReceived()).toBe(1)
  },
)

test.each(kinds)(
  "on %s, a client that alternates between processes gets one order per key",
  async (kind) => {
    const { first, second, send, simulator } = await startTwo(kind)
    const place = createClient(() => [first, second], send)
    // An odd number, so that each key goes to the other process the second time.
    const keys = Array.from({ length: 21 }, (_, index) => `key-${index}`)
    const placed = await Promise.all(keys.map(place))
    const again = await Promise.all(keys.map(place))
    expect(placed.map(({ status }) => status)).toEqual(keys.map(() => 201))
    expect(again.map(({ body }) => body)).toEqual(placed.map(({ body }) => body))
    expect(again.every(({ headers }) => headers["idempotent-replayed"] === "true")).toBe(true)
    expect(simulator.orders()).toHaveLength(keys.length)
  },
)

test.each(kinds)(
  "on %s, the second process completes an order of a process that shuts down",
  async (kind) => {
    const { second, start, send, ordersReceived, delayOrders, simulator, variables } =
      await startTwo(kind)
    const ending = await start({ DRAIN_TIMEOUT_MS: "0" })
    const releaseOrders = delayOrders()
    const lost = send(ending.url, "key").catch(() => undefined)
    await expect.poll(ordersReceived).toBe(1)
    ending.signal("SIGTERM")
    expect(await ending.exited).toBe(0)
    expect((await lost)?.status).not.toBe(201)
    releaseOrders()
    const settled = await send(second.url, "key")
    expect(settled.status).toBe(201)
    expect(simulator.orders().map(({ id }) => id)).toEqual([settled.order.junction_order_id])
    const { stdout } = await runCli(["orders", "unfinished"], variables)
    expect(stdout).toBe("0 unfinished\n")
  },
)

test.each(kinds)(
  "on %s, the second process completes an order of a killed process after its lease",
  async (kind) => {
    const { first, second, send, ordersReceived, delayOrders, simulator, endLeases, variables } =
      await startTwo(kind)
    const releaseOrders = delayOrders()
    const lost = send(first.url, "key")
    lost.catch(() => undefined)
    await expect.poll(ordersReceived).toBe(1)
    first.signal("SIGKILL")
    expect(await first.exited).toBe("SIGKILL")
    await expect(lost).rejects.toThrow("fetch failed")
    releaseOrders()
    await endLeases()
    const settled = await send(second.url, "key")
    expect(settled.status).toBe(201)
    expect(simulator.orders().map(({ id }) => id)).toEqual([settled.order.junction_order_id])
    const { stdout } = await runCli(["orders", "unfinished"], variables)
    expect(stdout).toBe("0 unfinished\n")
  },
)

test.each(kinds)("on %s, a rolling restart loses no accepted request", async (kind) => {
  const { first, second, start, send, simulator } = await startTwo(kind)
  const all = [first, second]
  let serving: readonly ServerProcess[] = all
  const place = createClient(() => serving, send)
  let restarting = true
  const responses = new Map<string, OrderResponse>()
  const clients = [1, 2, 3, 4].map(async (client) => {
    for (let count = 0; restarting; count += 1) {
      const key = `key-${client}-${count}`
      responses.set(key, await place(key))
    }
  })
  for (const old of [first, second]) {
    const before = responses.size
    await expect.poll(() => responses.size).toBeGreaterThan(before + 4)
    const replacement = await start()
    all.push(replacement)
    serving = [...serving.filter((server) => server !== old), replacement, old]
    old.signal("SIGTERM")
    expect(await old.exited).toBe(0)
    serving = serving.filter((server) => server !== old)
  }
  restarting = false
  await Promise.all(clients)

  expect(new Set([...responses.values()].map(({ status }) => status))).toEqual(new Set([201]))
  const accepted = all.flatMap((server) => server.logged("request"))
  expect(new Set(accepted.map(({ status }) => status))).toEqual(new Set([201]))
  expect(simulator.orders()).toHaveLength(responses.size)
})
