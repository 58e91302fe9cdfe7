// The mocks that are measured. Each function loads or starts one, and returns how to call it.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { example, path } from "./order.mjs"

const production = "https://integrations.platform.loop.health"

export const mocks = {
  async injected() {
    const { createMockFetch } = await import("@loop-health/integrations-mocks")
    return { fetch: createMockFetch(), url: production }
  },

  async msw() {
    const { setupServer } = await import("msw/node")
    const { createMockHandlers } = await import("@loop-health/integrations-mocks/msw")
    setupServer(...createMockHandlers().handlers).listen({ onUnhandledFrame: "error" })
    return { fetch, url: production }
  },

  async handWritten() {
    const { setupServer } = await import("msw/node")
    const { http, HttpResponse } = await import("msw")
    const handler = http.post(`${production}${path}`, () =>
      HttpResponse.json(example, { status: 201 }),
    )
    setupServer(handler).listen({ onUnhandledFrame: "error" })
    return { fetch, url: production }
  },

  port: () => startServer("../../dist/cli.js", ["--port", "0"]),

  prism() {
    const document = fileURLToPath(new URL("../../../../spec/openapi.yaml", import.meta.url))
    const cli = "../contenders/node_modules/@stoplight/prism-cli/dist/index.js"
    // Without its log, which is a third of its CPU time.
    return startServer(cli, ["mock", document, "--port", "0", "--verboseLevel", "error"])
  },
}

/** Starts a mock server, and waits until it listens. */
async function startServer(file, args) {
  const preload = ["--import", new URL("control-server.mjs", import.meta.url).href]
  const command = [...preload, fileURLToPath(new URL(file, import.meta.url)), ...args]
  const server = spawn(process.execPath, command, { stdio: ["ignore", "ignore", "inherit", "ipc"] })
  server.once("exit", (code) => {
    throw new Error(`The mock server exited with ${code}.`)
  })
  const receive = async () => (await once(server, "message"))[0]
  const url = await receive()
  const serverCpu = () => {
    const cpu = receive()
    server.send("cpu")
    return cpu
  }
  return { fetch, url, serverCpu }
}
