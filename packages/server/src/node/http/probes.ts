import type { OrderLedger } from "../../orders/ledger.ts"
import { settlesWithin } from "../../with-timeout.ts"
import type { Page, Pages } from "./pages.ts"

/** What readiness depends on. */
export interface ProbeOptions {
  readonly ledger: Pick<OrderLedger, "find">
  /** Whether the service has begun to end. */
  readonly isEnding: () => boolean
}

/** How long the ledger may take to answer, in milliseconds: less than whoever probes is likely to wait. */
const ledgerTimeoutMs = 2_000

/**
 * The pages that tell an orchestrator about the service. `/healthz`: the process answers; it depends on nothing, so that
 * no restart follows from what a restart does not mend. `/readyz`: requests can be taken, which takes a ledger and not
 * the issuer's keys: without them known tokens are still good, and the other instances lack them too.
 */
export function createProbes({ ledger, isEnding }: ProbeOptions): Pages {
  // Whoever probes often, or while the ledger hangs, causes one look at it and no more.
  let look: Promise<unknown> | undefined
  const isLedgerAvailable = async () => {
    look ??= ledger.find("any", "readiness").finally(() => (look = undefined))
    try {
      return await settlesWithin(ledgerTimeoutMs, look)
    } catch {
      return false
    }
  }
  return {
    "/healthz": () => respondState(200, "alive"),
    "/readyz": async () => {
      if (isEnding()) return respondState(503, "ending")
      return (await isLedgerAvailable())
        ? respondState(200, "ready")
        : respondState(503, "store_unavailable")
    },
  }
}

function respondState(status: number, state: string): Page {
  return { status, contentType: "application/json", body: JSON.stringify({ status: state }) }
}
