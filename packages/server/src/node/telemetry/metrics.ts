import type { OrderLedger } from "../../orders/ledger.ts"
import type { OrderOutcome, Telemetry } from "../../telemetry/telemetry.ts"
import { settlesWithin } from "../../with-timeout.ts"

/** What metrics are taken of. */
export interface MetricsOptions {
  /** Asked at every scrape how much is unfinished. */
  readonly ledger: Pick<OrderLedger, "backlog">
  /** How long the ledger may take for it, in milliseconds; 2,000 unless told. */
  readonly backlogTimeoutMs?: number
  /** Epoch milliseconds; the process's clock unless told. */
  readonly now?: () => number
}

/** The components that can fail outside of a request. Each is a series of `integrations_internal_errors_total`. */
export type ErrorComponent = (typeof errorComponents)[number]

/** The service's metrics. */
export interface Metrics {
  readonly telemetry: Telemetry
  /** Counts an error outside of a request. */
  countError(this: void, component: ErrorComponent): void
  /** The media type of a scrape. */
  readonly contentType: string
  /**
   * The metrics as Prometheus text. A ledger that fails, or takes too long, leaves out what only it knows, and counts
   * as an internal error.
   */
  scrape(this: void): Promise<string>
}

const errorComponents = ["audit", "backlog", "log", "reconcile", "shutdown"] as const

const reconcileResults = ["found", "missing", "open"] as const

/** In seconds: an order may take 25, and a request waits as long for another one's. */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 25, 30]
const callBuckets = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const ledgerBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

/**
 * Makes the metrics, in a registry of their own. Every label has a short list of values, none of which a caller can add
 * to. The backlog is the ledger's, and so the same at every instance that shares one: take the `max`, not the `sum`.
 */
export async function createMetrics(options: MetricsOptions): Promise<Metrics> {
  const { ledger, backlogTimeoutMs = 2_000, now = Date.now } = options
  // Not at import: whoever mounts the handler elsewhere does not load it.
  const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } = await import("prom-client")
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const createHistogram = <Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: Label[],
  ) => new Histogram({ name, help, buckets, labelNames, registers })
  const createCounter = <Label extends string>(name: string, help: string, label: Label[]) =>
    new Counter({ name, help, labelNames: label, registers })
  const createGauge = (name: string, help: string) => new Gauge({ name, help, registers })

  const requests = createHistogram(
    "http_server_request_duration_seconds",
    "Requests by the contract's path, status and error code",
    requestBuckets,
    ["method", "route", "status", "code"],
  )
  const active = createGauge("http_server_active_requests", "Requests in flight")
  const calls = createHistogram(
    "integrations_junction_call_duration_seconds",
    "Calls of Junction; outcome is response, not_sent (nothing reached it) or no_response (it may have the request)",
    callBuckets,
    ["operation", "outcome", "status"],
  )
  const resends = createCounter(
    "integrations_junction_resends_total",
    "Calls of Junction that were sent again under the same key",
    ["operation"],
  )
  const lookups = createCounter(
    "integrations_junction_lookups_total",
    "Looks through Junction's list for an order",
    ["outcome"],
  )
  const orders = createCounter(
    "integrations_orders_total",
    "Orders asked for, and those that reconciling found, by outcome",
    ["outcome", "code"],
  )
  const duplicates = createCounter(
    "integrations_duplicate_orders_total",
    "Orders at Junction beside the one that counts: a person should look, above all at those not cancelled",
    ["cancelled"],
  )
  const reconciliations = createCounter(
    "integrations_reconciliations_total",
    "Reconciliations by outcome",
    ["outcome"],
  )
  const reconciledRows = createCounter(
    "integrations_reconciled_rows_total",
    "Unfinished rows that were looked up at Junction, by result",
    ["result"],
  )
  const lastReconciliation = createGauge(
    "integrations_reconcile_last_success_timestamp_seconds",
    "Time of the last complete reconciliation in this process; 0 before the first",
  )
  const ledgerOperations = createHistogram(
    "integrations_ledger_operation_duration_seconds",
    "What the ledger was asked for",
    ledgerBuckets,
    ["operation", "outcome"],
  )
  const unfinished = createGauge(
    "integrations_unfinished_orders",
    "Orders that nobody works on and that have no end; absent when the ledger cannot be asked",
  )
  const oldest = createGauge(
    "integrations_oldest_unfinished_order_age_seconds",
    "Since the oldest of them was asked for; 0 when there is none, absent when the ledger cannot be asked",
  )
  const internalErrors = createCounter(
    "integrations_internal_errors_total",
    "Errors outside of requests, by component",
    ["component"],
  )

  // A series that begins with its first event hides that event from every rate.
  for (const component of errorComponents) internalErrors.inc({ component }, 0)
  for (const cancelled of ["true", "false"]) duplicates.inc({ cancelled }, 0)
  for (const outcome of ["ended", "failed"]) reconciliations.inc({ outcome }, 0)
  for (const result of reconcileResults) reconciledRows.inc({ result }, 0)

  const readBacklog = async () => {
    try {
      const read = ledger.backlog()
      if (!(await settlesWithin(backlogTimeoutMs, read))) throw new Error("the ledger is too slow")
      const backlog = await read
      unfinished.set(backlog.unfinished)
      oldest.set(Math.max(0, now() - (backlog.oldestCreatedAt ?? now())) / 1000)
    } catch {
      // An old figure would look like a good one.
      unfinished.remove()
      oldest.remove()
      internalErrors.inc({ component: "backlog" })
    }
  }
  // However often it is scraped, and however slow the ledger is: one look at a time.
  let looking: Promise<void> | undefined

  return {
    telemetry: {
      startRequest({ method, path }) {
        active.inc()
        return {
          end({ status, code = "", durationMs }) {
            active.dec()
            requests.observe({ method, route: path, status, code }, durationMs / 1000)
          },
        }
      },
      startCall({ operation, resends: sentBefore }) {
        if (sentBefore > 0) resends.inc({ operation })
        return {
          end({ kind, status = "", durationMs }) {
            calls.observe({ operation, outcome: kind, status }, durationMs / 1000)
          },
        }
      },
      recordOrder({ outcome, code = "" }) {
        const cancelled = duplicateCancelled[outcome]
        if (cancelled === undefined) orders.inc({ outcome, code })
        else duplicates.inc({ cancelled })
      },
      recordLookup: (outcome) => lookups.inc({ outcome }),
      recordReconciliation({ time, rows }) {
        reconciliations.inc({ outcome: rows === undefined ? "failed" : "ended" })
        if (rows === undefined) return
        lastReconciliation.set(time / 1000)
        for (const result of reconcileResults) reconciledRows.inc({ result }, rows[result])
      },
      recordLedgerOperation({ operation, failed, durationMs }) {
        const outcome = failed ? "failed" : "done"
        ledgerOperations.observe({ operation, outcome }, durationMs / 1000)
      },
    },
    countError: (component) => internalErrors.inc({ component }),
    contentType: register.contentType,
    async scrape() {
      looking ??= readBacklog().finally(() => (looking = undefined))
      await looking
      return register.metrics()
    },
  }
}

/** An alert of its own, rather than an outcome among others. */
const duplicateCancelled: { readonly [Outcome in OrderOutcome]?: "true" | "false" } = {
  duplicate_cancelled: "true",
  duplicate_active: "false",
}
