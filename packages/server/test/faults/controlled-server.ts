// A server process that a test starts and controls. It exits with the test.
import {
  createHandler,
  reconcile,
  type Caller,
  type HttpRequest,
  type HttpResponse,
  type Lab,
  type OrderLedger,
  type ReconcileResult,
} from "../../src/index.ts"
import { createJunctionLab } from "../../src/junction/index.ts"
import { createHashing, openPostgresLedger, openSqliteLedger, serve } from "../../src/node/index.ts"
import { simulatorPanels } from "@loop-health/integrations-simulator"
import { setControls } from "./fast-clock.ts"
import { ledgerSecret } from "./ledger-secret.ts"
import type { Command, ProcessMessage, ServerOptions, Step } from "./protocol.ts"

/** Time for active requests after SIGTERM before their claims are released, in milliseconds. */
const drainMs = 20_000

const options = JSON.parse(process.argv[2] ?? "") as ServerOptions
setControls(options.controls)
const stops = new Set<Step>()
let resumed = Promise.withResolvers<void>()
let connectionsToReject = 0

const hashing = createHashing(ledgerSecret)
const opened = await openLedger(options.ledgerUrl)
const junction = createJunctionLab({
  baseUrl: options.junctionUrl,
  apiKey: "sk_us_test",
  panels: simulatorPanels,
  fallbackPhone: "+13125550100",
  fetch: fetchInSteps,
})
const ledger = ledgerInSteps(opened)
const lab: Lab = junction
const handler = createHandler({
  ledger,
  lab,
  hashing,
  verifyToken: async (token) => callerOf(token),
  log: (entry) => report({ kind: "log", entry }),
  onDuplicateOrder: ({ junctionOrderId }) => report({ kind: "duplicate", junctionOrderId }),
})
let activeRequests = 0
const server = await serve(countRequests, { port: 0 })
process.on("message", ({ id, command }: { id: number; command: Command }) => {
  execute(command).then(
    (reconciled) =>
      report({ kind: "done", id, ...(reconciled === undefined ? {} : { reconciled }) }),
    (error: unknown) => report({ kind: "done", id, error: String(error) }),
  )
})
// The test has exited.
process.on("disconnect", () => process.exit())
process.once("SIGTERM", () => void drain())
report({ kind: "listening", url: server.url })

async function execute(command: Command): Promise<ReconcileResult | undefined> {
  switch (command.kind) {
    case "set":
      setControls(command.controls)
      return undefined
    case "stop at":
      stops.add(command.step)
      return undefined
    case "resume":
      stops.clear()
      resumed.resolve()
      resumed = Promise.withResolvers()
      return undefined
    case "reject connections":
      connectionsToReject = command.times
      return undefined
    case "reconcile":
      return reconcile({ ledger: opened, lab, restMs: command.restMs })
    case "wait until idle":
      while (activeRequests > 0) await new Promise((resolve) => setTimeout(resolve, 100))
      return undefined
  }
}

async function countRequests(request: HttpRequest): Promise<HttpResponse> {
  activeRequests += 1
  try {
    return await handler(request)
  } finally {
    activeRequests -= 1
  }
}

async function drain(): Promise<void> {
  const closed = server.close()
  await handler.drain(drainMs).catch(() => undefined)
  // Responses must reach their clients. Idle connections need no wait.
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1_000))])
  await opened.close()
  process.exit()
}

function openLedger(url: string): Promise<OrderLedger> {
  return url.startsWith("postgres:")
    ? openPostgresLedger({ connectionString: url, hashing })
    : openSqliteLedger({ path: url, hashing })
}

function ledgerInSteps(all: OrderLedger): OrderLedger {
  return {
    ...all,
    async claim(intent) {
      await reach("before the claim")
      const claim = await all.claim(intent)
      if (claim.kind === "claimed") await reach("after the claim")
      return claim
    },
    async record(intent, placed) {
      const order = await all.record(intent, placed)
      await reach("after the commit")
      return order
    },
    async release(intent, fence, release) {
      await reach("before the release")
      const released = await all.release(intent, fence, release)
      await reach("after the release")
      return released
    },
    async startNextAttempt(intent, fence) {
      const next = await all.startNextAttempt(intent, fence)
      await reach("after the next attempt")
      return next
    },
  }
}

async function fetchInSteps(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  const call = `${request.method} ${pathname}`
  if (call === "POST /v3/order") await reach("before sending")
  if (call === "GET /v3/orders") await reach("before the lookup")
  const response = fetch(toClosedPort(request) ?? request)
  if (call === "POST /v3/order") {
    // The rejection is handled where the response is awaited.
    response.catch(() => undefined)
    await reach("while sending")
  }
  await response
  if (call === "POST /v2/user") await reach("after the Junction user")
  if (call === "POST /v3/order") await reach("after Junction's response")
  if (call === "GET /v3/orders") await reach("after the lookup")
  return response
}

function toClosedPort(request: Request): Request | undefined {
  if (connectionsToReject === 0) return undefined
  connectionsToReject -= 1
  return new Request(options.closedUrl, { method: "POST", body: "", signal: request.signal })
}

async function reach(step: Step): Promise<void> {
  if (!stops.delete(step)) return
  const { promise } = resumed
  report({ kind: "stopped", step })
  await promise
}

function callerOf(token: string): Caller {
  const [brandId = "", userId = ""] = token.split(".")
  return { brandId, userId, scopes: [] }
}

function report(message: ProcessMessage): void {
  if (process.connected) process.send?.(message)
}
