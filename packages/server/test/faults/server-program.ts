// The service as a process of its own: started by a test, controlled and stopped by it, ended with it.
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
import type { Order, ServingOptions, Step, Told } from "./protocol.ts"

/** How long requests in flight may take after SIGTERM before their orders are handed back, in milliseconds. */
const drainMs = 20_000

// Both come from the test, over channels that nobody else has.
const options = JSON.parse(process.argv[2] ?? "") as ServingOptions
setControls(options.controls)
const stops = new Set<Step>()
let goOn = Promise.withResolvers<void>()
let refusals = 0

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
  log: (entry) => tell({ kind: "log", entry }),
  onDuplicateOrder: ({ junctionOrderId }) => tell({ kind: "duplicate", junctionOrderId }),
})
let inHand = 0
const server = await serve(handleCounted, { port: 0 })
process.on("message", ({ id, order }: { id: number; order: Order }) => {
  obey(order).then(
    (reconciled) => tell({ kind: "done", id, ...(reconciled === undefined ? {} : { reconciled }) }),
    (error: unknown) => tell({ kind: "done", id, error: String(error) }),
  )
})
// Whoever started it is gone.
process.on("disconnect", () => process.exit())
process.once("SIGTERM", () => void drain())
tell({ kind: "listening", url: server.url })

async function obey(order: Order): Promise<ReconcileResult | undefined> {
  switch (order.kind) {
    case "set":
      setControls(order.controls)
      return undefined
    case "stop at":
      stops.add(order.step)
      return undefined
    case "go on":
      stops.clear()
      goOn.resolve()
      goOn = Promise.withResolvers()
      return undefined
    case "refuse":
      refusals = order.times
      return undefined
    case "reconcile":
      return reconcile({ ledger: opened, lab, restMs: order.restMs })
    case "rest":
      while (inHand > 0) await new Promise((resolve) => setTimeout(resolve, 100))
      return undefined
  }
}

async function handleCounted(request: HttpRequest): Promise<HttpResponse> {
  inHand += 1
  try {
    return await handler(request)
  } finally {
    inHand -= 1
  }
}

async function drain(): Promise<void> {
  const closed = server.close()
  await handler.drain(drainMs).catch(() => undefined)
  // What was answered has to reach its client; who keeps a connection open for nothing is not waited for.
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
    async release(intent, fence, ending) {
      await reach("before the release")
      const released = await all.release(intent, fence, ending)
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
  if (call === "GET /v3/orders") await reach("before the look-up")
  const answer = fetch(refused(request) ?? request)
  if (call === "POST /v3/order") {
    // Nobody has to hear of it here: whoever waits for the answer does.
    answer.catch(() => undefined)
    await reach("while sending")
  }
  const response = await answer
  if (call === "POST /v2/user") await reach("after the Junction user")
  if (call === "POST /v3/order") await reach("after Junction's answer")
  if (call === "GET /v3/orders") await reach("after the look-up")
  return response
}

function refused(request: Request): Request | undefined {
  if (refusals === 0) return undefined
  refusals -= 1
  return new Request(options.refusingUrl, { method: "POST", body: "", signal: request.signal })
}

async function reach(step: Step): Promise<void> {
  if (!stops.delete(step)) return
  const { promise } = goOn
  tell({ kind: "stopped", step })
  await promise
}

function callerOf(token: string): Caller {
  const [brandId = "", userId = ""] = token.split(".")
  return { brandId, userId, scopes: [] }
}

function tell(told: Told): void {
  if (process.connected) process.send?.(told)
}
