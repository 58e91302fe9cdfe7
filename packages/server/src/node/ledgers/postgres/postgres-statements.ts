import { noErrorResponses } from "../../../orders/error-responses.ts"
import { leaseMs } from "../../../orders/ledger.ts"
import { noOrderFields, type RowOperation } from "../../../orders/row-operations.ts"

/** Settings that the statements need, for each new connection. */
export const sessionSettings = `
  -- A lock timeout fails one operation. A statement timeout fails the batch, so it is longer.
  SET lock_timeout = 2000;
  SET statement_timeout = 4000;
  -- A guard must read what a concurrent transaction wrote, instead of failing.
  SET default_transaction_isolation = 'read committed';
  -- A commit must be on disk before the statement returns. Stronger settings of the server stay.
  SELECT set_config('synchronous_commit', 'on', false)
  WHERE current_setting('synchronous_commit') IN ('off', 'local');
  -- Batches are small and use the key. The planner must not choose another plan for an empty table.
  SET enable_seqscan = off;
  SET enable_hashjoin = off;
  SET enable_mergejoin = off;
  SET jit = off;
`

/** Both keys of the advisory lock on a ledger. Each table has its own second key. */
const lockKeys = "5318008, (to_regclass('lab_orders')::oid::bigint - 2147483648)::integer"

/**
 * Locks the ledger until the connection ends, so that no copy starts. `locked` is false
 * during a copy, and null if there is no ledger.
 */
export const lockShared = `SELECT pg_try_advisory_lock_shared(${lockKeys}) AS locked`

/**
 * Locks the ledger until the connection ends, so that no server connects to it. `locked` is false
 * if a server or a copy has a connection.
 */
export const lockExclusively = `SELECT pg_try_advisory_lock(${lockKeys}) AS locked`

/** Converts an operation to an item of the JSON array that {@link writeStatement} expects. */
export function toJsonRecord(operation: RowOperation): object {
  const { brandId, userId, keyHmac, orderId, bodyHmac, orderFields } = operation.intent
  const key = { brand_id: brandId, user_id: userId, key_hmac: keyHmac, order_id: orderId }
  const record = { kind: operation.kind, ...key }
  switch (operation.kind) {
    case "claim":
      return { ...record, body_hmac: bodyHmac, order_fields: JSON.stringify(orderFields) }
    case "record": {
      const { junctionOrderId, status } = operation.placed
      return { ...record, junction_order_id: junctionOrderId, status }
    }
    case "reject":
      return { ...record, fence: operation.fence, code: operation.code }
    case "release": {
      const { errorResponses = noErrorResponses, ...release } = operation.release
      const { junction, gateway } = errorResponses
      const counts = { junction_errors: junction, gateway_errors: gateway }
      return { ...record, fence: operation.fence, ...release, ...counts }
    }
    case "startNextAttempt":
      return { ...record, fence: operation.fence }
    case "markReconciled":
      return { ...record, fence: operation.intent.fence, state: operation.intent.state }
  }
}

const sameKey = `stored.brand_id = operation.brand_id AND stored.user_id = operation.user_id
         AND stored.key_hmac = operation.key_hmac`

/** Columns to change, and the condition of the change. */
interface Change {
  readonly set: string
  readonly guard: string
}

/** Returns an UPDATE of the rows of operations. $1 is the batch's token. */
function updateFrom(source: string, { set, guard }: Change, returned: string): string {
  return `
    UPDATE lab_orders AS stored SET ${set}, written_by = $1
    FROM ${source} CROSS JOIN clock
    WHERE ${sameKey}
      -- An operation that was applied before its response was lost is not applied again.
      AND stored.written_by <> $1
      AND ${guard}
    RETURNING ${returned}`
}

/** Returns the UPDATE for one kind of operation. It returns the rows that it changed. */
function update(kind: RowOperation["kind"], set: string, guard: string): string {
  const change = { set, guard: `operation.kind = '${kind}' AND ${guard}` }
  return updateFrom("operation", change, "stored.*")
}

const sameOrder = "stored.order_id = operation.order_id"
const sameClaim = `${sameOrder} AND stored.fence = operation.fence AND stored.state = 'started'`
const isRejected = "stored.state = 'rejected'"
const isLapsed = `stored.state = 'started'
  -- A lease longer than the maximum comes from a wrong clock.
  AND (stored.lease_until <= clock.now OR stored.lease_until > clock.now + ${leaseMs})`

const clockNow = "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint"

const recordOrder: Change = {
  set: `state = 'placed', junction_order_id = operation.junction_order_id, status = operation.status,
      updated_at = clock.now`,
  guard: `${sameOrder} AND stored.state <> 'placed'`,
}

/** Returns the INSERT of the rows of new claims. $1 is the batch's token. */
function insertFrom(source: string, returned: string): string {
  return `
    INSERT INTO lab_orders (
      brand_id, user_id, key_hmac, order_id, body_hmac, order_fields, state, fence, attempt, indeterminate,
      first_sent_at, last_sent_before, lease_until, created_at, updated_at, written_by
    )
    SELECT brand_id, user_id, key_hmac, order_id, body_hmac, order_fields, 'started', 1, 1, false,
           now, now, now + ${leaseMs}, now, now, $1::text
    FROM ${source}
    ORDER BY brand_id, user_id, key_hmac
    ON CONFLICT (brand_id, user_id, key_hmac) DO NOTHING
    RETURNING ${returned}`
}

/** Returns the rows of arrays, in the order of the keys. The first array is parameter `first`. */
function unnest(first: number, columns: readonly string[]): string {
  const names = ["brand_id", "user_id", "key_hmac", ...columns]
  const arrays = names.map((_, index) => `$${first + index}::text[]`)
  return `(
    SELECT brand_id COLLATE "C" AS brand_id, user_id COLLATE "C" AS user_id,
           key_hmac COLLATE "C" AS key_hmac, ${columns.join(", ")}
    FROM unnest(${arrays.join(", ")}) AS operation (${names.join(", ")})
    ORDER BY 1, 2, 3
  ) AS operation`
}

/**
 * Inserts the rows of new claims and records placed orders. Most operations are of these two kinds.
 * The parameters are those of {@link toQuickWrite}. Returns only the rows that it changed, without
 * the columns that the caller knows. {@link writeStatement} must apply the other operations. Both
 * statements lock existing rows before they insert rows, in the order of the keys, which avoids
 * deadlocks.
 */
export const quickWriteStatement = `
  WITH clock AS MATERIALIZED (SELECT ${clockNow} AS now),
  recorded AS (${updateFrom(
    unnest(2, ["order_id", "junction_order_id", "status"]),
    recordOrder,
    `stored.brand_id, stored.user_id, stored.key_hmac, stored.order_fields, stored.fence,
      stored.created_at, stored.updated_at`,
  )}),
  -- Reads all of "recorded", so that those rows are locked before others are inserted.
  later AS MATERIALIZED (SELECT count(*) AS recorded, ${clockNow} AS now FROM recorded),
  inserted AS (${insertFrom(
    `${unnest(8, ["order_id", "body_hmac", "order_fields"])} CROSS JOIN later`,
    "brand_id, user_id, key_hmac, NULL, fence, created_at, updated_at",
  )})
  SELECT * FROM recorded UNION ALL SELECT * FROM inserted`

/**
 * Returns the parameters of {@link quickWriteStatement}. PostgreSQL reads arrays faster than JSON.
 * `operations` are claims and records.
 */
export function toQuickWrite(operations: readonly RowOperation[], token: string): unknown[] {
  const records = operations.filter((operation) => operation.kind === "record")
  const claims = operations.filter((operation) => operation.kind === "claim")
  return [
    token,
    ...toKeys(records),
    records.map(({ placed }) => placed.junctionOrderId),
    records.map(({ placed }) => placed.status),
    ...toKeys(claims),
    claims.map(({ intent }) => intent.bodyHmac),
    claims.map(({ intent }) => JSON.stringify(intent.orderFields)),
  ]
}

function toKeys(operations: readonly RowOperation[]): readonly (readonly string[])[] {
  return [
    operations.map(({ intent }) => intent.brandId),
    operations.map(({ intent }) => intent.userId),
    operations.map(({ intent }) => intent.keyHmac),
    operations.map(({ intent }) => intent.orderId),
  ]
}

/**
 * Applies operations on different rows in one transaction. $1 is the batch's token, and $2 is a
 * JSON array of the items of {@link toJsonRecord}. Rows are locked in the order of their keys, which avoids deadlocks. Returns
 * each row before the batch and each changed row after it, but no row for a claim that conflicts
 * with a concurrent insert. The rules are those of `applyOperation`.
 */
export const writeStatement = `
  WITH operation AS MATERIALIZED (
    SELECT * FROM json_to_recordset($2::json) AS operation (
      kind text, brand_id text COLLATE "C", user_id text COLLATE "C", key_hmac text COLLATE "C", order_id text,
      body_hmac text, order_fields text, fence bigint, state text, junction_order_id text, status text, code text,
      indeterminate boolean, sent boolean, junction_errors bigint, gateway_errors bigint
    )
  ),
  seen AS MATERIALIZED (
    SELECT stored.* FROM operation JOIN lab_orders AS stored ON ${sameKey}
    ORDER BY brand_id, user_id, key_hmac
    FOR UPDATE OF stored
  ),
  -- Read after locking. An earlier time could make a lease of another instance look too long.
  clock AS MATERIALIZED (
    SELECT count(*) AS locked, ${clockNow} AS now FROM seen
  ),
  inserted AS (${insertFrom("operation CROSS JOIN clock WHERE kind = 'claim'", "*")}),
  claimed AS (${update(
    "claim",
    `
      order_id      = operation.order_id,
      body_hmac     = operation.body_hmac,
      order_fields  = operation.order_fields,
      state         = 'started',
      fence         = stored.fence + 1,
      attempt       = CASE WHEN ${isRejected} THEN stored.attempt + 1
                           ELSE stored.attempt END,
      indeterminate         = CASE stored.state WHEN 'rejected' THEN false
                                          WHEN 'started' THEN true
                                          ELSE stored.indeterminate END,
      -- Changes only while nothing can have been sent under the upstream key.
      first_sent_at = CASE WHEN ${isRejected} THEN clock.now
                           WHEN stored.state = 'unfinished' AND NOT stored.indeterminate THEN clock.now
                           ELSE stored.first_sent_at END,
      -- A claim sends nothing after its lease.
      last_sent_before  = CASE stored.state WHEN 'rejected' THEN clock.now
                                          WHEN 'started' THEN least(stored.lease_until, clock.now + ${leaseMs})
                                          ELSE stored.last_sent_before END,
      junction_errors  = CASE WHEN ${isRejected} THEN 0 ELSE stored.junction_errors END,
      gateway_errors   = CASE WHEN ${isRejected} THEN 0 ELSE stored.gateway_errors END,
      lease_until   = clock.now + ${leaseMs},
      created_at    = CASE WHEN stored.order_id <> operation.order_id THEN clock.now
                           ELSE stored.created_at END,
      updated_at    = clock.now,
      last_code     = CASE WHEN ${isRejected} THEN NULL ELSE stored.last_code END,
      reconciled_at      = CASE WHEN ${isRejected} THEN NULL ELSE stored.reconciled_at END`,
    `(${isRejected} OR (${sameOrder} AND (stored.state = 'unfinished' OR (${isLapsed}))))`,
  )}),
  recorded AS (${update("record", recordOrder.set, recordOrder.guard)}),
  rejected AS (${update(
    "reject",
    `state = 'rejected', order_fields = '${JSON.stringify(noOrderFields)}', last_code = operation.code,
      updated_at = clock.now`,
    sameClaim,
  )}),
  released AS (${update(
    "release",
    `state = 'unfinished', indeterminate = operation.indeterminate, last_code = operation.code, updated_at = clock.now,
      junction_errors = stored.junction_errors + operation.junction_errors,
      gateway_errors = stored.gateway_errors + operation.gateway_errors,
      last_sent_before = CASE WHEN operation.sent THEN clock.now ELSE stored.last_sent_before END`,
    sameClaim,
  )}),
  advanced AS (${update(
    "startNextAttempt",
    `attempt = stored.attempt + 1, indeterminate = false, junction_errors = 0, gateway_errors = 0,
      first_sent_at = clock.now, updated_at = clock.now`,
    sameClaim,
  )}),
  reconciled AS (${update(
    "markReconciled",
    "reconciled_at = clock.now",
    `${sameOrder} AND stored.fence = operation.fence AND stored.state = operation.state`,
  )})
  SELECT * FROM seen UNION ALL SELECT * FROM inserted UNION ALL SELECT * FROM claimed
  UNION ALL SELECT * FROM recorded UNION ALL SELECT * FROM rejected UNION ALL SELECT * FROM released
  UNION ALL SELECT * FROM advanced UNION ALL SELECT * FROM reconciled`

/** Writes a row that only this probe uses. An error shows that the database cannot write. */
export const probeStatement = `
  INSERT INTO ledger_probe VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET checked_at = excluded.checked_at`

/** Selects the row of a key. */
export const readStatement =
  "SELECT * FROM lab_orders WHERE brand_id = $1 AND user_id = $2 AND key_hmac = $3"

/** Selects the row of an owner's order ID. Reads the rows of the owner. */
export const findStatement =
  "SELECT * FROM lab_orders WHERE brand_id = $1 AND user_id = $2 AND order_id = $3"

/** Selects the row of an order ID. Reads the whole table, because no index covers the ID. */
export const findAnyStatement = "SELECT * FROM lab_orders WHERE order_id = $1"

/** Selects the row of an order at Junction. Reads the whole table. */
export const findPlacedStatement = "SELECT * FROM lab_orders WHERE junction_order_id = $1"

const isUnfinished = `stored.state IN ('started', 'unfinished')
    AND (stored.state = 'unfinished' OR (${isLapsed}))`

/** Selects the number of unfinished rows, the oldest `created_at`, and the database's time. */
export const backlogStatement = `
  SELECT count(*) AS unfinished, min(stored.created_at) AS oldest, min(clock.now) AS now
  FROM lab_orders AS stored CROSS JOIN (SELECT ${clockNow} AS now) AS clock
  WHERE ${isUnfinished}`

/** Counts the claims whose lease has not expired. */
export const activeClaimsStatement = `
  SELECT count(*) AS count FROM lab_orders AS stored CROSS JOIN (SELECT ${clockNow} AS now) AS clock
  WHERE stored.state = 'started' AND NOT (${isLapsed})`

const page = "AND updated_at < $1 AND (updated_at, order_id) > ($2, $3)"

const settledAt = `
  $6 + CASE state WHEN 'started' THEN updated_at + ${leaseMs} ELSE greatest(last_sent_before, updated_at) END`

/**
 * Selects unfinished rows. $1 is `changedBefore`, $2 and $3 are `after`, and $4 is `limit`. $5 is
 * whether `unreconciled` is set, $6 is its `settleMs`, and $7 is its `reconciledBefore`.
 */
export const unfinishedStatement = `
  SELECT stored.* FROM lab_orders AS stored CROSS JOIN (SELECT ${clockNow} AS now) AS clock
  WHERE ${isUnfinished}
    ${page}
    AND NOT ($5 AND reconciled_at IS NOT NULL AND reconciled_at >= updated_at
             AND reconciled_at >= least(${settledAt}, $7))
  ORDER BY updated_at, order_id
  LIMIT $4`

/**
 * Selects placed rows of later attempts that were not reconciled after their last change. $1 to $4
 * have the same meaning as in {@link unfinishedStatement}.
 */
export const placedByLaterAttemptStatement = `
  SELECT * FROM lab_orders
  WHERE state = 'placed' AND attempt > 1 AND (reconciled_at IS NULL OR reconciled_at < updated_at)
    ${page}
  ORDER BY updated_at, order_id
  LIMIT $4`
