import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer as createHttpServer } from "node:http"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, onTestFinished, test } from "vitest"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "local-stack-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

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
  onTestFinished(() => void child.kill("SIGKILL"))
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

test("--once places one order, prints the 201 with its fourteen members, and ends well", async () => {
  const stack = start(temporaryFolder(), ["--once"])
  expect(await stack.exited).toBe(0)
  const [, json = ""] = /^201\n(\{[^}]+\})/m.exec(stack.output()) ?? []
  const order = JSON.parse(json) as Record<string, unknown>
  expect(Object.keys(order)).toHaveLength(14)
  expect(order).toMatchObject({ brand_id: "brand_example", status: "received" })
})

test("the printed curl orders once, however often and over a restart", async () => {
  const folder = temporaryFolder()
  const first = start(folder)
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

  const second = start(folder)
  const newOutput = await second.saw("Ctrl-C")
  const url = /curl -X POST (\S+)/.exec(newOutput)?.[1]
  const replay = await curl(url)
  expect(await replay.text()).toBe(order)
  expect(replay.headers.get("idempotent-replayed")).toBe("true")
  expect(await ordersAt(newOutput)).toHaveLength(3)
  expect(await second.stop()).toBe(0)
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

  const environment = { PORT: "http", ISSUER_PORT: "70000", WEBHOOK_SECRET: "whsec_c2FtcGxl" }
  const wrong = start(temporaryFolder(), [], environment)
  expect(await wrong.exited).toBe(1)
  expect(wrong.output()).toMatch(
    /WEBHOOK_URL and WEBHOOK_SECRET must be set together.*PORT must be a port.*ISSUER_PORT must be a port/,
  )
})
