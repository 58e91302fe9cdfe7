// Runs the local stack and places an order. scripts/start.mjs starts it and checks the options.
import { randomBytes } from "node:crypto"
import { styleText } from "node:util"
import { createClient, isLoopError, type LabOrderRequest } from "@loop-health/integrations-sdk"
import { waitForShutdownSignal } from "@loop-health/integrations-server/node"
import { createRequestLines } from "./request-lines.ts"
import { readSettings } from "./settings.ts"
import { startStack, type Stack } from "./stack.ts"

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
let started = false
try {
  const settings = readSettings(process.env)
  const stack = await startStack(settings, {
    telemetry: [createRequestLines(say)],
    onEvent: (event) => say(paint("yellow", JSON.stringify(event))),
    onError: (error, component) => say(paint("red", `Error in ${component}: ${String(error)}`)),
  })
  started = true
  closeWhenAsked(stack)

  say(paint("bold", "Loop Health integrations, local stack"))
  say(`  server     ${stack.serverUrl}  POST /v1/labs/orders`)
  say(`  issuer     ${stack.issuerUrl}  POST /token`)
  say(`  Junction   ${stack.junctionUrl}  Simulated. GET /__simulator/orders`)
  say(`  pages      ${stack.pagesUrl}  Ordering page. Docs: /docs/. Orders at Junction: /orders`)
  say(`  state      ${settings.dataFolder}\n`)

  say(paint("bold", "The first order, through the SDK:"))
  const token = await stack.issuer.issue({ ...person, expires_in: 24 * 60 * 60 })
  const loop = createClient({ baseUrl: stack.serverUrl, token })
  const result = await loop.labs.orders.safeCreate(order)
  if (result.kind !== "created") throw result.error
  say(`${JSON.stringify(result.order, null, 2)}\n`)

  if (once) await stack.close()
  else sayNextSteps(stack, token)
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  console.error(
    `${started ? "The first order failed." : "The local stack did not start."}\n${message}`,
  )
  if (isLoopError(error)) console.error(JSON.stringify(error))
  process.exit(1)
}

/** Closes the stack at Ctrl-C, and when the process that started it was killed. */
function closeWhenAsked(stack: Stack): void {
  const killed = new Promise<string>((resolve) => {
    process.once("disconnect", () => {
      // The terminal can be gone too.
      process.stdout.on("error", () => {})
      resolve("npm was killed")
    })
    // The connection alone does not keep this process running.
    process.channel?.unref()
  })
  void Promise.race([waitForShutdownSignal(), killed]).then((reason) => {
    say(`\n${reason}: shutting down after the active requests.`)
    return stack.close()
  })
}

function sayNextSteps({ serverUrl, junctionUrl, pagesUrl }: Stack, token: string): void {
  say(`${paint("bold", "Try next:")}

1. Place an order with curl. Send it twice. The second response has the same order.

${toCurl(`${serverUrl}/v1/labs/orders`, token)}

2. Let Junction reset the connection after it created an order. Then send step 1 with another
   Idempotency-Key. The server recovers the order.

${
  // terms: allow fault, the path of the simulator
  `curl -X POST ${junctionUrl}/__simulator/faults -d '{ "name": "reset-after-create" }'`
}

3. List the orders at Junction. There is one for each Idempotency-Key.

curl ${junctionUrl}/__simulator/orders

Or order in a browser at ${pagesUrl}/ and watch the orders at ${pagesUrl}/orders
Docs: ${pagesUrl}/docs/
Press Ctrl-C to stop. The state is kept for the next start.
`)
}

/** Returns the contract's curl example with a valid token, key, and body. */
function toCurl(url: string, token: string): string {
  return [
    `curl -X POST ${url}`,
    `-H "Authorization: Bearer ${token}"`,
    '-H "Content-Type: application/json"',
    `-H "Idempotency-Key: order-${randomBytes(4).toString("hex")}"`,
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
