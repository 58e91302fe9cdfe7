/**
 * The parts of a server in which a test throws an error with patient data. Each has the code of the
 * response if the error is caught, or whether the log contains its stack if not.
 */
export const throwSites = {
  lab: { code: "junction_outcome_unknown" },
  ledger: { code: "store_unavailable" },
  telemetry: { code: "placed" },
  "lab, later": { traced: true },
  "lab, a rejection": { traced: true },
  // The stack may have been captured before or after its message was set.
  "lab, a changed error": { traced: false },
  "lab, no error": { traced: false },
  "ledger, later": { traced: true },
  "telemetry, later": { traced: true },
} as const satisfies Readonly<Record<string, { code: string } | { traced: boolean }>>

/** The name of a part in which an error is thrown. */
export type ThrowSite = keyof typeof throwSites
