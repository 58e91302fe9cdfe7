import type { AuditEvent, Telemetry } from "../../src/index.ts"

/** One thing that a telemetry was told. */
export type Told = readonly [what: string, told: unknown]

/** A telemetry that keeps everything that it is told, in order. */
export function createRecorder() {
  const told: Told[] = []
  const tell = (what: string) => (value: unknown) => void told.push([what, value])
  const telemetry: Required<Telemetry> = {
    startRequest: (start) => {
      tell("request started")(start)
      return { end: tell("request ended") }
    },
    startCall: (start) => {
      tell("call started")(start)
      return { end: tell("call ended") }
    },
    recordOrder: tell("order"),
    recordLookup: tell("look-up"),
    recordReconciliation: tell("reconcile"),
    recordLedgerOperation: tell("ledger"),
  }
  return {
    telemetry,
    told,
    /** What was told of one kind of thing. */
    of: (what: string) => told.filter(([kind]) => kind === what).map(([, value]) => value),
    // Only orders are told with it.
    orders: () => told.filter(([kind]) => kind === "order").map(([, event]) => event as AuditEvent),
  }
}
