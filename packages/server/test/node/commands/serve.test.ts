import { once } from "node:events"
import { createServer, connect, type AddressInfo } from "node:net"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { patientValues } from "../../support/a-lab-order.ts"
import { runCli, startServer, type Variables } from "../../support/cli-process.ts"
import { createDeployment, validVariables } from "../../support/deployment.ts"
import { temporaryFolder } from "../../support/temporary-folder.ts"
import { startPostgres } from "../../support/postgres-server.ts"

/** Returns whether a server accepts connections at a URL. */
async function accepts(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  try {
    await once(socket, "connect")
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

const longest = "86400000"

test("serve rejects a ledger that was created with another secret", async () => {
  const { variables, start } = await createDeployment()
  const server = await start()
  server.signal("SIGTERM")
  expect(await server.exited).toBe(0)
  const other = Buffer.alloc(32, "another-secret").toString("base64")
  const { code, stderr } = await runCli(["serve"], {
    ...variables,
    PORT: "0",
    LEDGER_SECRET: other,
  })
  expect(code).toBe(1)
  expect(stderr).toContain("another LEDGER_SECRET")
})

test("serve names the variable of a port that is in use", async () => {
  const taken = createServer().listen(0, "127.0.0.1")
  onTestFinished(() => void taken.close())
  await once(taken, "listening")
  const port = String((taken.address() as AddressInfo).port)
  const { variables } = await createDeployment()
  const common = { ...variables, HOST: "127.0.0.1" }
  const api = await runCli(["serve"], { ...common, PORT: port })
  expect(api).toMatchObject({ code: 1, stdout: "" })
  expect(api.stderr).toContain(`Port ${port} is already in use. Set PORT to another port.`)
  const operations = await runCli(["serve"], { ...common, PORT: "0", OPERATIONS_PORT: port })
  expect(operations.stderr).toContain(
    `Port ${port} is already in use. Set OPERATIONS_PORT to another port.`,
  )
})

test("serve names HOST if the machine does not have this address", async () => {
  const DATABASE_URL = `sqlite:${join(temporaryFolder(), "ledger.sqlite")}`
  // Reserved for documentation (RFC 5737).
  const HOST = "192.0.2.1"
  const ran = await runCli(["serve"], { ...validVariables, DATABASE_URL, PORT: "0", HOST })
  expect(ran.code).toBe(1)
  expect(ran.stderr).toContain("HOST must be an address of this machine (EADDRNOTAVAIL).")
})

test("serve reports an unreachable or unmigrated database without its password", async () => {
  const server = await startPostgres()
  onTestFinished(() => server.remove())
  const { connectionString } = await server.createSchema()
  const serveOn = (DATABASE_URL: string) =>
    runCli(["serve"], { ...validVariables, PORT: "0", DATABASE_URL })
  const bare = await serveOn(connectionString)
  expect(bare).toMatchObject({ code: 1 })
  expect(bare.stderr).toContain("integrations-server migrate")
  const unreachable = await serveOn("postgres://app:hunter2@127.0.0.1:1/orders")
  expect(unreachable).toMatchObject({ code: 1 })
  expect(unreachable.stderr).toContain("ECONNREFUSED")
  expect(bare.stderr + unreachable.stderr).not.toMatch(/hunter2|password@/)
})

test("serve places an order and writes no secret and no patient data", async () => {
  const { start, send, token } = await createDeployment()
  const server = await start({ JUNCTION_API_KEY: "sk_us_canary_of_the_key", AUTH_AUDIENZ: "x" })
  expect(await send(server.url, "raw-key-1")).toMatchObject({ status: 201 })
  expect(await send(server.url, "raw-key-1", { first_name: "Quillon" })).toMatchObject({
    status: 400,
  })
  server.signal("SIGINT")
  expect(await server.exited).toBe(0)
  expect(server.logged("configuration")).toMatchObject([
    { level: "warn", warning: expect.stringContaining("AUTH_AUDIENZ") as string },
  ])
  expect(server.logged("request")).toMatchObject([{ status: 201 }, { status: 400 }])
  expect(server.logged("shutting_down")).toMatchObject([{ signal: "SIGINT" }])
  expect(server.stderr()).toBe("")
  for (const secret of [
    ...patientValues,
    token,
    "raw-key-1",
    "canary_of_the_key",
    validVariables["LEDGER_SECRET"] ?? "",
  ]) {
    expect(server.stdout()).not.toContain(secret)
  }
})

test("the probes respond only to GET and HEAD, and their responses are not cached", async () => {
  const { start } = await createDeployment()
  const { url } = await start()
  for (const path of ["/healthz", "/readyz"]) {
    const get = await fetch(url + path)
    expect(get.status).toBe(200)
    expect(get.headers.get("cache-control")).toBe("no-store")
    expect((await get.text()).length).toBeLessThan(40)
    const head = await fetch(url + path, { method: "HEAD" })
    expect(head.status).toBe(200)
    expect(await head.text()).toBe("")
    const post = await fetch(url + path, { method: "POST", body: "x" })
    expect(post.status).toBe(405)
    expect(post.headers.get("allow")).toBe("GET, HEAD")
    expect(await post.json()).toMatchObject({ error: "method_not_allowed" })
    expect((await fetch(`${url}${path}/`)).status).toBe(404)
  }
})

test("with an operations port, the probes are only on that port", async () => {
  const { start, send } = await createDeployment()
  const { url, operationsUrl } = await start({ OPERATIONS_PORT: "0" })
  expect(operationsUrl).not.toBe(url)
  expect((await fetch(`${url}/healthz`)).status).toBe(404)
  expect((await fetch(`${url}/readyz`)).status).toBe(404)
  expect((await fetch(`${operationsUrl}/healthz`)).status).toBe(200)
  expect((await fetch(`${operationsUrl}/readyz`)).status).toBe(200)
  expect(await send(operationsUrl, "key")).toMatchObject({ status: 404 })
  expect(await send(url, "key")).toMatchObject({ status: 201 })
})

test("probes and metrics return the request ID on the operations port", async () => {
  const { start } = await createDeployment()
  const { operationsUrl } = await start({ OPERATIONS_PORT: "0" })
  const headers = { "x-request-id": "probe-1" }
  for (const path of ["/healthz", "/readyz", "/metrics", "/nothing"]) {
    for (const method of ["GET", "POST"]) {
      const { headers: responseHeaders } = await fetch(operationsUrl + path, { method, headers })
      expect(responseHeaders.get("x-request-id")).toBe("probe-1")
    }
  }
})

test("a service is alive but not ready while its database is unavailable", async () => {
  const database = await startPostgres()
  onTestFinished(() => database.remove())
  const { connectionString } = await database.createSchema()
  const { start, variables } = await createDeployment(connectionString)
  expect(await runCli(["migrate"], variables)).toMatchObject({ code: 0 })
  const { url } = await start()
  const ready = async () => (await fetch(`${url}/readyz`)).status
  expect(await ready()).toBe(200)
  await database.stop()
  await expect.poll(ready).toBe(503)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  await database.start()
  await expect.poll(ready).toBe(200)
})

test.each(["SIGTERM", "SIGHUP"] as const)(
  "after %s, a service is not ready, rejects connections, and finishes its active request",
  async (signal) => {
    const { start, send, ordersReceived, delayOrders } = await createDeployment()
    const server = await start({ OPERATIONS_PORT: "0" })
    const releaseOrders = delayOrders()
    const response = send(server.url, "key")
    await expect.poll(ordersReceived).toBe(1)
    server.signal(signal)
    await expect.poll(async () => (await fetch(`${server.operationsUrl}/readyz`)).status).toBe(503)
    expect((await fetch(`${server.operationsUrl}/healthz`)).status).toBe(200)
    expect(await accepts(server.url)).toBe(false)
    releaseOrders()
    const { status, headers } = await response
    expect(status).toBe(201)
    expect(headers["connection"]).toBe("close")
    expect(await server.exited).toBe(0)
  },
)

test("during the shutdown delay, a service is not ready and still accepts orders", async () => {
  const { start, send } = await createDeployment()
  const server = await start({ SHUTDOWN_DELAY_MS: longest })
  server.signal("SIGTERM")
  await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status).toBe(503)
  expect(await send(server.url, "key")).toMatchObject({ status: 201 })
})

test("a second signal ends the process at once", async () => {
  const { start, send, ordersReceived, delayOrders } = await createDeployment()
  const server = await start({ DRAIN_TIMEOUT_MS: longest })
  delayOrders()
  const response = send(server.url, "key")
  response.catch(() => undefined)
  await expect.poll(ordersReceived).toBe(1)
  server.signal("SIGTERM")
  await expect.poll(() => server.logged("shutting_down")).toHaveLength(1)
  let code: unknown
  void server.exited.then((ended) => (code = ended))
  await expect
    .poll(() => {
      server.signal("SIGINT")
      return code
    })
    .toBe(130)
  await expect(response).rejects.toThrow("fetch failed")
  expect(server.logged("shut_down")).toEqual([])
})

test("two simultaneous signals count as one", async () => {
  const { start, send, ordersReceived, delayOrders } = await createDeployment()
  const server = await start()
  const releaseOrders = delayOrders()
  const response = send(server.url, "key")
  await expect.poll(ordersReceived).toBe(1)
  server.signal("SIGINT")
  server.signal("SIGTERM")
  await expect.poll(() => server.logged("shutting_down")).toHaveLength(1)
  releaseOrders()
  expect(await response).toMatchObject({ status: 201 })
  expect(await server.exited).toBe(0)
})

test("a service releases the claim of an order that exceeds the drain timeout", async () => {
  const { start, send, ordersReceived, delayOrders, simulator, variables } =
    await createDeployment()
  const first = await start({ DRAIN_TIMEOUT_MS: "0" })
  const releaseOrders = delayOrders()
  const response = send(first.url, "key")
  response.catch(() => undefined)
  await expect.poll(ordersReceived).toBe(1)
  first.signal("SIGTERM")
  expect(await first.exited).toBe(0)
  const { stdout } = await runCli(["orders", "unfinished", "--json"], variables)
  expect(JSON.parse(stdout)).toMatchObject([
    { state: "unfinished", indeterminate: true, last_code: "order_in_progress" },
  ])
  releaseOrders()
  const second = await start()
  expect(await send(second.url, "key")).toMatchObject({ status: 201 })
  expect(simulator.orders()).toHaveLength(1)
})

test("CORS_ORIGINS and MAX_CONCURRENT_REQUESTS apply to the API", async () => {
  const { start, send, ordersReceived, delayOrders } = await createDeployment()
  const origin = "https://app.example"
  const { url } = await start({
    CORS_ORIGINS: `https://other.example, ${origin}`,
    MAX_CONCURRENT_REQUESTS: "1",
  })
  const preflight = await fetch(`${url}/v1/labs/orders`, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST" },
  })
  expect(preflight.headers.get("access-control-allow-origin")).toBe(origin)

  const releaseOrders = delayOrders()
  const first = send(url, "key-1")
  await expect.poll(ordersReceived).toBe(1)
  const second = await send(url, "key-2")
  expect(second.status).toBe(502)
  expect(second.body).toContain("overloaded")
  releaseOrders()
  expect(await first).toMatchObject({ status: 201 })
})

test("MAX_CONNECTIONS limits the connections of the API", async () => {
  const { start, send, delayOrders, ordersReceived } = await createDeployment()
  const server = await start({ MAX_CONNECTIONS: "1", OPERATIONS_PORT: "0" })
  const releaseOrders = delayOrders()
  const first = send(server.url, "key")
  await expect.poll(ordersReceived).toBe(1)
  await expect(send(server.url, "key")).rejects.toThrow("fetch failed")
  // Probes have connections of their own.
  expect((await fetch(`${server.operationsUrl}/readyz`)).status).toBe(200)
  releaseOrders()
  expect(await first).toMatchObject({ status: 201 })
})

test("the API works while clients open more connections than the process has descriptors", async () => {
  const { variables, send } = await createDeployment()
  const server = await startServer(variables, { descriptors: 200 })
  const { hostname, port } = new URL(server.url)
  const sockets = Array.from({ length: 250 }, () =>
    connect(Number(port), hostname)
      .on("error", () => undefined)
      .resume(),
  )
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
  // The server closes the oldest ones above its limit of (200 - 32) / 2.
  await expect.poll(() => sockets.filter(({ destroyed }) => destroyed).length).toBe(250 - 84)
  expect(await send(server.url, "key")).toMatchObject({ status: 201 })
})

test("HEADERS_TIMEOUT_MS limits the time for the headers of a request", async () => {
  const { start } = await createDeployment()
  const begin = async (variables: Variables): Promise<{ closed: Promise<unknown> }> => {
    const { hostname, port } = new URL((await start(variables)).url)
    const socket = connect(Number(port), hostname)
    onTestFinished(() => void socket.destroy())
    socket.on("error", () => undefined).resume()
    await once(socket, "connect")
    socket.write("POST /v1/labs/orders HTTP/1.1\r\nhost: localhost\r\n")
    return { closed: once(socket, "close").then(() => variables) }
  }
  const long = { HEADERS_TIMEOUT_MS: longest, REQUEST_TIMEOUT_MS: longest }
  const short = { HEADERS_TIMEOUT_MS: "500" }
  // The connection with the long timeout starts first, so with equal timeouts it would close first.
  const [open, expired] = [await begin(long), await begin(short)]
  expect(await Promise.race([open.closed, expired.closed])).toBe(short)
})

test("KEEP_ALIVE_TIMEOUT_MS limits the time that an idle connection stays open", async () => {
  const { start } = await createDeployment()
  const { url } = await start({ KEEP_ALIVE_TIMEOUT_MS: "7000" })
  const response = await fetch(`${url}/healthz`)
  // The header is in seconds.
  expect(response.headers.get("keep-alive")).toBe("timeout=7")
})

test("a connection without a complete request does not delay the shutdown", async () => {
  const { start } = await createDeployment()
  const server = await start({
    DRAIN_TIMEOUT_MS: longest,
    HEADERS_TIMEOUT_MS: longest,
    REQUEST_TIMEOUT_MS: longest,
  })
  const { hostname, port } = new URL(server.url)
  const sockets = ["", "POST /v1/labs/orders HTTP/1.1\r\nhost:"].map((text) => {
    const socket = connect(Number(port), hostname)
    onTestFinished(() => void socket.destroy())
    // The server resets these connections.
    socket.on("error", () => undefined)
    if (text !== "") socket.write(text)
    return socket
  })
  await Promise.all(sockets.map((socket) => once(socket, "connect")))
  server.signal("SIGTERM")
  expect(await server.exited).toBe(0)
})

test("serve exits with 1 if the ledger file cannot be opened", async () => {
  const { variables } = await createDeployment()
  const folder = temporaryFolder()
  const { code, stderr } = await runCli(["serve"], {
    ...variables,
    PORT: "0",
    DATABASE_URL: `sqlite:${join(folder, "..", folder.split("/").at(-1) ?? "")}`,
  })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^integrations-server: .+\n$/)
})
