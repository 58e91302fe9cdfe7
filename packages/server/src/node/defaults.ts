import { defaultMaxConcurrent } from "../http/concurrency-limit.ts"
import { defaultSettleMs } from "../orders/ledger.ts"

/** The defaults of a deployment. The variables, `startService`, and `serve` use these defaults. */
export const defaults = {
  port: 8787,
  host: "0.0.0.0",
  maxConcurrentRequests: defaultMaxConcurrent,
  maxConnections: 10_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 65_000,
  shutdownDelayMs: 0,
  drainTimeoutMs: 20_000,
  settleMs: defaultSettleMs,
}

type Defaults = Readonly<typeof defaults>

/** Returns the options with defaults for those that are missing or undefined. */
export function applyDefaults<
  Options extends { readonly [Name in keyof Defaults]?: Defaults[Name] | undefined },
>(options: Options): Omit<Options, keyof Defaults> & Defaults {
  const defined = Object.entries(options).filter(([, value]) => value !== undefined)
  // Object.entries loses the type.
  return { ...defaults, ...Object.fromEntries(defined) } as Omit<Options, keyof Defaults> & Defaults
}
