import { expect, test, vi } from "vitest"
import { createMemoryLedger, type Backlog } from "../../../src/index.ts"
import { createMetrics } from "../../../src/node/index.ts"
import { aLabOrder, patientValues } from "../../support/a-lab-order.ts"
import { createDeployment } from "../../support/deployment.ts"
import { parsePrometheusText } from "../../support/prometheus-text.ts"
import { createGate } from "../../support/gate.ts"

const unfinished = "integrations_unfinished_orders"
const oldestAge = "integrations_oldest_unfinished_order_age_seconds"
const internalErrors = "integrations_internal_errors_total"

/** Returns the value of the only sample with these labels. */
function valueOf(text: string, name: string, labels: Readonly<Record<string, string>> = {}) {
  const found = (parsePrometheusText(text).get(name) ?? []).filter((sample) =>
    Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )
  if (found.length > 1) throw new Error(`${name} has ${found.length} such samples`)
  return found[0]?.value
}

async function scrape(url: string): Promise<string> {
  const response = await fetch(`${url}/metrics`)
  expect(response.status).toBe(200)
  return response.text()
}

test("a scrape omits only the ledger's gauges if the ledger fails", async () => {
  const backlog = vi.fn<() => Promise<Backlog>>()
  const { scrape: take } = await createMetrics({ ledger: { backlog }, now: () => 100_000 })
  backlog.mockResolvedValueOnce({ unfinished: 3, oldestCreatedAt: 40_000 })
  const good = await take()
  expect(valueOf(good, unfinished)).toBe(3)
  expect(valueOf(good, oldestAge)).toBe(60)
  expect(valueOf(good, internalErrors, { component: "backlog" })).toBe(0)

  backlog.mockRejectedValueOnce(new Error("Quillon"))
  const bad = await take()
  expect(parsePrometheusText(bad).has(unfinished)).toBe(false)
  expect(parsePrometheusText(bad).has(oldestAge)).toBe(false)
  expect(valueOf(bad, internalErrors, { component: "backlog" })).toBe(1)
  expect(valueOf(bad, "http_server_active_requests")).toBe(0)
  expect(bad).not.toContain("Quillon")

  backlog.mockResolvedValueOnce({ unfinished: 0, oldestCreatedAt: undefined })
  const again = await take()
  expect(valueOf(again, unfinished)).toBe(0)
  expect(valueOf(again, oldestAge)).toBe(0)
})

test("concurrent scrapes query a ledger that hangs once, and do not wait for it", async () => {
  const gate = createGate()
  const backlog = vi.fn<() => Promise<Backlog>>(async () => {
    await gate.wait()
    return { unfinished: 1, oldestCreatedAt: 0 }
  })
  const { scrape: take } = await createMetrics({ ledger: { backlog }, backlogTimeoutMs: 1 })
  const [one, other] = await Promise.all([take(), take()])
  expect(parsePrometheusText(one).has(unfinished)).toBe(false)
  expect(valueOf(other, internalErrors, { component: "backlog" })).toBe(1)
  expect(backlog).toHaveBeenCalledTimes(1)
  gate.open()
})

test("two sets of metrics in one process are separate", async () => {
  const [one, other] = await Promise.all([
    createMetrics({ ledger: createMemoryLedger() }),
    createMetrics({ ledger: createMemoryLedger() }),
  ])
  one.countError("reconcile")
  expect(valueOf(await one.scrape(), internalErrors, { component: "reconcile" })).toBe(1)
  expect(valueOf(await other.scrape(), internalErrors, { component: "reconcile" })).toBe(0)
})

test("input of callers creates no label and no series", async () => {
  const { start, send, token } = await createDeployment()
  const { url } = await start()
  const series = async () =>
    [...parsePrometheusText(await scrape(url))]
      .filter(([name]) => /^(?:http_|integrations_)/.test(name))
      .flatMap(([name, samples]) => samples.map(({ labels }) => JSON.stringify([name, labels])))
  const probe = async (text: string) => {
    await fetch(`${url}/${text}?${text}`, { method: "POST", body: text })
    await fetch(`${url}/v1/labs/orders/${text}`, { headers: { [text]: text } })
    await fetch(`${url}/v1/labs/orders`, { method: text })
    await fetch(`${url}/v1/labs/orders`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "idempotency-key": text },
      body: JSON.stringify({ [text]: text }),
    })
    await send(url, text, aLabOrder({ panel_slug: text }))
  }
  await probe("canary0")
  const before = await series()
  for (let index = 1; index < 20; index += 1) await probe(`canary${index}`)
  const after = await series()
  expect(after).toEqual(before)
  expect(after.join()).not.toContain("canary")
})

test("the operations port serves metrics of requests, orders, calls, and the ledger", async () => {
  const { start, send, simulator } = await createDeployment()
  const { url, operationsUrl } = await start({ OPERATIONS_PORT: "0" })
  await send(url, "one")
  await send(url, "one")
  simulator.fault({ name: "reset-before-create" })
  await send(url, "two")
  await send(url, "three", {})
  expect((await fetch(`${url}/metrics`)).status).toBe(404)
  const response = await fetch(`${operationsUrl}/metrics`)
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(response.headers.get("cache-control")).toBe("no-store")
  const text = await response.text()

  const requests = "http_server_request_duration_seconds"
  const route = { method: "POST", route: "/v1/labs/orders" }
  expect(valueOf(text, `${requests}_count`, { ...route, status: "201", code: "" })).toBe(3)
  const invalid = { ...route, status: "400", code: "validation_error" }
  expect(valueOf(text, `${requests}_count`, invalid)).toBe(1)
  expect(valueOf(text, `${requests}_bucket`, { ...invalid, le: "+Inf" })).toBe(1)
  expect(valueOf(text, "http_server_active_requests")).toBe(0)
  const orders = "integrations_orders_total"
  expect(valueOf(text, orders, { outcome: "created" })).toBe(2)
  expect(valueOf(text, orders, { outcome: "replayed" })).toBe(1)
  const calls = "integrations_junction_call_duration_seconds_count"
  expect(
    valueOf(text, calls, { operation: "createUser", outcome: "response", status: "400" }),
  ).toBe(1)
  expect(valueOf(text, calls, { operation: "createOrder", status: "200" })).toBe(2)
  expect(valueOf(text, calls, { operation: "createOrder", outcome: "no_response" })).toBe(1)
  expect(valueOf(text, "integrations_junction_resends_total", { operation: "createOrder" })).toBe(1)
  const ledger = "integrations_ledger_operation_duration_seconds_count"
  expect(valueOf(text, ledger, { operation: "claim", outcome: "done" })).toBe(3)
  expect(valueOf(text, "process_cpu_seconds_total")).toBeGreaterThan(0)
  expect(valueOf(text, unfinished)).toBe(0)
  for (const value of [...patientValues, "brand_a", "user_a", "pat_0001", "wellness"]) {
    expect(text).not.toContain(value)
  }
})

test("metrics show active requests, and unfinished orders without an active claim", async () => {
  const { start, send, simulator, ordersReceived, delayOrders } = await createDeployment()
  const { url } = await start()
  const releaseOrders = delayOrders()
  const response = send(url, "one")
  await expect.poll(ordersReceived).toBe(1)
  expect(valueOf(await scrape(url), "http_server_active_requests")).toBe(1)
  // Its claim is active, so it does not count as unfinished.
  expect(valueOf(await scrape(url), unfinished)).toBe(0)
  simulator.fault({ name: "500", times: 9 })
  releaseOrders()
  expect(await response).toMatchObject({ status: 502 })
  const left = await scrape(url)
  expect(valueOf(left, unfinished)).toBe(1)
  expect(valueOf(left, oldestAge)).toBeGreaterThan(0)
  expect(valueOf(left, "integrations_orders_total", { outcome: "unknown" })).toBe(1)
  expect(valueOf(left, "integrations_junction_lookups_total", { outcome: "absent" })).toBe(1)
})

test("counters of reconciliations and duplicate orders start at 0", async () => {
  const { scrape: take, telemetry } = await createMetrics({ ledger: createMemoryLedger() })
  const reconciliations = "integrations_reconciliations_total"
  const duplicates = "integrations_duplicate_orders_total"
  const lastReconciliation = "integrations_reconcile_last_success_timestamp_seconds"
  const none = await take()
  expect(valueOf(none, reconciliations, { outcome: "failed" })).toBe(0)
  expect(valueOf(none, duplicates, { cancelled: "false" })).toBe(0)
  telemetry.recordReconciliation?.({
    time: 5_000,
    durationMs: 1,
    rows: { found: 2, missing: 1, unfinished: 0 },
  })
  telemetry.recordReconciliation?.({ time: 9_000, durationMs: 1, rows: undefined })
  const order = { time: 0, brandId: "brand_a", userId: "user_a", orderId: "order" }
  telemetry.recordOrder?.({ ...order, outcome: "duplicate_active" })
  telemetry.recordOrder?.({ ...order, outcome: "found" })
  const text = await take()
  expect(valueOf(text, reconciliations, { outcome: "ended" })).toBe(1)
  expect(valueOf(text, reconciliations, { outcome: "failed" })).toBe(1)
  expect(valueOf(text, "integrations_reconciled_rows_total", { result: "found" })).toBe(2)
  // A failed reconciliation does not change the time.
  expect(valueOf(text, lastReconciliation)).toBe(5)
  expect(valueOf(text, duplicates, { cancelled: "false" })).toBe(1)
  expect(valueOf(text, "integrations_orders_total", { outcome: "found" })).toBe(1)
  expect(text).not.toMatch(/brand_a|user_a/)
})
