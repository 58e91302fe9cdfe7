import type { AuditEvent, Telemetry } from "../../src/index.ts"

/** A call of a telemetry method, with a short name and its argument. */
export type TelemetryCall = readonly [what: string, argument: unknown]

/** Creates telemetry that records every call in order. */
export function createTelemetryRecorder() {
  const calls: TelemetryCall[] = []
  const record = (what: string) => (value: unknown) => void calls.push([what, value])
  const telemetry: Required<Telemetry> = {
    startRequest: (start) => {
      record("request started")(start)
      return { end: record("request ended") }
    },
    startCall: (start) => {
      record("call started")(start)
      return { end: record("call ended") }
    },
    recordOrder: record("order"),
    recordLookup: record("lookup"),
    recordReconciliation: record("reconcile"),
    recordLedgerOperation: record("ledger"),
  }
  return {
    telemetry,
    calls,
    /** Returns the arguments of one kind of call. */
    of: (what: string) => calls.filter(([kind]) => kind === what).map(([, value]) => value),
    // Only these calls have audit events.
    orders: () =>
      calls.filter(([kind]) => kind === "order").map(([, event]) => event as AuditEvent),
  }
}
