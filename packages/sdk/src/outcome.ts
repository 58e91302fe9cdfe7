/**
 * What became of the order, as far as this call can tell. `not_created`: no order was placed. `unknown`: one may have
 * been placed; the same call with the same idempotency key finds out and never places a second one.
 */
export type Outcome = "created" | "not_created" | "unknown"

/** What the API answers only when Junction placed nothing; every other 502 leaves the order open. */
const nothingPlaced: readonly string[] = ["auth_unavailable", "junction_rejected"]

/** A request that ended with one of these went no further than the API; of them the contract declares 400 and 401 today. */
const refusedAtTheDoor: readonly number[] = [400, 401, 403, 413, 415, 422]

/**
 * Judges a refusal that is the API's own: a status that the contract declares, with the contract's error body. What a
 * gateway answers says nothing about the order and is `unknown`, whatever its status.
 */
export function outcomeOfRefusal(status: number, apiCode: string): Exclude<Outcome, "created"> {
  // A reused key does stand for an order that was asked for, with another body.
  if (apiCode === "idempotency_key_reused") return "unknown"
  return nothingPlaced.includes(apiCode) || refusedAtTheDoor.includes(status)
    ? "not_created"
    : "unknown"
}
