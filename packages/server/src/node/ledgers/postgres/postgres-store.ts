import { randomUUID } from "node:crypto"
import type { Pool, QueryResult, QueryResultRow } from "pg"
import { toResult, type OperationResult, type RowQuery } from "../../../orders/create-ledger.ts"
import {
  toClaim,
  toRowKey,
  type Claim,
  type LedgerRow,
  type PlacedQuery,
} from "../../../orders/ledger.ts"
import { createRow, type RowOperation } from "../../../orders/row-operations.ts"
import { toLedgerRow, type Columns } from "../ledger-columns.ts"
import type { LedgerStore, Outcome } from "../ledger-store.ts"
import { copyError, StoreError } from "../store-error.ts"
import {
  backlogStatement,
  findAnyStatement,
  findPlacedStatement,
  findStatement,
  placedByLaterAttemptStatement,
  probeStatement,
  quickWriteStatement,
  readStatement,
  toJsonRecord,
  toQuickWrite,
  unfinishedStatement,
  writeStatement,
} from "./postgres-statements.ts"

/** Maximum duration of a query that reads the whole table, in milliseconds. */
const maxScanMs = 10 * 60 * 1000

/** The operations of a batch that are sent together. */
interface Sent {
  /** Identifies the batch in the rows that it wrote, if it is resent. */
  readonly token: string
  /** Time before it was sent for the first time, in epoch milliseconds. */
  readonly at: number
  readonly operations: readonly RowOperation[]
}

type Outcomes = Map<RowOperation, Outcome>

/** Creates the store of rows in `lab_orders`. `now` is this process's clock in epoch milliseconds. */
export function createPostgresStore(pool: Pool, now: () => number): LedgerStore {
  const runTwice = async (run: () => Promise<QueryResult<QueryResultRow>>) => {
    const runAgain = (error: unknown) => {
      // The statement may have succeeded. It is safe to run again, because a write recognizes its
      // token. It runs only once more, on another connection, because an outage lasts longer.
      if (isConnectionLost(error)) return run()
      throw error
    }
    try {
      return (await run().catch(runAgain)).rows
    } catch (error) {
      throw withoutValues(error)
    }
  }

  const query = (name: string, text: string, values: unknown[]) =>
    runTwice(() => pool.query<QueryResultRow>({ name, text, values }))

  /** Runs a query that reads the whole table, which may take longer than a query of an order. */
  const scan = (text: string, id: string) =>
    runTwice(async () => {
      const client = await pool.connect()
      // A broken connection also rejects its query, so the event is ignored.
      client.on("error", () => {})
      try {
        await client.query("SET statement_timeout = 0")
        const found = { text, values: [id], query_timeout: maxScanMs }
        return await client.query<QueryResultRow>(found)
      } finally {
        // Closes the connection, so that no other query gets its setting.
        client.release(true)
      }
    })

  /** Writes new claims and recorded orders. The other operations get no outcome. */
  const writeQuickly = async ({ token, at, operations }: Sent, outcomes: Outcomes) => {
    const quick = operations.filter(({ kind }) => kind === "claim" || kind === "record")
    if (quick.length === 0) return
    const values = toQuickWrite(quick, token)
    const rows = await query("ledger-quick-write", quickWriteStatement, values)
    const receivedAt = now()
    const written = new Map(rows.map((columns) => [toRowKey(toKeyOf(columns)), columns]))
    for (const operation of quick) {
      const columns = written.get(toRowKey(operation.intent))
      if (columns === undefined) continue
      outcomes.set(
        operation,
        toQuickResult(operation, columns, (row) => toLocalClaim(row, at, receivedAt)),
      )
    }
  }

  const writeOthers = async ({ token, at, operations }: Sent, outcomes: Outcomes) => {
    const others = operations.filter((operation) => !outcomes.has(operation))
    if (others.length === 0) return
    const values = [token, JSON.stringify(others.map(toJsonRecord))]
    const rows = await query("ledger-write", writeStatement, values)
    const receivedAt = now()
    const before = new Map<string, LedgerRow>()
    const written = new Map<string, LedgerRow>()
    for (const columns of rows) {
      const row = toLedgerRow(columns)
      const rowsByKey = columns["written_by"] === token ? written : before
      rowsByKey.set(toRowKey(row), row)
    }
    for (const operation of others) {
      const key = toRowKey(operation.intent)
      const row = written.get(key)
      outcomes.set(
        operation,
        row === undefined
          ? { kind: "unchanged", row: before.get(key) }
          : toResult(operation, row, toLocalClaim(row, at, receivedAt)),
      )
    }
  }

  const writeAlone = async (sent: Sent, operation: RowOperation, outcomes: Outcomes) => {
    await writeOthers({ ...sent, operations: [operation] }, outcomes).catch((error: unknown) => {
      outcomes.set(operation, { kind: "failed", error: copyError(error) })
    })
  }

  return {
    async write(operations) {
      const sent = { token: randomUUID(), at: now(), operations }
      const outcomes: Outcomes = new Map()
      try {
        await writeQuickly(sent, outcomes)
        await writeOthers(sent, outcomes)
      } catch (error) {
        const others = operations.filter((operation) => !outcomes.has(operation))
        if (isErrorOfOperation(error)) {
          // The statement was rolled back. Written one by one, only the invalid operation fails.
          await Promise.all(others.map((operation) => writeAlone(sent, operation, outcomes)))
        } else {
          for (const operation of others) {
            outcomes.set(operation, { kind: "failed", error: copyError(error) })
          }
        }
      }
      return operations.map(
        (operation) => outcomes.get(operation) ?? { kind: "unchanged", row: undefined },
      )
    },
    async read(wanted) {
      const rows =
        wanted.kind === "findAny"
          ? scan(findAnyStatement, wanted.orderId)
          : wanted.kind === "findPlaced"
            ? scan(findPlacedStatement, wanted.junctionOrderId)
            : query(...toQuery(wanted))
      return (await rows).map(toLedgerRow)
    },
    async readBacklog() {
      const sentAt = now()
      const [columns] = await query("ledger-backlog", backlogStatement, [])
      const { unfinished, oldest, now: databaseNow } = columns ?? {}
      return {
        unfinished: Number(unfinished),
        // The age is the same on both clocks.
        oldestCreatedAt:
          Number(unfinished) === 0 ? undefined : sentAt - (Number(databaseNow) - Number(oldest)),
      }
    },
    async checkWritable() {
      await query("ledger-probe", probeStatement, [now()])
    },
    close: () => pool.end(),
  }
}

/** Returns the result of a claim or record that {@link quickWriteStatement} wrote. */
function toQuickResult(
  operation: RowOperation,
  columns: Columns,
  toClaimOf: (row: LedgerRow) => Claim,
): OperationResult {
  const { intent } = operation
  const createdAt = Number(columns["created_at"])
  if (operation.kind !== "record") {
    const row = createRow(intent, createdAt)
    return toResult(operation, row, toClaimOf(row))
  }
  const { brandId, userId, orderId } = intent
  return {
    kind: "written",
    row: {
      brandId,
      userId,
      orderId,
      orderFields: JSON.parse(columns["order_fields"] as string) as LedgerRow["orderFields"],
      fence: Number(columns["fence"]),
      createdAt,
      updatedAt: Number(columns["updated_at"]),
      placed: operation.placed,
    },
  }
}

function toKeyOf(columns: Columns) {
  const text = (name: string) => columns[name] as string
  return { brandId: text("brand_id"), userId: text("user_id"), keyHmac: text("key_hmac") }
}

function toQuery(
  wanted: Exclude<RowQuery, { kind: "findAny" | "findPlaced" }>,
): [name: string, text: string, values: unknown[]] {
  switch (wanted.kind) {
    case "read": {
      const { brandId, userId, keyHmac } = wanted.intent
      return ["ledger-read", readStatement, [brandId, userId, keyHmac]]
    }
    case "find": {
      const { brandId, userId } = wanted.owner
      return ["ledger-find", findStatement, [brandId, userId, wanted.orderId]]
    }
    case "unfinished": {
      const { unreconciled, ...page } = wanted.query
      const { settleMs = 0, reconciledBefore = 0 } = unreconciled ?? {}
      const values = [...toPageValues(page), unreconciled !== undefined, settleMs, reconciledBefore]
      return ["ledger-unfinished", unfinishedStatement, values]
    }
    case "placedByLaterAttempt":
      return [
        "ledger-placed-by-later-attempt",
        placedByLaterAttemptStatement,
        toPageValues(wanted.query),
      ]
  }
}

function toPageValues({ limit, changedBefore = Infinity, after }: PlacedQuery): unknown[] {
  const before = Math.min(changedBefore, Number.MAX_SAFE_INTEGER)
  return [before, after?.updatedAt ?? -1, after?.orderId ?? "", limit]
}

/**
 * Converts a claim from the database's clock to this process's clock. The row was written between
 * the two times. Each converted time is the safer one: for example, the lease does not end too
 * late. If the clocks differ too much, the last send counts as just now.
 */
function toLocalClaim(row: LedgerRow, sentAt: number, receivedAt: number): Claim {
  const early = sentAt - row.updatedAt
  const late = receivedAt - row.updatedAt
  return {
    ...toClaim(row),
    leaseUntil: row.leaseUntil + early,
    createdAt: Math.min(row.createdAt, row.createdAt + early),
    firstSentAt: row.firstSentAt + early,
    lastSentBefore: Math.abs(early) > maxClockSkewMs ? receivedAt : row.lastSentBefore + late,
  }
}

/** Maximum difference between the clocks for comparing times, in milliseconds. */
const maxClockSkewMs = 2 * 60 * 1000

/** SQLSTATE classes of an unavailable server or connection (PostgreSQL, appendix A). */
const goneClasses = new Set(["08", "53", "57", "58"])

/** SQLSTATE of a statement that exceeded its timeout. */
const queryCanceled = "57014"

/** SQLSTATE of a write on a standby. After a failover, a new connection may reach the primary. */
const readOnlyTransaction = "25006"

function isConnectionLost(error: unknown): boolean {
  const state = sqlStateOf(error)
  if (state === undefined) return true
  return goneClasses.has(state.slice(0, 2))
    ? state !== queryCanceled
    : state === readOnlyTransaction
}

function isErrorOfOperation(error: unknown): boolean {
  return !isConnectionLost(error) && sqlStateOf(error) !== queryCanceled
}

/** Returns the SQLSTATE of an error that the server reported. */
function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof StoreError) return error.code
  if (!(error instanceof Error && "severity" in error && "code" in error)) return undefined
  return typeof error.code === "string" ? error.code : undefined
}

/** Removes the details of the server's error, which can quote rows, including `patient_id`. */
export function withoutValues(error: unknown): unknown {
  const state = sqlStateOf(error)
  if (state === undefined) return error
  return new StoreError(error instanceof Error ? error.message : "The statement failed.", state)
}
