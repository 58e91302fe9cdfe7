import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { createClient as generateClient } from "@hey-api/openapi-ts"
import type { LabOrder } from "@loop-health/integrations-contract"
import { expect, onTestFinished, test } from "vitest"
import { aLabOrderRequest } from "../src/builders.ts"
import { runCommand, startCommand } from "./support/command.ts"
import { send } from "./support/send.ts"

/** The functions that the generator creates from the contract. */
interface GeneratedClient {
  readonly createLabOrder: (options: {
    readonly baseUrl: string
    readonly auth: string
    readonly headers: { readonly "idempotency-key": string }
    readonly body: unknown
  }) => Promise<{ readonly data?: LabOrder; readonly error?: unknown }>
}

test("a client of another generator places an order and gets the queued error", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mocks-client-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  await generateClient({
    input: fileURLToPath(import.meta.resolve("@loop-health/integrations-contract/openapi.json")),
    output: folder,
    plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
    logs: { level: "silent" },
  })
  const client = (await import(join(folder, "index.ts"))) as GeneratedClient
  const { url, control } = await startCommand()
  const order = (key: string) =>
    client.createLabOrder({
      baseUrl: url,
      auth: "any",
      headers: { "idempotency-key": key },
      body: aLabOrderRequest(),
    })
  const { data } = await order("one")
  await control("POST", "next", { scenario: "overloaded" })
  expect((await order("two")).error).toMatchObject({ error: "overloaded" })
  expect(await control("GET", "orders")).toMatchObject({
    status: 200,
    json: { orders: [{ id: data?.id, status: "received" }] },
  })
})

test("the printed curl commands place an order and queue an error", async () => {
  const { output } = await startCommand()
  const [place, fail] = output.match(/^curl .+$/gm) ?? []
  const run = async (command = "") => {
    const [, url = ""] = /(http\S+)/.exec(command) ?? []
    const [, body = ""] = / -d '(.+)'$/.exec(command) ?? []
    const headers = [...command.matchAll(/-H '([\w-]+): ([^']+)'/g)]
    const response = await fetch(url, {
      method: "POST",
      headers: headers.map(([, name = "", value = ""]): [string, string] => [name, value]),
      body,
    })
    // The server sends it too, and some clients do not read chunked bodies.
    expect(response.headers.has("content-length")).toBe(true)
    return (await response.json()) as unknown
  }
  expect(await run(place)).toMatchObject({ panel_slug: "wellness", status: "received" })
  expect(await run(fail)).toEqual({ next: ["junction_unavailable"] })
  expect(await run(place?.replace("key-1", "key-2"))).toMatchObject({
    error: "junction_unavailable",
  })
})

test("the control API queues scenarios and sets the default", async () => {
  const { url, control } = await startCommand()
  const post = (key: string, headers?: Record<string, string>) =>
    send(fetch, { url: `${url}/v1/labs/orders`, key, ...(headers && { headers }) })
  const sequence = [
    { scenario: "connection_lost" },
    { scenario: "created", body: { status: "collecting_sample" }, delayMs: 1 },
  ]
  expect(await control("POST", "next", sequence)).toEqual({
    status: 200,
    json: { next: ["connection_lost", "created"] },
  })
  await control("POST", "always", { scenario: "junction_rejected" })
  await expect(post("one")).rejects.toMatchObject({ cause: { code: "ECONNRESET" } })
  const own = await post("two", { "x-mock-scenario": "token_expired" })
  expect(own).toMatchObject({ status: 401 })
  expect((await post("three")).order.status).toBe("collecting_sample")
  expect(await post("four")).toMatchObject({ error: { error: "junction_rejected" } })
  expect((await control("GET", "calls")).json).toEqual({
    calls: [
      { method: "POST", key: "one", scenario: "connection_lost", status: null },
      { method: "POST", key: "two", scenario: "token_expired", status: 401 },
      { method: "POST", key: "three", scenario: "created", status: 201 },
      { method: "POST", key: "four", scenario: "junction_rejected", status: 502 },
    ],
  })
  expect(await control("POST", "reset")).toEqual({ status: 200, json: { orders: [] } })
  expect((await post("one")).headers.has("idempotent-replayed")).toBe(false)
})

test("loading ends when the client disconnects, and the order is placed", async () => {
  const { url, control } = await startCommand()
  await control("POST", "next", { scenario: "loading" })
  const controller = new AbortController()
  const call = send(fetch, { url: `${url}/v1/labs/orders`, signal: controller.signal })
  await expect
    .poll(async () => (await control("GET", "orders")).json)
    .toMatchObject({ orders: [{ status: "received" }] })
  controller.abort()
  await expect(call).rejects.toThrow("aborted")
})

test("invalid control requests get an error response and queue nothing", async () => {
  const { url, control } = await startCommand()
  const next = (...scenarios: unknown[]) => control("POST", "next", scenarios)
  const rejected = [
    await next({ scenario: "oops" }),
    await next({ scenario: "overloaded" }, { scenario: "created", body: { id: 1 } }),
    await next({ scenario: "created", delayMs: "1" }),
    await next({ scenario: "created", delay_ms: 1 }),
    await control("POST", "always", "created"),
    await control("GET", "next"),
  ]
  expect(rejected.map(({ status, json }) => `${status} ${(json as Error).message}`)).toEqual([
    expect.stringMatching(/^400 Unknown scenario "oops". Expected one of: created, /),
    '400 The contract forbids this body of "created": /id must be a string.',
    "400 delayMs must be a finite number of milliseconds, at least 0.",
    "400 Unknown field /delay_ms. Expected one of: scenario, body, delayMs.",
    '400 Send a scenario as JSON, such as {"scenario":"overloaded"}.',
    expect.stringMatching(
      /^404 Unknown control. Expected one of: POST \/__mock\/next, .*GET \/__mock\/calls\.$/,
    ),
  ])
  await send(fetch, { url: `${url}/v1/labs/orders` })
  expect((await control("GET", "calls")).json).toMatchObject({ calls: [{ scenario: "created" }] })
})

test("--help lists the options, controls, and scenarios", async () => {
  const { code, stdout, stderr } = await runCommand("--help")
  expect([code, stderr]).toEqual([0, ""])
  expect(stdout).toMatch(/--port[^]*\/__mock\/next[^]*\n {2}junction_rejected\n/)
})

test("invalid arguments exit with code 2 and the usage", async () => {
  const runs = await Promise.all([
    runCommand("--prot", "1"),
    runCommand("--port", "65536"),
    runCommand("4010"),
  ])
  expect(runs.map(({ code, stdout }) => [code, stdout])).toEqual(runs.map(() => [2, ""]))
  expect(runs.map(({ stderr }) => stderr)).toEqual([
    expect.stringContaining("integrations-mocks: Unknown option '--prot'"),
    expect.stringContaining("integrations-mocks: --port must be a port from 0 to 65535."),
    expect.stringContaining("integrations-mocks: Unexpected argument '4010'"),
  ])
  for (const { stderr } of runs) expect(stderr).toContain("Usage: integrations-mocks [options]")
})

test("a port in use exits with code 1 and names the option", async () => {
  const { url } = await startCommand()
  const { port } = new URL(url)
  expect(await runCommand("--port", port)).toEqual({
    code: 1,
    stdout: "",
    stderr: `integrations-mocks: Port ${port} is already in use. Set --port to another port, or to 0 for any free port.\n`,
  })
})

test("SIGINT and SIGTERM end the command", async () => {
  const commands = await Promise.all([startCommand(), startCommand()])
  const [first, second] = commands
  expect([await first.stop("SIGINT"), await second.stop("SIGTERM")]).toEqual([0, 0])
})
