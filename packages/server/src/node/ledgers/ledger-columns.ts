import type { LedgerRow } from "../../orders/ledger.ts"

/** A row of `lab_orders` as a database driver returns it. */
export type Columns = Readonly<Record<string, unknown>>

/** The columns of `lab_orders` that every database has, with PostgreSQL's types. */
export const columnTypes = {
  brand_id: "text",
  user_id: "text",
  key_hmac: "text",
  order_id: "text",
  body_hmac: "text",
  order_fields: "text",
  state: "text",
  fence: "bigint",
  attempt: "bigint",
  indeterminate: "boolean",
  junction_errors: "bigint",
  gateway_errors: "bigint",
  first_sent_at: "bigint",
  last_sent_before: "bigint",
  lease_until: "bigint",
  created_at: "bigint",
  updated_at: "bigint",
  junction_order_id: "text",
  status: "text",
  last_code: "text",
  reconciled_at: "bigint",
} as const

/** Name of a column that every database has. */
export type ColumnName = keyof typeof columnTypes

/** The names of the columns that every database has. */
export const columnNames = Object.keys(columnTypes) as readonly ColumnName[]

/** The columns of the primary key. */
export const keyColumns = ["brand_id", "user_id", "key_hmac"] as const

/**
 * Converts the columns of `lab_orders` to a row of the ledger. Times are epoch milliseconds.
 * `order_fields` is JSON text, so that every database stores any string exactly.
 */
export function toLedgerRow(columns: Columns): LedgerRow {
  // The schemas guarantee the types of the casts.
  const text = (name: string) => columns[name] as string
  const optionalText = (name: string) => (columns[name] ?? undefined) as string | undefined
  // PostgreSQL's driver returns 64-bit integers as text.
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
    errorResponses: { junction: integer("junction_errors"), gateway: integer("gateway_errors") },
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

/** Converts a row to the columns of `lab_orders`, for databases without booleans. */
export function toColumns(row: LedgerRow): Record<ColumnName, string | number | null> {
  return {
    brand_id: row.brandId,
    user_id: row.userId,
    key_hmac: row.keyHmac,
    order_id: row.orderId,
    body_hmac: row.bodyHmac,
    order_fields: JSON.stringify(row.orderFields),
    state: row.state,
    fence: row.fence,
    attempt: row.attempt,
    indeterminate: row.indeterminate ? 1 : 0,
    junction_errors: row.errorResponses.junction,
    gateway_errors: row.errorResponses.gateway,
    first_sent_at: row.firstSentAt,
    last_sent_before: row.lastSentBefore,
    lease_until: row.leaseUntil,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    junction_order_id: row.placed?.junctionOrderId ?? null,
    status: row.placed?.status ?? null,
    last_code: row.lastCode ?? null,
    reconciled_at: row.reconciledAt ?? null,
  }
}
