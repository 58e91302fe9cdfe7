import { createHandler } from "../handler.ts"
import { withCors } from "../http/cors.ts"
import type { LogEntry } from "../http/request-log.ts"
import { createJunctionLab, type JunctionLabOptions } from "../junction/junction-lab.ts"
import { withTelemetry } from "../orders/ledger-decorators.ts"
import { startReconciler, type ReconcileEvent } from "../orders/reconcile.ts"
import { ignoreErrors } from "../telemetry/fan-out.ts"
import type { Telemetry } from "../telemetry/telemetry.ts"
import { settlesWithin } from "../with-timeout.ts"
import { applyDefaults } from "./defaults.ts"
import { createHashing } from "./hashing.ts"
import { countActiveRequests } from "./http/active-requests.ts"
import { notFoundHandler, withPages } from "./http/pages.ts"
import { createProbes } from "./http/probes.ts"
import { serve, type RunningServer } from "./http/serve.ts"
import { openLedger } from "./ledgers/open-ledger.ts"
import { shutDown } from "./shut-down.ts"
import { createMetrics, type ErrorComponent } from "./telemetry/metrics.ts"
import { createTracing } from "./telemetry/tracing.ts"
import { createTokenVerifier, type TokenVerifierOptions } from "./tokens/verify-token.ts"

/** Maximum number of connections of probes and of Prometheus. */
const maxOperationsConnections = 100

/** Options for `startService`. `readConfig` creates them from environment variables. */
export interface ServiceOptions {
  /** Port of the API. 0 selects a free port. Default: 8787. */
  readonly port?: number
  /** Host name or IP address to bind to. Default: 0.0.0.0. */
  readonly host?: string
  /** Port of the probes and metrics. Default: the port of the API. */
  readonly operationsPort?: number | undefined
  /** Ledger: `sqlite:<path>`, or `postgres://…` of a database with the current schema. */
  readonly databaseUrl: string
  /** Secret of the ledger, at least 32 bytes. Never change it. */
  readonly ledgerSecret: Uint8Array
  /** Issuer and audience of accepted access tokens. */
  readonly auth: TokenVerifierOptions
  /** Junction and the configuration of its panels. */
  readonly junction: Omit<JunctionLabOptions, "telemetry">
  /** Origins whose pages may call the API. Default: none. */
  readonly corsOrigins?: readonly string[] | undefined
  /**
   * Maximum number of concurrent requests. Further requests are rejected as `overloaded`. Default:
   * 1,000.
   */
  readonly maxConcurrentRequests?: number
  /**
   * Maximum number of connections of the API. Default: 10,000. If a new connection exceeds it, the
   * connection that was idle for the longest is closed. If none is idle, the new one is closed. At
   * most half of the process's file descriptors are used.
   */
  readonly maxConnections?: number
  /** Time for the headers of a request to arrive, in milliseconds. Default: 10,000. */
  readonly headersTimeoutMs?: number
  /**
   * Time for a whole request to arrive, in milliseconds. At least `headersTimeoutMs`. Default:
   * 30,000.
   */
  readonly requestTimeoutMs?: number
  /** Time that an idle connection stays open, in milliseconds. Default: 65,000. */
  readonly keepAliveTimeoutMs?: number
  /** Time to accept requests after `/readyz` starts to return 503, in milliseconds. Default: 0. */
  readonly shutdownDelayMs?: number
  /**
   * Time for active requests to finish during a shutdown, in milliseconds. Then the
   * claims of requests that are still active are released. Default: 20,000.
   */
  readonly drainTimeoutMs?: number
  /**
   * Time after the last send of an order until Junction lists it, in milliseconds. Default:
   * 600,000.
   */
  readonly settleMs?: number
}

/** Time for the ledger to close, in milliseconds. */
const closeMs = 2_000

/** Hooks of a service. They receive no patient data, and their exceptions are ignored. */
export interface ServiceHooks {
  /** Called with one entry per request of the API. */
  readonly log?: (entry: LogEntry) => void
  /** Called with the results of reconciling, and with duplicate orders. */
  readonly onEvent?: (event: ReconcileEvent) => void
  /** Called after an error outside of a request. The metrics have already counted it. */
  readonly onError?: (error: unknown, component: ErrorComponent) => void
  /** Telemetry besides metrics and traces, such as an audit. Default: none. */
  readonly telemetry?: readonly Telemetry[]
}

/** A running service. */
export interface RunningService {
  /** Base URL of the API, without a trailing slash. */
  readonly url: string
  /** Base URL of the probes and metrics, without a trailing slash. */
  readonly operationsUrl: string
  /** Counts an error outside of a request, in `integrations_internal_errors_total`. */
  countError(this: void, component: ErrorComponent): void
  /**
   * Shuts the service down. Reports not ready, stops accepting requests, waits for active ones,
   * releases the claims of orders that take too long, and closes the ledger. Safe to call more than
   * once. Never rejects.
   */
  close(this: void): Promise<void>
}

/**
 * Starts the service: ledger, tokens, Junction, reconciler, probes, and HTTP. Does not call
 * Junction or the token issuer. Rejects if an option is invalid, if an address cannot be used, or
 * if the ledger cannot be opened or has another secret or schema.
 */
export async function startService(
  options: ServiceOptions,
  hooks: ServiceHooks = {},
): Promise<RunningService> {
  const { port, operationsPort, corsOrigins = [], ...settings } = applyDefaults(options)
  const { settleMs, maxConcurrentRequests: maxConcurrent } = settings
  const { host, headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs } = settings
  const listen = { host, headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs }
  const onEvent = (event: ReconcileEvent) => ignoreErrors(() => hooks.onEvent?.(event))

  const hashing = createHashing(options.ledgerSecret)
  const verifyToken = createTokenVerifier(options.auth)
  // Loads the modules while the ledger opens.
  const [openedLedger] = await Promise.all([
    openLedger(options.databaseUrl, hashing),
    import("prom-client"),
    import("@opentelemetry/api"),
  ])

  await using opened = new AsyncDisposableStack()
  opened.defer(() => openedLedger.close())
  const metrics = await createMetrics({ ledger: openedLedger })
  const telemetry = [...(hooks.telemetry ?? []), metrics.telemetry, await createTracing()]
  const lab = createJunctionLab({ ...options.junction, telemetry })
  const ledger = withTelemetry(openedLedger, telemetry)
  const onError = (component: ErrorComponent) => (error: unknown) => {
    metrics.countError(component)
    ignoreErrors(() => hooks.onError?.(error, component))
  }
  let shuttingDown = false
  const { contentType, scrape } = metrics
  const pages = {
    ...createProbes({ ledger: openedLedger, isShuttingDown: () => shuttingDown }),
    "/metrics": async () => ({ status: 200, contentType, body: await scrape() }),
  }

  const orders = createHandler({
    ledger,
    hashing,
    lab,
    verifyToken,
    onDuplicateOrder: onEvent,
    telemetry,
    settleMs,
    maxConcurrent,
    ...(hooks.log === undefined ? {} : { log: hooks.log }),
  })
  const requests = countActiveRequests(withCors(orders, { origins: corsOrigins }))
  const operations =
    operationsPort === undefined
      ? undefined
      : await serve(withPages(notFoundHandler, pages), {
          ...listen,
          port: operationsPort,
          maxConnections: maxOperationsConnections,
        })
  opened.defer(() => closeNow(operations))
  const handler = operations === undefined ? withPages(requests.handler, pages) : requests.handler
  const server = await serve(handler, { ...listen, port, maxConnections: settings.maxConnections })
  const work = { ledger, lab, onEvent, telemetry, settleMs }
  const reconciler = startReconciler({ ...work, onError: onError("reconcile") })
  const rest = opened.move()

  const { shutdownDelayMs, drainTimeoutMs } = settings
  const parts = { requests, server, orders, reconciler, shutdownDelayMs, drainTimeoutMs }
  const end = async () => {
    shuttingDown = true
    await shutDown({ ...parts, onError: onError("shutdown") })
    // An unavailable database must not delay the exit of the process.
    await settlesWithin(closeMs, rest.disposeAsync())
  }
  let ended: Promise<void> | undefined
  return {
    url: server.url,
    operationsUrl: operations?.url ?? server.url,
    countError: metrics.countError,
    close: () => (ended ??= end().catch(onError("shutdown"))),
  }
}

async function closeNow(server: RunningServer | undefined): Promise<void> {
  const closed = server?.close()
  server?.cut()
  await closed
}
