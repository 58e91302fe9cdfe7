import type { LedgerRow } from "../../orders/ledger.ts"

/** A row of `lab_orders` as a database driver gives it. */
export type Columns = Readonly<Record<string, unknown>>

/**
 * The columns of `lab_orders`, which are the same in every database: times are epoch milliseconds, `order_fields` is JSON text,
 * so that whatever a caller wrote is kept to the character, in databases too that have no NUL in a text.
 */
export function toLedgerRow(columns: Columns): LedgerRow {
  // The schemas are what the casts rest on.
  const text = (name: string) => columns[name] as string
  const optionalText = (name: string) => (columns[name] ?? undefined) as string | undefined
  // PostgreSQL's driver gives integers of 64 bits as text.
  const integer = (name: string) => Number(columns[name])
  const junctionOrderId = optionalText("junction_order_id")
  return {
    brandId: text("brand_id"),
    userId: text("user_id"),
    keyHmac: text("key_hmac"),
    orderId: text("order_id"),
    bodyHmac: text("body_hmac"),
    orderFields: JSON.parse(text("order_fields")) as LedgerRow["orderFields"],
    state: text("state") as LedgerRow["state"],
    fence: integer("fence"),
    attempt: integer("attempt"),
    indeterminate: Boolean(columns["indeterminate"]),
    firstSentAt: integer("first_sent_at"),
    lastSentBefore: integer("last_sent_before"),
    leaseUntil: integer("lease_until"),
    createdAt: integer("created_at"),
    updatedAt: integer("updated_at"),
    placed: junctionOrderId === undefined ? undefined : { junctionOrderId, status: text("status") },
    lastCode: optionalText("last_code") as LedgerRow["lastCode"],
    reconciledAt: columns["reconciled_at"] === null ? undefined : integer("reconciled_at"),
  }
}
