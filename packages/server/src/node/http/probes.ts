import type { OrderLedger } from "../../orders/ledger.ts"
import { settlesWithin } from "../../with-timeout.ts"
import type { Page, Pages } from "./pages.ts"

/** Timeout of the ledger, in milliseconds. Shorter than the timeout of common probes. */
const ledgerTimeoutMs = 2_000

/**
 * Creates the pages for orchestrators. `/healthz` checks only that the process responds, because a
 * restart does not fix other errors. `/readyz` checks that the ledger can be written. It does not
 * check the issuer's keys. Without them, cached tokens stay valid, and every instance would be
 * unready at once.
 */
export function createProbes({
  ledger,
  isShuttingDown,
}: {
  readonly ledger: Pick<OrderLedger, "checkWritable">
  readonly isShuttingDown: () => boolean
}): Pages {
  // Concurrent probes share one check, also while the ledger does not respond.
  let check: Promise<unknown> | undefined
  const isLedgerAvailable = async () => {
    check ??= ledger.checkWritable().finally(() => (check = undefined))
    try {
      return await settlesWithin(ledgerTimeoutMs, check)
    } catch {
      return false
    }
  }
  return {
    "/healthz": () => respondState(200, "alive"),
    "/readyz": async () => {
      if (isShuttingDown()) return respondState(503, "shutting_down")
      return (await isLedgerAvailable())
        ? respondState(200, "ready")
        : respondState(503, "store_unavailable")
    },
  }
}

function respondState(status: number, state: string): Page {
  return { status, contentType: "application/json", body: JSON.stringify({ status: state }) }
}
