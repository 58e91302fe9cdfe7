import type { OrderLedger } from "../../orders/ledger.ts"
import type { OrderOutcome, Telemetry } from "../../telemetry/telemetry.ts"
import { settlesWithin } from "../../with-timeout.ts"

/** Options for `createMetrics`. */
export interface MetricsOptions {
  /** Ledger whose backlog each scrape reads. */
  readonly ledger: Pick<OrderLedger, "backlog">
  /** Timeout for reading the backlog, in milliseconds. Default: 2,000. */
  readonly backlogTimeoutMs?: number
  /** Clock in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
}

/** Components that can fail outside of a request. Each has a series of internal errors. */
export type ErrorComponent = (typeof errorComponents)[number]

/** The service's metrics. */
export interface Metrics {
  readonly telemetry: Telemetry
  /** Counts an error outside of a request. */
  countError(this: void, component: ErrorComponent): void
  /** The media type of a scrape. */
  readonly contentType: string
  /** Returns the metrics as Prometheus text. If the ledger fails, omits the backlog. */
  scrape(this: void): Promise<string>
}

const errorComponents = ["audit", "backlog", "log", "reconcile", "shutdown"] as const

const reconcileResults = ["found", "missing", "unfinished"] as const

/** Buckets in seconds. An order, or a request that waits for it, can take 25 seconds. */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 25, 30]
const callBuckets = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const ledgerBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

/**
 * Creates the metrics in their own registry. No label contains text from a caller. All instances
 * that share a ledger report the same backlog, so aggregate it with `max`, not `sum`.
 */
export async function createMetrics(options: MetricsOptions): Promise<Metrics> {
  const { ledger, backlogTimeoutMs = 2_000, now = Date.now } = options
  // Imported here, so that apps that only mount the handler do not load it.
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
  const createCounter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers })
  const createGauge = (name: string, help: string) => new Gauge({ name, help, registers })

  const requests = createHistogram(
    "http_server_request_duration_seconds",
    "Duration of requests, by path, status, and error code",
    requestBuckets,
    ["method", "route", "status", "code"],
  )
  const active = createGauge("http_server_active_requests", "Active requests")
  const calls = createHistogram(
    "integrations_junction_call_duration_seconds",
    "Duration of calls to Junction, by outcome; not_sent: nothing reached Junction; no_response: Junction may have the request",
    callBuckets,
    ["operation", "outcome", "status"],
  )
  const resends = createCounter(
    "integrations_junction_resends_total",
    "Resends of calls to Junction, by operation",
    ["operation"],
  )
  const lookups = createCounter(
    "integrations_junction_lookups_total",
    "Lookups of an order in Junction's list, by outcome",
    ["outcome"],
  )
  const orders = createCounter(
    "integrations_orders_total",
    "Order requests and reconciled orders, by outcome",
    ["outcome", "code"],
  )
  const duplicates = createCounter(
    "integrations_duplicate_orders_total",
    "Duplicate orders at Junction; those that are not cancelled require manual review",
    ["cancelled"],
  )
  const reconciliations = createCounter(
    "integrations_reconciliations_total",
    "Reconciliations, by outcome",
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
    "Duration of ledger operations, by operation and outcome",
    ledgerBuckets,
    ["operation", "outcome"],
  )
  const unfinished = createGauge(
    "integrations_unfinished_orders",
    "Unfinished orders with no active claim; absent if the ledger is unavailable",
  )
  const oldest = createGauge(
    "integrations_oldest_unfinished_order_age_seconds",
    "Age of the oldest unfinished order with no active claim, in seconds; absent if the ledger is unavailable",
  )
  const internalErrors = createCounter(
    "integrations_internal_errors_total",
    "Errors outside of requests, by component",
    ["component"],
  )

  // A rate ignores the first value of a series, so each starts with 0.
  for (const component of errorComponents) internalErrors.inc({ component }, 0)
  for (const cancelled of ["true", "false"]) duplicates.inc({ cancelled }, 0)
  for (const outcome of ["ended", "failed"]) reconciliations.inc({ outcome }, 0)
  for (const result of reconcileResults) reconciledRows.inc({ result }, 0)

  const readBacklog = async () => {
    try {
      const read = ledger.backlog()
      if (!(await settlesWithin(backlogTimeoutMs, read)))
        throw new Error("The ledger did not respond in time.")
      const backlog = await read
      unfinished.set(backlog.unfinished)
      oldest.set(Math.max(0, now() - (backlog.oldestCreatedAt ?? now())) / 1000)
    } catch {
      // An old value would look current.
      unfinished.remove()
      oldest.remove()
      internalErrors.inc({ component: "backlog" })
    }
  }
  // Concurrent scrapes share one read of the backlog.
  let reading: Promise<void> | undefined

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
      reading ??= readBacklog().finally(() => (reading = undefined))
      await reading
      return register.metrics()
    },
  }
}

/** Outcomes that have a metric of their own. */
const duplicateCancelled: { readonly [Outcome in OrderOutcome]?: "true" | "false" } = {
  duplicate_cancelled: "true",
  duplicate_active: "false",
}
