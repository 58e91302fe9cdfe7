import { DatabaseSync } from "node:sqlite"
import { expect } from "vitest"
import type { Fault } from "@loop-health/integrations-simulator"
import type { ServerProcess } from "../support/cli-process.ts"
import { openConnection } from "../support/raw-http.ts"
import { junctionFaults } from "./junction-faults.ts"
import { elsewhere, keptMembers, markedOrder, patient } from "./marks.ts"
import type { Scene } from "./canary-deployment.ts"

/** A service that something happens to. */
export interface Incident {
  readonly scene: Scene
  readonly server: ServerProcess
  /** The scene's, with a note of every code. */
  readonly ask: Scene["ask"]
}

/** Lets Junction fail in every way that does not take long, for orders and for users. */
export async function failAtJunction({ scene, server, ask }: Incident): Promise<void> {
  const { hang: _hang, "stalled-body": _stalled, ...quick } = junctionFaults
  const faults: readonly Fault[] = Object.values(quick).flat()
  const ofUsers = junctionFaults.status.filter(({ status }) => [400, 422, 500].includes(status))
  for (const fault of [...faults, ...ofUsers.map((one) => ({ ...one, path: "/v2/user" }))]) {
    scene.simulator.clearFaults()
    scene.simulator.fault([fault])
    await ask({ url: server.url })
  }
  scene.simulator.clearFaults()
}

/** Keeps the connection of an order to Junction, and one to whoever waits for a process that is gone. */
export async function takeLong({ scene, server, ask }: Incident): Promise<readonly string[]> {
  const orphan = scene.newKey()
  const doomed = await scene.start()
  const before = scene.ordersReceived()
  const releaseOrders = scene.holdOrders()
  const lost = ask({ url: doomed.url, key: orphan })
  lost.catch(() => undefined)
  await expect.poll(scene.ordersReceived).toBe(before + 1)
  doomed.signal("SIGKILL")
  expect(await doomed.exited).toBe("SIGKILL")
  await expect(lost).rejects.toMatchObject({ code: "ECONNRESET" })
  releaseOrders()

  scene.simulator.fault([...junctionFaults.hang, ...junctionFaults["stalled-body"]])
  const keys = [scene.newKey(), scene.newKey(), orphan]
  return Promise.all(keys.map((key) => ask({ url: server.url, key })))
}

/** Lets the file be locked, full, and damaged by hand. */
export async function failInTheLedger({ scene, server, ask }: Incident, path: string) {
  const { url } = server
  const file = new DatabaseSync(path)
  file.exec("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE")
  expect(await ask({ url })).toBe("store_unavailable")
  file.exec("ROLLBACK")

  for (const write of ["INSERT", "UPDATE"]) {
    file.exec(`CREATE TRIGGER full BEFORE ${write} ON lab_orders
               BEGIN SELECT RAISE(ROLLBACK, 'the disk is full at ' || new.order_fields); END`)
    expect(await ask({ url })).toBe("store_unavailable")
    file.exec("DROP TRIGGER full")
  }

  const { patient_id, panel_slug, currency } = keptMembers
  const broken = JSON.stringify({ patient_id, panel_slug, total_cents: patient_id, currency })
  const damaged: Readonly<Record<string, string>> = {
    internal_error: broken,
    store_unavailable: `{"patient_id":${patient_id}}`,
  }
  const orders: string[] = []
  for (const [code, kept] of Object.entries(damaged)) {
    const key = scene.newKey()
    expect(await ask({ url, key })).toBe("placed")
    const row = file
      .prepare("SELECT order_id FROM lab_orders ORDER BY created_at DESC, rowid DESC LIMIT 1")
      .get()
    const orderId = String(row?.["order_id"])
    file.prepare("UPDATE lab_orders SET order_fields = ? WHERE order_id = ?").run(kept, orderId)
    expect(await ask({ url, key })).toBe(code)
    orders.push(orderId)
  }
  file.close()
  return orders
}

/** Sends more at once than is taken. */
export async function overload({ scene, server, ask }: Incident, limit: number): Promise<void> {
  const before = scene.ordersReceived()
  const releaseOrders = scene.holdOrders()
  const taken = Array.from({ length: limit }, () => ask({ url: server.url }))
  await expect.poll(scene.ordersReceived).toBe(before + limit)
  expect(await ask({ url: server.url })).toBe("overloaded")
  releaseOrders()
  expect(new Set(await Promise.all(taken))).toEqual(new Set(["placed"]))
}

/** Asks a service that cannot have the issuer's keys. */
export async function askWithoutKeys({ scene, ask }: Incident): Promise<void> {
  const keyless = await scene.start({
    variables: { AUTH_JWKS_URL: `http://127.0.0.1:1/${elsewhere.path}` },
  })
  expect(await ask({ url: keyless.url })).toBe("auth_unavailable")
  keyless.signal("SIGTERM")
  await keyless.exited
}

/** Sends what is no request, and hangs up in the midst of what is one. */
export async function sendBrokenMessages({ scene, server, ask }: Incident): Promise<void> {
  const { malformed, method, headerName, header, query } = elsewhere
  const json = JSON.stringify(markedOrder())
  const line = `POST /v1/labs/orders?${query} HTTP/1.1\r\n`
  const head = [
    "host: localhost",
    `authorization: Bearer ${scene.token}`,
    "content-type: application/json",
    `idempotency-key: ${scene.newKey()}`,
    `${headerName}: ${header}`,
  ].join("\r\n")
  const refused = [
    `${method} /v1/labs/orders HTTP/1.1\r\n${head}\r\n\r\n`,
    `${json}\r\n\r\n`,
    `${line}${head}\r\n${malformed}\u0001: ${json}\r\n\r\n`,
    `${line}${head}\r\n${headerName}: ${header.repeat(2_000)}\r\n\r\n`,
    `${line}${head}\r\n${`${headerName}: ${header}\r\n`.repeat(120)}content-length: 0\r\n\r\n`,
    `${line}${head}\r\nexpect: ${malformed}\r\ncontent-length: 0\r\n\r\n`,
    `${line}${head.replace("host: localhost\r\n", "")}\r\ncontent-length: 0\r\n\r\n`,
    `${line}${head}\r\ntransfer-encoding: chunked\r\n\r\n${malformed}\r\n${json}`,
    `${line}${head}\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n${json}`,
  ]
  for (const message of refused) {
    const connection = await openConnection(server.url)
    await connection.write(message)
    await expect.poll(connection.text).toContain("\r\n\r\n")
    connection.socket.destroy()
    scene.gather("error answers", "raw", connection.text())
  }
  const begun = server.logged("request").length
  const incomplete = [
    `content-length: ${json.length + 500}\r\n\r\n${json}`,
    `transfer-encoding: chunked\r\n\r\n${json.length.toString(16)}\r\n${json}`,
  ]
  for (const rest of incomplete) {
    const connection = await openConnection(server.url)
    await connection.write(`${line}${head}\r\n${rest}`)
    connection.socket.destroy()
  }
  // Who hung up is logged, too.
  await expect
    .poll(() => server.logged("request").length)
    .toBeGreaterThanOrEqual(begun + incomplete.length)
  expect(await ask({ url: server.url })).toBe("placed")
}

/** Has an operator look at everything, and reconcile while Junction's list lags, fails and works. */
export async function askOperators(
  { scene, server }: Incident,
  path: string,
  damaged: readonly string[],
): Promise<void> {
  await scene.scrape(server)
  await scene.runCommand(["config"])
  await scene.runCommand(["config", "--json"])
  const file = new DatabaseSync(path)
  // Old enough for reconciling to look at them.
  const age = () =>
    file.exec("UPDATE lab_orders SET updated_at = updated_at - 3600000, reconciled_at = NULL")
  for (const faults of [junctionFaults["list-fails"], junctionFaults["list-lags"], []]) {
    age()
    scene.simulator.clearFaults()
    scene.simulator.fault(faults)
    const { stdout } = await scene.runCommand(["reconcile", "--json"], { SETTLE_MS: "1000" })
    expect(JSON.parse(stdout)).toMatchObject({ looked: expect.any(Number) as number })
  }
  const unfinished = await scene.runCommand(["orders", "unfinished", "--json"])
  await scene.runCommand(["orders", "unfinished"])
  await scene.runCommand(["reconcile"], { LEDGER_SECRET: "" })
  const ids = (JSON.parse(unfinished.stdout) as { order_id: string }[]).map((row) => row.order_id)
  for (const id of [...ids.slice(0, 1), ...damaged]) await scene.runCommand(["orders", "show", id])
  await scene.runCommand(["orders", patient.last_name])
  file.close()
}

/** Gathers the rows of a ledger, column by column. */
export function gatherRows(scene: Scene, rows: readonly Readonly<Record<string, unknown>>[]): void {
  for (const { order_fields: fields, brand_id, user_id, ...others } of rows) {
    scene.gather("ledger rows: order_fields", "order_fields", String(fields))
    scene.gather("ledger rows: owner", "owner", JSON.stringify([brand_id, user_id]))
    scene.gather("ledger rows: other columns", "row", JSON.stringify(others))
  }
}
