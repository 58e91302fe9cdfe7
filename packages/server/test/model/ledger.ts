/** Duration of a lease, and the unit of the model's clock. */
export const lease = 1

/** The two bodies that callers send with the same key. */
export type Body = "A" | "B"

/** The properties of a LedgerRow that decisions depend on. Times are in leases. */
export interface Row {
  /** Represents the order ID, which is derived from the body. */
  readonly body: Body
  readonly state: "started" | "unfinished" | "rejected" | "placed"
  readonly fence: number
  readonly attempt: number
  readonly indeterminate: boolean
  /** Error responses to the sends of the attempt. */
  readonly errors: Errors
  readonly firstSentAt: number
  readonly lastSentBefore: number
  readonly leaseUntil: number
  /** Junction's order in the row. */
  readonly order: number | undefined
  readonly reconciledAt: number | undefined
}

/** Numbers of complete error responses, by whether Junction or a gateway in front of it wrote them. */
export interface Errors {
  readonly junction: number
  readonly gateway: number
}

/** Counts of zero. */
export const noErrors: Errors = { junction: 0, gateway: 0 }

/** Returns the sum of two counts. */
export function addErrors(one: Errors, other: Errors): Errors {
  return { junction: one.junction + other.junction, gateway: one.gateway + other.gateway }
}

/** The outcome of an operation, and the row after it. */
export interface OperationResult<Outcome extends string> {
  readonly outcome: Outcome
  readonly row: Row
}

/** Claims the row, by the rules of row-operations.ts. */
export function claim(
  row: Row | undefined,
  body: Body,
  now: number,
): OperationResult<"claimed" | "placed" | "in_progress" | "reused"> {
  if (row === undefined) return { outcome: "claimed", row: freshRow(body, now) }
  const same = row.body === body
  const fence = row.fence + 1
  if (row.state === "rejected") {
    const attempt = row.attempt + 1
    return { outcome: "claimed", row: { ...freshRow(body, now), fence, attempt } }
  }
  if (!same) return { outcome: "reused", row }
  if (row.state === "placed") return { outcome: "placed", row }
  const lapsed = row.state === "started"
  if (lapsed && !hasLapsed(row, now)) return { outcome: "in_progress", row }
  const indeterminate = row.indeterminate || lapsed
  const firstSentAt = indeterminate ? row.firstSentAt : now
  const lastSentBefore = lapsed ? row.leaseUntil : row.lastSentBefore
  const times = { firstSentAt, lastSentBefore, leaseUntil: now + lease }
  return { outcome: "claimed", row: { ...row, ...times, state: "started", fence, indeterminate } }
}

/** Records an order at any fence. A row of another body does not change. */
export function record(
  row: Row,
  body: Body,
  order: number,
): OperationResult<"placed" | "not_ours"> {
  if (row.body !== body) return { outcome: "not_ours", row }
  return {
    outcome: "placed",
    row: row.state === "placed" ? row : { ...row, state: "placed", order },
  }
}

/** Records that no order was created, if the fence has the claim. */
export function reject(row: Row, body: Body, fence: number): OperationResult<"done" | "not_ours"> {
  if (!isClaimed(row, body, fence)) return { outcome: "not_ours", row }
  return { outcome: "done", row: { ...row, state: "rejected" } }
}

/** Releases the claim, if the fence has it. */
export function release(
  row: Row,
  body: Body,
  fence: number,
  { indeterminate, sent, errors }: Pick<Row, "indeterminate" | "errors"> & { sent: boolean },
  now: number,
): OperationResult<"done" | "not_ours"> {
  if (!isClaimed(row, body, fence)) return { outcome: "not_ours", row }
  const changed = {
    indeterminate,
    errors: addErrors(row.errors, errors),
    lastSentBefore: sent ? now : row.lastSentBefore,
  }
  return { outcome: "done", row: { ...row, ...changed, state: "unfinished" } }
}

/** Starts the next attempt with a new upstream key, if the fence has the claim. */
export function startNextAttempt(
  row: Row,
  body: Body,
  fence: number,
  now: number,
): OperationResult<"done" | "not_ours"> {
  if (!isClaimed(row, body, fence)) return { outcome: "not_ours", row }
  const attempt = row.attempt + 1
  const fresh = { attempt, indeterminate: false, errors: noErrors, firstSentAt: now }
  return { outcome: "done", row: { ...row, ...fresh } }
}

/** Marks the row as reconciled, if it has not changed since it was read. */
export function markReconciled(
  row: Row,
  seen: Pick<Row, "body" | "fence" | "state">,
  now: number,
): Row {
  const same = row.body === seen.body && row.fence === seen.fence && row.state === seen.state
  return same ? { ...row, reconciledAt: now } : row
}

/** Returns whether the row has no active claim and no order. */
export function isUnfinished(row: Row, now: number): boolean {
  return row.state === "unfinished" || (row.state === "started" && hasLapsed(row, now))
}

function hasLapsed({ leaseUntil }: Row, now: number): boolean {
  return leaseUntil <= now
}

function isClaimed(row: Row, body: Body, fence: number): boolean {
  return row.body === body && row.fence === fence && row.state === "started"
}

function freshRow(body: Body, now: number): Row {
  return {
    body,
    state: "started",
    fence: 1,
    attempt: 1,
    indeterminate: false,
    errors: noErrors,
    firstSentAt: now,
    lastSentBefore: now,
    leaseUntil: now + lease,
    order: undefined,
    reconciledAt: undefined,
  }
}
