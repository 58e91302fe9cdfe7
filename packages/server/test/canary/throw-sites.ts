/**
 * Where in a service something is thrown that quotes the request: what the caller is told when it is caught, and whether
 * it can be traced when nobody catches it.
 */
export const throwings = {
  lab: { answer: "junction_outcome_unknown" },
  ledger: { answer: "store_unavailable" },
  telemetry: { answer: "placed" },
  "lab, later": { traced: true },
  "lab, a rejection": { traced: true },
  // It may have been given its stack before its message or after.
  "lab, a changed error": { traced: false },
  "lab, no error": { traced: false },
  "ledger, later": { traced: true },
  "telemetry, later": { traced: true },
} as const satisfies Readonly<Record<string, { answer: string } | { traced: boolean }>>

/** The name of one of them. */
export type Throwing = keyof typeof throwings
