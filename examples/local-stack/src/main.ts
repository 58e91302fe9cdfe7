// Runs the local stack and places an order. `npm start` runs until Ctrl-C, `npm start -- --once`
// exits after the order.
import { randomUUID } from "node:crypto"
import { styleText } from "node:util"
import { createClient, isLoopError, type LabOrderRequest } from "@loop-health/integrations-sdk"
import { waitForShutdownSignal } from "@loop-health/integrations-server/node"
import { readSettings } from "./settings.ts"
import { startStack } from "./stack.ts"

const order: LabOrderRequest = {
  panel_slug: "hormone_metabolic",
  patient: {
    first_name: "Ada",
    last_name: "Example",
    dob: "1990-04-12",
    email: "ada@example.com",
    phone: "+13125550142",
    sex: "female",
  },
  address: {
    line1: "1 Sample Street",
    city: "Chicago",
    state: "IL",
    zip: "60601",
    country: "US",
  },
  total_cents: 19_900,
  currency: "USD",
  patient_id: "pat_0001",
}
const person = { brand_id: "brand_example", user_id: "user_example" }

const once = process.argv.includes("--once")
try {
  const settings = readSettings(process.env)
  const stack = await startStack(settings, {
    log: ({ level, requestId, status, code, durationMs }) => {
      const colour = level === "info" ? "green" : level === "warn" ? "yellow" : "red"
      const outcome =
        code === undefined ? paint(colour, `${status}`) : `${paint(colour, `${status}`)} ${code}`
      say(`${outcome}, ${durationMs} ms, request ${requestId}`)
    },
    onEvent: (event) => say(paint("yellow", JSON.stringify(event))),
    onError: (error, component) => say(paint("red", `Error in ${component}: ${String(error)}`)),
  })
  void waitForShutdownSignal().then((signal) => {
    say(`\n${signal}: shutting down after the active requests.`)
    return stack.close()
  })

  say(paint("bold", "Loop Health integrations, local stack"))
  say(`  server     ${stack.serverUrl}  POST /v1/labs/orders`)
  say(`  issuer     ${stack.issuerUrl}  POST /token`)
  say(`  Junction   ${stack.junctionUrl}  Simulated. GET /__simulator/orders`)
  say(`  state      ${settings.dataFolder}\n`)

  say(paint("bold", "An order through the SDK:"))
  const token = await stack.issuer.issue({ ...person, expires_in: 24 * 60 * 60 })
  const loop = createClient({ baseUrl: stack.serverUrl, token })
  const result = await loop.labs.orders.safeCreate(order)
  if (result.kind !== "created") throw result.error
  say(`${result.status}\n${JSON.stringify(result.order, null, 2)}\n`)

  if (once) {
    await stack.close()
  } else {
    say(paint("bold", "The same order with curl. Each Idempotency-Key places one order:"))
    say(toCurl(`${stack.serverUrl}/v1/labs/orders`, token))
    say("\nPress Ctrl-C to stop. The state is kept for the next start.\n")
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  console.error(`The local stack failed: ${message}`)
  if (isLoopError(error)) console.error(JSON.stringify(error))
  process.exit(1)
}

/** Returns the contract's curl example with a valid token, key, and body. */
function toCurl(url: string, token: string): string {
  return [
    `curl -X POST ${url}`,
    `-H "Authorization: Bearer ${token}"`,
    '-H "Content-Type: application/json"',
    `-H "Idempotency-Key: ${randomUUID()}"`,
    `-d '${JSON.stringify(order)}'`,
  ].join(" \\\n")
}

function say(line: string): void {
  console.log(line)
}

/** Returns styled text for a terminal. With NO_COLOR or a pipe, the text is plain. */
function paint(style: "bold" | "green" | "red" | "yellow", text: string): string {
  return styleText(style, text, { stream: process.stdout })
}
