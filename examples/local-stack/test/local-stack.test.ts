import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { createServer as createHttpServer } from "node:http"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, onTestFinished, test } from "vitest"

const main = ["--import", sourceOf("use-sources.ts"), sourceOf("main.ts")]

function sourceOf(file: string): string {
  return fileURLToPath(new URL(`../src/${file}`, import.meta.url))
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "local-stack-"))
  // PostgreSQL may run as another user, who needs access.
  chmodSync(folder, 0o755)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Environment variables for each kind of ledger. */
const ledgers = [
  ["SQLite", {}],
  ["PostgreSQL", { DATABASE_URL: "postgres:embedded" }],
] as const

/** Runs the stack as `npm start` does, on free ports. */
function start(dataFolder: string, options: string[] = [], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [...main, ...options], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      ...process.env,
      NO_COLOR: "1",
      PORT: "0",
      ISSUER_PORT: "0",
      JUNCTION_PORT: "0",
      PAGES_PORT: "0",
      DATA_DIR: dataFolder,
      ...environment,
    },
  })
  onTestFinished(async () => {
    child.kill("SIGKILL")
    await expect.poll(() => existsSync(join(dataFolder, "postgres/postmaster.pid"))).toBe(false)
  })
  let output = ""
  const waiting = new Set<() => void>()
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve))
  const saw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => output.includes(text) && resolve(output)
      waiting.add(look)
      child.once("close", () => reject(new Error(`ended without "${text}":\n${output}`)))
      look()
    })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text
      for (const look of waiting) look()
    })
  }
  return {
    pid: child.pid,
    exited,
    saw,
    output: () => output,
    kill: () => child.kill("SIGKILL"),
    disconnect: async () => {
      child.disconnect()
      const [code] = (await once(child, "exit")) as [number | null]
      return code
    },
    interrupt: (...signals: NodeJS.Signals[]) => signals.forEach((signal) => child.kill(signal)),
    stop: async () => {
      child.kill("SIGTERM")
      return exited
    },
  }
}

/** Returns a function that sends the request of the printed curl command. */
async function runCurl(output: string) {
  const url = /curl -X POST (\S+)/.exec(output)?.[1] ?? ""
  const headers = [...output.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(
    ([, name = "", value = ""]): [string, string] => [name, value],
  )
  const body = /-d '([^']+)'/.exec(output)?.[1] ?? ""
  return (address = url) => fetch(address, { method: "POST", headers, body })
}

async function ordersAt(output: string): Promise<{ id: string }[]> {
  const junction = /Junction\s+(\S+)/.exec(output)?.[1] ?? ""
  const response = await fetch(`${junction}/__simulator/orders`)
  return ((await response.json()) as { orders: { id: string }[] }).orders
}

test("--once places one order, prints it, and exits", async () => {
  const stack = start(temporaryFolder(), ["--once"])
  expect(await stack.exited).toBe(0)
  const result = /^The first order.*\nPOST \/v1\/labs\/orders 201 created \d+ ms\n(\{[^}]+\})/m
  const [, json = ""] = result.exec(stack.output()) ?? []
  const order = JSON.parse(json) as Record<string, unknown>
  expect(Object.keys(order)).toHaveLength(14)
  expect(order).toMatchObject({ brand_id: "brand_example", status: "received" })
})

test.each(ledgers)(
  "on %s, the printed curl command places one order, also after a restart",
  async (_, ledger) => {
    const folder = temporaryFolder()
    const first = start(folder, [], ledger)
    const output = await first.saw("Ctrl-C")
    const curl = await runCurl(output)

    const placed = await curl()
    expect(placed.status).toBe(201)
    const order = await placed.text()
    const again = await curl()
    expect(await again.text()).toBe(order)
    expect(again.headers.get("idempotent-replayed")).toBe("true")
    await first.saw("POST /v1/labs/orders 201 replayed ")
    // The SDK placed one, curl the other.
    expect(await ordersAt(output)).toHaveLength(2)
    expect(await first.stop()).toBe(0)

    const second = start(folder, [], ledger)
    const newOutput = await second.saw("Ctrl-C")
    const url = /curl -X POST (\S+)/.exec(newOutput)?.[1]
    const replay = await curl(url)
    expect(await replay.text()).toBe(order)
    expect(replay.headers.get("idempotent-replayed")).toBe("true")
    expect(await ordersAt(newOutput)).toHaveLength(3)
    expect(await second.stop()).toBe(0)
  },
)

test("only pages of CORS_ORIGINS may call the API and the issuer", async () => {
  const origins = ["http://localhost:5173", "https://other.example"]
  const stack = start(temporaryFolder(), [], { CORS_ORIGINS: origins.join(", ") })
  const output = await stack.saw("Ctrl-C")
  const api = /curl -X POST (\S+)/.exec(output)?.[1] ?? ""
  const tokens = `${/issuer\s+(\S+)/.exec(output)?.[1]}/token`
  const isAllowed = async (url: string, from: string, init: RequestInit) => {
    const headers = new Headers(init.headers)
    headers.set("origin", from)
    const response = await fetch(url, { ...init, headers })
    return response.headers.get("access-control-allow-origin") === from
  }
  for (const url of [api, tokens]) {
    const headers = { "access-control-request-method": "POST" }
    const preflight = { method: "OPTIONS", headers }
    const request = { method: "POST", body: '{ "brand_id": "b", "user_id": "u" }' }
    for (const init of [preflight, request]) {
      for (const origin of origins) expect(await isAllowed(url, origin, init)).toBe(true)
      expect(await isAllowed(url, "http://localhost:5174", init)).toBe(false)
    }
    const fromPage = { ...headers, origin: "https://other.example" }
    const allowed = (await fetch(url, { ...preflight, headers: fromPage })).headers
    expect(allowed.get("access-control-allow-methods")).toContain("POST")
    expect(allowed.get("access-control-allow-headers")).toContain("content-type")
  }
})

test("the output shows recovered and rejected orders, and what to try next", async () => {
  const stack = start(temporaryFolder())
  const output = await stack.saw("Ctrl-C")
  const [, url = "", body = ""] = /curl -X POST (\S+faults) -d '(.+)'/.exec(output) ?? []
  await fetch(url, { method: "POST", body })
  const curl = await runCurl(output)
  expect((await curl()).status).toBe(201)
  await stack.saw("POST /v1/labs/orders 201 recovered after 2 sends ")

  const orders = /curl -X POST (\S+)/.exec(output)?.[1] ?? ""
  await fetch(orders, { method: "POST" })
  await stack.saw("POST /v1/labs/orders 401 unauthenticated ")
  await fetch(`${orders}/Ada-Example`)
  await stack.saw("GET (unknown path) 404 ")
  expect(stack.output()).not.toContain("Ada-Example")
})

test("a data folder belongs to one stack at a time, also after a stack was killed", async () => {
  const folder = temporaryFolder()
  const first = start(folder)
  const port = /Junction\s+\S+:(\d+)/.exec(await first.saw("Ctrl-C"))?.[1] ?? ""
  const second = start(folder, ["--once"], { JUNCTION_PORT: port })
  expect(await second.exited).toBe(1)
  expect(second.output()).toContain(
    `DATA_DIR ${folder} is in use by another local stack, process ${first.pid}.`,
  )
  expect(second.output()).toContain(`Port ${port} is already in use. Set JUNCTION_PORT to`)

  first.kill()
  await first.exited
  expect(await start(folder, ["--once"]).exited).toBe(0)
})

test("a stack shuts down when the process that started it is killed", async () => {
  const stack = start(temporaryFolder())
  await stack.saw("Ctrl-C")
  expect(await stack.disconnect()).toBe(0)
})

test("a killed stack stops its PostgreSQL, and the next start uses its state", async () => {
  const folder = temporaryFolder()
  const [, [, ledger]] = ledgers
  const first = start(folder, [], ledger)
  await first.saw("Ctrl-C")
  expect(existsSync(join(folder, "postgres/postmaster.pid"))).toBe(true)
  first.kill()
  await first.exited
  expect(await start(folder, ["--once"], ledger).exited).toBe(0)
})

test("only the owner can read a file with PostgreSQL's password", async () => {
  const folder = temporaryFolder()
  const modes = new Map<string, number>()
  const stack = start(folder, ["--once"], { DATABASE_URL: "postgres:embedded", TMPDIR: folder })
  let running = true
  void stack.exited.then(() => (running = false))
  while (running) {
    for (const name of readdirSync(folder).filter((name) => name.includes("postgres-password"))) {
      const mode = statSync(join(folder, name), { throwIfNoEntry: false })?.mode
      if (mode !== undefined) modes.set(name, mode & 0o077)
    }
    await new Promise(setImmediate)
  }
  expect(await stack.exited).toBe(0)
  expect(Object.fromEntries(modes)).toMatchObject({
    "postgres-password.json": 0,
    "postgres-password.txt": 0,
  })
})

test.each(ledgers)(
  "on %s, a service that shuts down completes its active order",
  async (_, ledger) => {
    const stack = start(temporaryFolder(), [], ledger)
    const output = await stack.saw("Ctrl-C")
    const junction = /Junction\s+(\S+)/.exec(output)?.[1] ?? ""
    await fetch(`${junction}/__simulator/faults`, {
      method: "POST",
      body: JSON.stringify({ name: "delay", ms: 700 }),
    })
    const curl = await runCurl(output)
    const response = curl()
    const sends = async () => {
      const journal = await fetch(`${junction}/__simulator/journal`)
      return (await journal.text()).split('"/v3/order"').length - 1
    }
    await expect.poll(sends).toBe(2)
    // Ctrl-C reaches every process of the group, and npm forwards it too.
    stack.interrupt("SIGINT", "SIGTERM")
    expect((await response).status).toBe(201)
    expect(await stack.exited).toBe(0)
  },
)

test("the issuer returns a token for valid claims and rejects invalid requests", async () => {
  const stack = start(temporaryFolder())
  const output = await stack.saw("Ctrl-C")
  const issuer = /issuer\s+(\S+)/.exec(output)?.[1] ?? ""
  const requestToken = async (body: string) => {
    const response = await fetch(`${issuer}/token`, { method: "POST", body })
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) }
  }
  expect(
    await requestToken('{"brand_id":"b","user_id":"u","expires_in":60,"scope":"x"}'),
  ).toMatchObject({
    status: 200,
    access_token: expect.stringMatching(/^eyJ/) as string,
  })
  expect(await requestToken('{"brand_id":"b"}')).toMatchObject({
    status: 400,
    error: "invalid_request",
  })
  expect(await requestToken("{")).toMatchObject({ status: 400, error: "invalid_request" })
})

test("the simulated Junction sends webhooks to WEBHOOK_URL", async () => {
  const received: string[] = []
  const consumer = createHttpServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (text: string) => (body += text))
    request.on("end", () => {
      received.push((JSON.parse(body) as { event_type: string }).event_type)
      response.end()
    })
  })
  consumer.listen(0, "127.0.0.1")
  onTestFinished(() => void consumer.close())
  await new Promise((resolve) => consumer.once("listening", resolve))
  const address = consumer.address()
  const port = String(typeof address === "object" ? address?.port : address)
  const stack = start(temporaryFolder(), [], {
    WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks`,
    WEBHOOK_SECRET: "whsec_c2FtcGxlLXNlY3JldC1vZi10aGUtdGVzdHM=",
  })
  await stack.saw("Ctrl-C")
  await expect.poll(() => received).toEqual(["labtest.order.created"])
  expect(await stack.stop()).toBe(0)
})

test("the stack names the variables of an occupied port and of invalid settings", async () => {
  const taken = createServer().listen(0, "127.0.0.1")
  onTestFinished(() => void taken.close())
  await new Promise((resolve) => taken.once("listening", resolve))
  const address = taken.address()
  const port = String(typeof address === "object" ? address?.port : address)
  const blocked = start(temporaryFolder(), [], { PORT: port })
  expect(await blocked.exited).toBe(1)
  expect(blocked.output()).toContain(`Port ${port} is already in use. Set PORT to another port`)

  const environment = {
    PORT: "http",
    ISSUER_PORT: "70000",
    WEBHOOK_SECRET: "whsec_c2FtcGxl",
    DATABASE_URL: "mysql://u:hunter2@h",
  }
  const wrong = start(temporaryFolder(), [], environment)
  expect(await wrong.exited).toBe(1)
  expect(wrong.output()).not.toContain("hunter2")
  expect(wrong.output()).toMatch(
    /WEBHOOK_URL and WEBHOOK_SECRET must be set together.*DATABASE_URL must be postgres:embedded.*PORT must be a port.*ISSUER_PORT must be a port/s,
  )
})
