import { leaseMs } from "../../../orders/ledger.ts"
import type { RowOperation } from "../ledger-store.ts"

/** Every setting that the statements below rest on; once per connection. */
export const sessionSettings = `
  -- Above the lock's wait, which fails one operation, stands the statement's, which fails a batch.
  SET lock_timeout = 2000;
  SET statement_timeout = 4000;
  -- A guard that fails to match must see what the other one wrote, not fail.
  SET default_transaction_isolation = 'read committed';
  -- An answer is given after its commit is on disk; a stronger setting of the server's stands.
  SELECT set_config('synchronous_commit', 'on', false)
  WHERE current_setting('synchronous_commit') IN ('off', 'local');
  -- Batches are small and go by key, whatever was known of the table when their plan was made.
  SET enable_seqscan = off;
  SET enable_hashjoin = off;
  SET enable_mergejoin = off;
  SET jit = off;
`

/** An operation as {@link writeStatement} takes it, in one JSON array. */
export function toJsonRecord(operation: RowOperation, token: string): object {
  const { brandId, userId, keyHmac, orderId, bodyHmac, orderFields } = operation.intent
  const key = { brand_id: brandId, user_id: userId, key_hmac: keyHmac, order_id: orderId }
  const record = { kind: operation.kind, token, ...key }
  switch (operation.kind) {
    case "claim":
      return { ...record, body_hmac: bodyHmac, order_fields: JSON.stringify(orderFields) }
    case "record": {
      const { junctionOrderId, status } = operation.placed
      return { ...record, junction_order_id: junctionOrderId, status }
    }
    case "refuse":
      return { ...record, fence: operation.fence, code: operation.code }
    case "release":
      return { ...record, fence: operation.fence, ...operation.ending }
    case "startNextAttempt":
      return { ...record, fence: operation.fence }
    case "markReconciled":
      return { ...record, fence: operation.intent.fence, state: operation.intent.state }
  }
}

const sameKey = `standing.brand_id = operation.brand_id AND standing.user_id = operation.user_id
         AND standing.key_hmac = operation.key_hmac`

/** A change of the rows of one kind of operation, which gives back the rows that its guard let it change. */
function update(kind: RowOperation["kind"], changes: string, guard: string): string {
  return `
    UPDATE lab_orders AS standing SET ${changes}, written_by = operation.token
    FROM operation CROSS JOIN clock
    WHERE operation.kind = '${kind}' AND ${sameKey}
      -- What was done before its answer was lost is not done again.
      AND standing.written_by <> operation.token
      AND ${guard}
    RETURNING standing.*`
}

const sameOrder = "standing.order_id = operation.order_id"
const sameHold = `${sameOrder} AND standing.fence = operation.fence AND standing.state = 'started'`
const isRefused = "standing.state = 'refused'"
const isLapsed = `standing.state = 'started'
  -- A lease that ends later than any lease can was written by a clock that was wrong.
  AND (standing.lease_until <= clock.now OR standing.lease_until > clock.now + ${leaseMs})`

const clockNow = "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint"

/**
 * A batch of operations, no two of the same row, as one statement, and so one transaction and one round trip. $1 is
 * a JSON array of {@link toJsonRecord}, sorted by key: every instance locks in the same order, so none waits for
 * another in a circle. Gives each row as it stood, and as it is where it was changed; none for a claim whose row somebody
 * else was making meanwhile.
 */
export const writeStatement = `
  WITH operation AS MATERIALIZED (
    SELECT * FROM ROWS FROM (json_to_recordset($1::json) AS (
      kind text, token text, brand_id text, user_id text, key_hmac text, order_id text, body_hmac text, order_fields text,
      fence bigint, state text, junction_order_id text, status text, code text, indeterminate boolean, sent boolean
    )) WITH ORDINALITY AS operation (
      kind, token, brand_id, user_id, key_hmac, order_id, body_hmac, order_fields,
      fence, state, junction_order_id, status, code, indeterminate, sent, place
    )
  ),
  seen AS MATERIALIZED (
    SELECT standing.* FROM operation JOIN lab_orders AS standing ON ${sameKey}
    ORDER BY operation.place
    FOR UPDATE OF standing
  ),
  -- Not before all locks are had: a time from before another instance's commit would make its lease look too long.
  clock AS MATERIALIZED (
    SELECT count(*) AS locked, ${clockNow} AS now FROM seen
  ),
  inserted AS (
    INSERT INTO lab_orders (
      brand_id, user_id, key_hmac, order_id, body_hmac, order_fields, state, fence, attempt, indeterminate,
      first_sent_at, last_sent_before, lease_until, created_at, updated_at, written_by
    )
    SELECT brand_id, user_id, key_hmac, order_id, body_hmac, order_fields, 'started', 1, 1, false,
           now, now, now + ${leaseMs}, now, now, token
    FROM operation CROSS JOIN clock
    WHERE kind = 'claim'
    ORDER BY place
    ON CONFLICT (brand_id, user_id, key_hmac) DO NOTHING
    RETURNING *
  ),
  claimed AS (${update(
    "claim",
    `
      order_id      = operation.order_id,
      body_hmac     = operation.body_hmac,
      order_fields  = operation.order_fields,
      state         = 'started',
      fence         = standing.fence + 1,
      attempt       = CASE WHEN standing.order_id <> operation.order_id THEN 1
                           WHEN ${isRefused} THEN standing.attempt + 1
                           ELSE standing.attempt END,
      indeterminate         = CASE standing.state WHEN 'refused' THEN false
                                          WHEN 'started' THEN true
                                          ELSE standing.indeterminate END,
      -- Moves only while nothing can have been sent under the upstream key.
      first_sent_at = CASE WHEN ${isRefused} THEN clock.now
                           WHEN standing.state = 'unfinished' AND NOT standing.indeterminate THEN clock.now
                           ELSE standing.first_sent_at END,
      -- Whoever let the lease lapse sent nothing after it.
      last_sent_before  = CASE standing.state WHEN 'refused' THEN clock.now
                                          WHEN 'started' THEN least(standing.lease_until, clock.now + ${leaseMs})
                                          ELSE standing.last_sent_before END,
      lease_until   = clock.now + ${leaseMs},
      created_at    = CASE WHEN standing.order_id <> operation.order_id THEN clock.now
                           ELSE standing.created_at END,
      updated_at    = clock.now,
      last_code     = CASE WHEN ${isRefused} THEN NULL ELSE standing.last_code END,
      reconciled_at      = CASE WHEN ${isRefused} THEN NULL ELSE standing.reconciled_at END`,
    `(${isRefused} OR (${sameOrder} AND (standing.state = 'unfinished' OR (${isLapsed}))))`,
  )}),
  recorded AS (${update(
    "record",
    `state = 'placed', junction_order_id = operation.junction_order_id, status = operation.status,
      updated_at = clock.now`,
    `${sameOrder} AND standing.state <> 'placed'`,
  )}),
  refused AS (${update(
    "refuse",
    "state = 'refused', last_code = operation.code, updated_at = clock.now",
    sameHold,
  )}),
  released AS (${update(
    "release",
    `state = 'unfinished', indeterminate = operation.indeterminate, last_code = operation.code, updated_at = clock.now,
      last_sent_before = CASE WHEN operation.sent THEN clock.now ELSE standing.last_sent_before END`,
    sameHold,
  )}),
  advanced AS (${update(
    "startNextAttempt",
    `attempt = standing.attempt + 1, indeterminate = false, first_sent_at = clock.now, updated_at = clock.now`,
    sameHold,
  )}),
  reconciled AS (${update(
    "markReconciled",
    "reconciled_at = clock.now",
    `${sameOrder} AND standing.fence = operation.fence AND standing.state = operation.state`,
  )}),
  written AS (
    SELECT * FROM inserted UNION ALL SELECT * FROM claimed UNION ALL SELECT * FROM recorded
    UNION ALL SELECT * FROM refused UNION ALL SELECT * FROM released UNION ALL SELECT * FROM advanced
    UNION ALL SELECT * FROM reconciled
  )
  SELECT * FROM seen UNION ALL SELECT * FROM written`

/** The row of a key. */
export const readStatement =
  "SELECT * FROM lab_orders WHERE brand_id = $1 AND user_id = $2 AND key_hmac = $3"

/** The row of an order id. */
export const findStatement = "SELECT * FROM lab_orders WHERE order_id = $1"

const isUnfinished = `standing.state IN ('started', 'unfinished')
    AND (standing.state = 'unfinished' OR (${isLapsed}))`

/** How many rows nobody works on, when the oldest was asked for, and what time it is there. */
export const backlogStatement = `
  SELECT count(*) AS unfinished, min(standing.created_at) AS oldest, min(clock.now) AS now
  FROM lab_orders AS standing CROSS JOIN (SELECT ${clockNow} AS now) AS clock
  WHERE ${isUnfinished}`

/** Rows without an order that nobody works on: $1 changed before, $2 unreconciled, $3 and $4 the row to go on after, $5 limit. */
export const unfinishedStatement = `
  SELECT standing.* FROM lab_orders AS standing CROSS JOIN (SELECT ${clockNow} AS now) AS clock
  WHERE ${isUnfinished}
    AND updated_at < $1
    AND NOT ($2 AND reconciled_at IS NOT NULL AND reconciled_at >= updated_at)
    AND (updated_at, order_id) > ($3, $4)
  ORDER BY updated_at, order_id
  LIMIT $5`
