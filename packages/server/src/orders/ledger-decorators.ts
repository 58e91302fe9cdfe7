import type { OrderLedger } from "./ledger.ts"
import { createObserver } from "../telemetry/fan-out.ts"
import type { LedgerOperationEnd, Telemetry } from "../telemetry/telemetry.ts"

/** The same ledger, with everything that it is asked for told to whoever watches. */
export function observeLedger(ledger: OrderLedger, telemetry: readonly Telemetry[]): OrderLedger {
  const observer = createObserver(telemetry)
  const observed =
    <Parameters extends unknown[], Value>(
      operation: LedgerOperationEnd["operation"],
      work: (...parameters: Parameters) => Promise<Value>,
    ) =>
    async (...parameters: Parameters): Promise<Value> => {
      const startedAt = performance.now()
      let failed = true
      try {
        const value = await work.apply(ledger, parameters)
        failed = false
        return value
      } finally {
        const durationMs = performance.now() - startedAt
        observer.recordLedgerOperation({ operation, failed, durationMs })
      }
    }
  return {
    claim: observed("claim", ledger.claim),
    read: observed("read", ledger.read),
    record: observed("record", ledger.record),
    refuse: observed("refuse", ledger.refuse),
    release: observed("release", ledger.release),
    startNextAttempt: observed("startNextAttempt", ledger.startNextAttempt),
    find: observed("find", ledger.find),
    unfinished: observed("unfinished", ledger.unfinished),
    backlog: observed("backlog", ledger.backlog),
    markSwept: observed("markSwept", ledger.markSwept),
    close: () => ledger.close(),
  }
}
