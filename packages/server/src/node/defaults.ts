import { defaultMaxConcurrent } from "../http/concurrency-limit.ts"
import { defaultSettleMs } from "../orders/ledger.ts"

/** The defaults of a deployment. The variables, `startService`, and `serve` read them here. */
export const defaults = {
  port: 8787,
  host: "0.0.0.0",
  maxConcurrentRequests: defaultMaxConcurrent,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 65_000,
  shutdownDelayMs: 0,
  drainTimeoutMs: 20_000,
  settleMs: defaultSettleMs,
} as const
