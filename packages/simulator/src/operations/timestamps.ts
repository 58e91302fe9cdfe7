/** Formats a time as in Junction's orders and events: whole seconds and an offset (observed). */
export function inSeconds(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}+00:00`
}

/** Formats a time as in Junction's order transactions: microseconds and a `Z` (observed). */
export function inMicroseconds(epochMs: number): string {
  return new Date(epochMs).toISOString().replace("Z", "000Z")
}
