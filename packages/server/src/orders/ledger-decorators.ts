import { contractError } from "../service-error.ts"
import { combineTelemetry } from "../telemetry/fan-out.ts"
import type { LedgerOperation, Telemetry } from "../telemetry/telemetry.ts"
import type { OrderLedger } from "./ledger.ts"

/** Returns the ledger with telemetry for every operation except `close`. */
export function withTelemetry(ledger: OrderLedger, telemetry: readonly Telemetry[]): OrderLedger {
  const combined = combineTelemetry(telemetry)
  return decorate(ledger, (operation, call) => async (...parameters) => {
    const startedAt = performance.now()
    let failed = true
    try {
      const value = await call(...parameters)
      failed = false
      return value
    } finally {
      const durationMs = performance.now() - startedAt
      combined.recordLedgerOperation({ operation, failed, durationMs })
    }
  })
}

/**
 * Returns the ledger, with every error as the `cause` of a `store_unavailable` error. The row keeps
 * its claim after such an error. A retry takes over when the lease has expired.
 */
export function withStoreErrors(ledger: OrderLedger): OrderLedger {
  return decorate(ledger, (_operation, call) => async (...parameters) => {
    try {
      return await call(...parameters)
    } catch (cause) {
      throw contractError("store_unavailable", { cause })
    }
  })
}

function decorate(
  ledger: OrderLedger,
  around: <Parameters extends unknown[], Value>(
    operation: LedgerOperation,
    call: (...parameters: Parameters) => Promise<Value>,
  ) => (...parameters: Parameters) => Promise<Value>,
): OrderLedger {
  const decorated = <Parameters extends unknown[], Value>(
    operation: LedgerOperation,
    method: (...parameters: Parameters) => Promise<Value>,
  ) => around<Parameters, Value>(operation, method.bind(ledger))
  return {
    claim: decorated("claim", ledger.claim),
    read: decorated("read", ledger.read),
    record: decorated("record", ledger.record),
    reject: decorated("reject", ledger.reject),
    release: decorated("release", ledger.release),
    startNextAttempt: decorated("startNextAttempt", ledger.startNextAttempt),
    find: decorated("find", ledger.find),
    findPlaced: decorated("findPlaced", ledger.findPlaced),
    unfinished: decorated("unfinished", ledger.unfinished),
    backlog: decorated("backlog", ledger.backlog),
    placedByLaterAttempt: decorated("placedByLaterAttempt", ledger.placedByLaterAttempt),
    markReconciled: decorated("markReconciled", ledger.markReconciled),
    checkWritable: decorated("checkWritable", ledger.checkWritable),
    close: () => ledger.close(),
  }
}
