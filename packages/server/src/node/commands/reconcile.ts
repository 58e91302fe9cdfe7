import { createJunctionSearch } from "../../junction/find-orders.ts"
import { reconcile } from "../../orders/reconcile.ts"
import { readValues } from "../config/config.ts"
import { withLedger, writeResult, type Command } from "./command.ts"

/** `reconcile`: looks up unfinished orders at Junction. */
export const runReconcile: Command = async (invocation) => {
  const { environment, json } = invocation
  const values = readValues(environment, [
    "DATABASE_URL",
    "LEDGER_SECRET",
    "JUNCTION_BASE_URL",
    "JUNCTION_API_KEY",
    "SETTLE_MS",
  ])
  const events: object[] = []
  const result = await withLedger(invocation, (ledger) =>
    reconcile({
      ledger,
      lab: createJunctionSearch({
        baseUrl: values.JUNCTION_BASE_URL,
        apiKey: values.JUNCTION_API_KEY,
      }),
      settleMs: values.SETTLE_MS,
      onEvent: (event) => {
        events.push(event)
        if (!json) process.stdout.write(`${toLine(event)}\n`)
      },
    }),
  )
  const { looked, found, missing, open } = result
  const text = `looked ${looked}, found ${found}, missing ${missing}, open ${open}\n`
  writeResult(invocation, { ...result, events }, text)
  return 0
}

function toLine(event: object): string {
  return Object.entries(event)
    .map(([name, value]) => (name === "kind" ? String(value) : `${name}=${String(value)}`))
    .join(" ")
}
