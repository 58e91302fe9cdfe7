/** A time as Junction writes it on orders and events: whole seconds and an offset (observed). */
export function inSeconds(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}+00:00`
}

/** A time as Junction writes it in an order transaction: microseconds and a `Z` (observed). */
export function inMicroseconds(epochMs: number): string {
  return new Date(epochMs).toISOString().replace("Z", "000Z")
}
