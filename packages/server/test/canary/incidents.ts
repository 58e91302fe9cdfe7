import { DatabaseSync } from "node:sqlite"
import { expect } from "vitest"
import type { Fault } from "@loop-health/integrations-simulator"
import type { ServerProcess } from "../support/cli-process.ts"
import { openConnection } from "../support/raw-http.ts"
import { junctionFaults } from "./junction-faults.ts"
import { otherValues, storedFields, markedOrder, patient } from "./marks.ts"
import type { CanaryDeployment } from "./canary-deployment.ts"

/** A server, and its deployment, in which faults are injected. */
export interface Incident {
  readonly deployment: CanaryDeployment
  readonly server: ServerProcess
  /** Sends a request through the deployment, and records its code. */
  readonly send: CanaryDeployment["send"]
}

/** Injects every short fault of Junction, for orders and for users. */
export async function failAtJunction({ deployment, server, send }: Incident): Promise<void> {
  const { hang: _hang, "stalled-body": _stalled, ...quick } = junctionFaults
  const faults: readonly Fault[] = Object.values(quick).flat()
  const ofUsers = junctionFaults.status.filter(({ status }) => [400, 422, 500].includes(status))
  for (const fault of [...faults, ...ofUsers.map((one) => ({ ...one, path: "/v2/user" }))]) {
    deployment.simulator.clearFaults()
    deployment.simulator.fault([fault])
    await send({ url: server.url })
  }
  deployment.simulator.clearFaults()
}

/**
 * Kills a server during an order, lets Junction delay its responses, and returns the codes of three
 * orders.
 */
export async function delayResponses({
  deployment,
  server,
  send,
}: Incident): Promise<readonly string[]> {
  const lostKey = deployment.newKey()
  const killed = await deployment.start()
  const before = deployment.ordersReceived()
  const releaseOrders = deployment.delayOrders()
  const pending = send({ url: killed.url, key: lostKey })
  pending.catch(() => undefined)
  await expect.poll(deployment.ordersReceived).toBe(before + 1)
  killed.signal("SIGKILL")
  expect(await killed.exited).toBe("SIGKILL")
  await expect(pending).rejects.toMatchObject({ code: "ECONNRESET" })
  releaseOrders()

  deployment.simulator.fault([...junctionFaults.hang, ...junctionFaults["stalled-body"]])
  const keys = [deployment.newKey(), deployment.newKey(), lostKey]
  return Promise.all(keys.map((key) => send({ url: server.url, key })))
}

/** Locks, fills, and damages the file of the ledger. */
export async function failInLedger({ deployment, server, send }: Incident, path: string) {
  const { url } = server
  const file = new DatabaseSync(path)
  file.exec("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE")
  expect(await send({ url })).toBe("store_unavailable")
  file.exec("ROLLBACK")

  for (const write of ["INSERT", "UPDATE"]) {
    file.exec(`CREATE TRIGGER full BEFORE ${write} ON lab_orders
               BEGIN SELECT RAISE(ROLLBACK, 'the disk is full at ' || new.order_fields); END`)
    expect(await send({ url })).toBe("store_unavailable")
    file.exec("DROP TRIGGER full")
  }

  const { patient_id, panel_slug, currency } = storedFields
  const broken = JSON.stringify({ patient_id, panel_slug, total_cents: patient_id, currency })
  const damaged: Readonly<Record<string, string>> = {
    internal_error: broken,
    store_unavailable: `{"patient_id":${patient_id}}`,
  }
  const orders: string[] = []
  for (const [code, kept] of Object.entries(damaged)) {
    const key = deployment.newKey()
    expect(await send({ url, key })).toBe("placed")
    const row = file
      .prepare("SELECT order_id FROM lab_orders ORDER BY created_at DESC, rowid DESC LIMIT 1")
      .get()
    const orderId = String(row?.["order_id"])
    file.prepare("UPDATE lab_orders SET order_fields = ? WHERE order_id = ?").run(kept, orderId)
    expect(await send({ url, key })).toBe(code)
    orders.push(orderId)
  }
  file.close()
  return orders
}

/** Sends more concurrent requests than the server accepts. */
export async function overload(
  { deployment, server, send }: Incident,
  limit: number,
): Promise<void> {
  const before = deployment.ordersReceived()
  const releaseOrders = deployment.delayOrders()
  const taken = Array.from({ length: limit }, () => send({ url: server.url }))
  await expect.poll(deployment.ordersReceived).toBe(before + limit)
  expect(await send({ url: server.url })).toBe("overloaded")
  releaseOrders()
  expect(new Set(await Promise.all(taken))).toEqual(new Set(["placed"]))
}

/** Sends a request to a server that cannot fetch the issuer's keys. */
export async function sendWithoutKeys({ deployment, send }: Incident): Promise<void> {
  const keyless = await deployment.start({
    variables: { AUTH_JWKS_URL: `http://127.0.0.1:1/${otherValues.path}` },
  })
  expect(await send({ url: keyless.url })).toBe("auth_unavailable")
  keyless.signal("SIGTERM")
  await keyless.exited
}

/** Sends malformed requests, and disconnects during a valid one. */
export async function sendBrokenMessages({ deployment, server, send }: Incident): Promise<void> {
  const { malformed, method, headerName, header, query } = otherValues
  const json = JSON.stringify(markedOrder())
  const line = `POST /v1/labs/orders?${query} HTTP/1.1\r\n`
  const head = [
    "host: localhost",
    `authorization: Bearer ${deployment.token}`,
    "content-type: application/json",
    `idempotency-key: ${deployment.newKey()}`,
    `${headerName}: ${header}`,
  ].join("\r\n")
  const rejected = [
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
  for (const message of rejected) {
    const connection = await openConnection(server.url)
    await connection.write(message)
    await expect.poll(connection.text).toContain("\r\n\r\n")
    connection.socket.destroy()
    deployment.collect("error responses", "raw", connection.text())
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
  // Disconnected requests are logged, too.
  await expect
    .poll(() => server.logged("request").length)
    .toBeGreaterThanOrEqual(begun + incomplete.length)
  expect(await send({ url: server.url })).toBe("placed")
}

/**
 * Runs every command of an operator, and reconciles while Junction's list lags, fails, and works.
 */
export async function runOperatorCommands(
  { deployment, server }: Incident,
  path: string,
  damaged: readonly string[],
): Promise<void> {
  await deployment.scrape(server)
  await deployment.runCommand(["config"])
  await deployment.runCommand(["config", "--json"])
  const file = new DatabaseSync(path)
  // Makes the rows old enough to be reconciled.
  const age = () =>
    file.exec("UPDATE lab_orders SET updated_at = updated_at - 3600000, reconciled_at = NULL")
  for (const faults of [junctionFaults["list-fails"], junctionFaults["list-lags"], []]) {
    age()
    deployment.simulator.clearFaults()
    deployment.simulator.fault(faults)
    const { stdout } = await deployment.runCommand(["reconcile", "--json"], { SETTLE_MS: "60000" })
    expect(JSON.parse(stdout)).toMatchObject({ lookedUp: expect.any(Number) as number })
  }
  const unfinished = await deployment.runCommand(["orders", "unfinished", "--json"])
  await deployment.runCommand(["orders", "unfinished"])
  await deployment.runCommand(["reconcile"], { LEDGER_SECRET: "" })
  const ids = (JSON.parse(unfinished.stdout) as { order_id: string }[]).map((row) => row.order_id)
  for (const id of [...ids.slice(0, 1), ...damaged])
    await deployment.runCommand(["orders", "show", id])
  await deployment.runCommand(["orders", patient.last_name])
  file.close()
}

/** Copies a ledger after its leases, and returns the path of the copy. */
export async function copyLedger(deployment: CanaryDeployment, path: string): Promise<string> {
  const file = new DatabaseSync(path)
  file.exec("UPDATE lab_orders SET lease_until = 0")
  file.close()
  const urls = [`sqlite:${path}`, `sqlite:${path}.copy`]
  expect((await deployment.runCommand(["ledger", "copy", ...urls])).code).toBe(0)
  return `${path}.copy`
}

/** Collects the rows of a ledger, column by column. */
export function collectRows(
  deployment: CanaryDeployment,
  rows: readonly Readonly<Record<string, unknown>>[],
): void {
  for (const { order_fields: fields, brand_id, user_id, ...others } of rows) {
    deployment.collect("ledger rows: order_fields", "order_fields", String(fields))
    deployment.collect("ledger rows: owner", "owner", JSON.stringify([brand_id, user_id]))
    deployment.collect("ledger rows: other columns", "row", JSON.stringify(others))
  }
}
