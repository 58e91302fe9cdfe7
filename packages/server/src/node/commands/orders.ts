import { hasLapsed, type LedgerRow } from "../../orders/ledger.ts"
import { escapeControls, UsageError, withLedger, writeResult, type Command } from "./command.ts"

/** `orders show <order id>`: shows an order by its ID or Junction's ID. */
export const showOrder: Command = async (invocation) => {
  const orderId = invocation.args[2]
  if (orderId === undefined)
    throw new UsageError("An order ID is required: orders show <order id>.")
  return withLedger(invocation, async (ledger) => {
    const row = (await ledger.find("any", orderId)) ?? (await ledger.findPlaced(orderId))
    if (row === undefined) {
      process.stderr.write(
        "Order not found. Check DATABASE_URL and the order ID, which can be the API's or Junction's.\n",
      )
      return 1
    }
    const shown = toShown(row)
    const lines = Object.entries(shown).map(
      ([name, value]) => `${name.padEnd(18)}${escapeControls(String(value ?? "-"))}\n`,
    )
    writeResult(invocation, shown, lines.join(""))
    return 0
  })
}

/** `orders unfinished`: lists unfinished orders with no active claim. */
export const listUnfinished: Command = (invocation) =>
  withLedger(invocation, async (ledger) => {
    const rows: ReturnType<typeof toShown>[] = []
    let after: LedgerRow | undefined
    do {
      const page = await ledger.unfinished({ limit: 500, after })
      rows.push(...page.map(toShown))
      after = page.at(-1)
    } while (after !== undefined)
    const lines = rows.map((row) => {
      const facts = [
        `age ${row.age_seconds} s`,
        `attempt ${row.attempt}`,
        row.last_code ?? "no code",
      ]
      if (row.indeterminate) facts.push("may exist at Junction")
      if (row.reconciled_at !== null) facts.push(`not found at Junction at ${row.reconciled_at}`)
      return `${row.order_id}  ${facts.join(", ")}\n`
    })
    writeResult(invocation, rows, `${lines.join("")}${rows.length} unfinished\n`)
    return 0
  })

/** Returns the fields of a row for operators. Omits `patient_id` and the panel. */
function toShown(row: LedgerRow) {
  const now = Date.now()
  const time = (epochMs: number | undefined) =>
    epochMs === undefined ? null : new Date(epochMs).toISOString()
  return {
    order_id: row.orderId,
    brand_id: row.brandId,
    user_id: row.userId,
    state: row.state,
    // The lease has expired, and the claim was not released.
    lapsed: row.state === "started" && hasLapsed(row, now),
    attempt: row.attempt,
    indeterminate: row.indeterminate,
    last_code: row.lastCode ?? null,
    junction_order_id: row.placed?.junctionOrderId ?? null,
    status: row.placed?.status ?? null,
    age_seconds: Math.round((now - row.createdAt) / 1000),
    created_at: time(row.createdAt),
    updated_at: time(row.updatedAt),
    first_sent_at: time(row.firstSentAt),
    last_sent_before: time(row.lastSentBefore),
    lease_until: time(row.leaseUntil),
    reconciled_at: time(row.reconciledAt),
  }
}
