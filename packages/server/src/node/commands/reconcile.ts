import { createJunctionLookup } from "../../junction/find-orders.ts"
import { defaultRestMs, reconcile, type ReconcileResult } from "../../orders/reconcile.ts"
import { readValues } from "../config/config.ts"
import { withLedger, write, writeResult, type Command } from "./command.ts"

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
      lab: createJunctionLookup({
        baseUrl: values.JUNCTION_BASE_URL,
        apiKey: values.JUNCTION_API_KEY,
      }),
      settleMs: values.SETTLE_MS,
      onEvent: (event) => {
        events.push(event)
        if (!json) write(toLine(event))
      },
    }),
  )
  writeResult(invocation, { ...result, events }, toSummary(result))
  return 0
}

function toSummary({
  lookedUp,
  found,
  missing,
  unfinished,
  rechecked,
  skipped,
}: ReconcileResult): string {
  const counts = `Looked up: ${lookedUp}. Found: ${found}. Missing: ${missing}. Still unfinished: ${unfinished}. Rechecked: ${rechecked}.\n`
  if (skipped === 0) return counts
  const rows = skipped === 1 ? "1 unfinished order was" : `${skipped} unfinished orders were`
  const reason = `changed in the last ${defaultRestMs / 1000} seconds, or not found by an earlier lookup`
  return `${counts}${rows} not looked up (${reason}).\n`
}

function toLine(event: object): string {
  return Object.entries(event)
    .map(([name, value]) => (name === "kind" ? String(value) : `${name}=${String(value)}`))
    .join(" ")
}
