import { spawn } from "node:child_process"
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { createServer as createHttpServer } from "node:http"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, onTestFinished, test } from "vitest"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "local-stack-"))
  // PostgreSQL may run as another user, and has to get there.
  chmodSync(folder, 0o755)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What `npm start` is told, for each kind of ledger. */
const ledgers = [
  ["SQLite", {}],
  ["PostgreSQL", { DATABASE_URL: "postgres:embedded" }],
] as const

/** Runs the stack as `npm start` does, on free ports. */
function start(dataFolder: string, options: string[] = [], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [main, ...options], {
    env: {
      ...process.env,
      NO_COLOR: "1",
      PORT: "0",
      ISSUER_PORT: "0",
      JUNCTION_PORT: "0",
      DATA_DIR: dataFolder,
      ...environment,
    },
  })
  onTestFinished(async () => {
    child.kill("SIGKILL")
    await expect.poll(() => existsSync(join(dataFolder, "postgres/postmaster.pid"))).toBe(false)
  })
  let output = ""
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve))
  const saw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => output.includes(text) && resolve(output)
      child.stdout.on("data", look)
      child.once("close", () => reject(new Error(`ended without "${text}":\n${output}`)))
      look()
    })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").prependListener("data", (text: string) => (output += text))
  }
  return {
    exited,
    saw,
    output: () => output,
    kill: () => child.kill("SIGKILL"),
    interrupt: (...signals: NodeJS.Signals[]) => signals.forEach((signal) => child.kill(signal)),
    stop: async () => {
      child.kill("SIGTERM")
      return exited
    },
  }
}

/** Does what the printed curl line does. */
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

test.each(ledgers)(
  "on %s, --once places one order, prints its 201, and ends",
  async (_, ledger) => {
    const stack = start(temporaryFolder(), ["--once"], ledger)
    expect(await stack.exited).toBe(0)
    const [, json = ""] = /^201\n(\{[^}]+\})/m.exec(stack.output()) ?? []
    const order = JSON.parse(json) as Record<string, unknown>
    expect(Object.keys(order)).toHaveLength(14)
    expect(order).toMatchObject({ brand_id: "brand_example", status: "received" })
  },
)

test.each(ledgers)(
  "on %s, the printed curl orders once, also over a restart",
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
    // one by the SDK at the start, one by curl
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

test("the pages of the origins that are named may call the API, and no others", async () => {
  const origin = "http://localhost:5173"
  const stack = start(temporaryFolder(), [], { CORS_ORIGINS: `https://other.example, ${origin}` })
  const url = /curl -X POST (\S+)/.exec(await stack.saw("Ctrl-C"))?.[1] ?? ""
  const ask = (from: string) =>
    fetch(url, {
      method: "OPTIONS",
      headers: { origin: from, "access-control-request-method": "POST" },
    })
  expect((await ask(origin)).headers.get("access-control-allow-origin")).toBe(origin)
  const rejected = await ask("http://localhost:5174")
  expect(rejected.headers.get("access-control-allow-origin")).toBeNull()
})

test("a stack that was killed leaves no PostgreSQL behind, and goes on where it was", async () => {
  const folder = temporaryFolder()
  const [, [, ledger]] = ledgers
  const first = start(folder, [], ledger)
  await first.saw("Ctrl-C")
  const running = join(folder, "postgres/postmaster.pid")
  expect(existsSync(running)).toBe(true)
  first.kill()
  await expect.poll(() => existsSync(running)).toBe(false)

  const second = start(folder, ["--once"], ledger)
  expect(await second.exited).toBe(0)
})

test.each(ledgers)("on %s, a service that is told to end lets its order end", async (_, ledger) => {
  const stack = start(temporaryFolder(), [], ledger)
  const output = await stack.saw("Ctrl-C")
  const junction = /Junction\s+(\S+)/.exec(output)?.[1] ?? ""
  await fetch(`${junction}/__simulator/faults`, {
    method: "POST",
    body: JSON.stringify({ name: "delay", ms: 700 }),
  })
  const curl = await runCurl(output)
  const answer = curl()
  const sends = async () => {
    const response = await fetch(`${junction}/__simulator/journal`)
    return (await response.text()).split('"/v3/order"').length - 1
  }
  await expect.poll(sends).toBe(2)
  // A key press reaches the whole group of processes, and npm passes it on as well.
  stack.interrupt("SIGINT", "SIGTERM")
  expect((await answer).status).toBe(201)
  expect(await stack.exited).toBe(0)
})

test("the issuer gives tokens for whom it is asked, and says what is wrong with a request", async () => {
  const stack = start(temporaryFolder())
  const output = await stack.saw("Ctrl-C")
  const issuer = /issuer\s+(\S+)/.exec(output)?.[1] ?? ""
  const ask = async (body: string) => {
    const response = await fetch(`${issuer}/token`, { method: "POST", body })
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) }
  }
  expect(await ask('{"brand_id":"b","user_id":"u","expires_in":60,"scope":"x"}')).toMatchObject({
    status: 200,
    access_token: expect.stringMatching(/^eyJ/) as string,
  })
  expect(await ask('{"brand_id":"b"}')).toMatchObject({ status: 400, error: "invalid_request" })
  expect(await ask("{")).toMatchObject({ status: 400, error: "invalid_request" })
})

test("Junction's webhooks go where they are told to", async () => {
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

test("a port that is taken, and settings that are wrong, are told by their names", async () => {
  const taken = createServer().listen(0, "127.0.0.1")
  onTestFinished(() => void taken.close())
  await new Promise((resolve) => taken.once("listening", resolve))
  const address = taken.address()
  const port = String(typeof address === "object" ? address?.port : address)
  const blocked = start(temporaryFolder(), [], { PORT: port })
  expect(await blocked.exited).toBe(1)
  expect(blocked.output()).toContain(`port ${port} is taken: set PORT`)

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
    /WEBHOOK_URL and WEBHOOK_SECRET must be set together.*DATABASE_URL must be postgres:embedded.*PORT must be a port.*ISSUER_PORT must be a port/,
  )
})
