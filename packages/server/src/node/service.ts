import { createHandler } from "../handler.ts"
import { withCors } from "../http/cors.ts"
import type { LogEntry } from "../http/request-log.ts"
import { createJunctionLab, type JunctionLabOptions } from "../junction/junction-lab.ts"
import { withTelemetry } from "../orders/ledger-decorators.ts"
import { startReconciler, type ReconcileEvent } from "../orders/reconcile.ts"
import { ignoreErrors } from "../telemetry/fan-out.ts"
import type { Telemetry } from "../telemetry/telemetry.ts"
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

/** Everything that a deployment decides. `readConfig` makes it of the environment. */
export interface ServiceOptions {
  /** Port of the API; 0 is any free port. Default: 8787. */
  readonly port?: number
  /** Host name or IP address to bind to. Default: 0.0.0.0. */
  readonly host?: string
  /** Port of the probes and metrics. Default: the port of the API. */
  readonly operationsPort?: number | undefined
  /** `sqlite:<path>` or `postgres://…`, the latter to a database whose schema is up to date. */
  readonly databaseUrl: string
  /** At least 32 bytes; the same for the ledger's whole life. */
  readonly ledgerSecret: Uint8Array
  /** Whose access tokens are taken. */
  readonly auth: TokenVerifierOptions
  /** How Junction is reached, and what the panels are there. */
  readonly junction: Omit<JunctionLabOptions, "telemetry">
  /** Origins whose pages may call the API. Default: none. */
  readonly corsOrigins?: readonly string[] | undefined
  /** Maximum number of concurrent requests. More are rejected as `overloaded`. Default: 1,000. */
  readonly maxConcurrentRequests?: number
  /** Time for the headers of a request to arrive, in milliseconds. Default: 10,000. */
  readonly headersTimeoutMs?: number
  /** Time for a whole request to arrive, in milliseconds; at least `headersTimeoutMs`. Default: 30,000. */
  readonly requestTimeoutMs?: number
  /** Time that an idle connection stays open, in milliseconds. Default: 65,000. */
  readonly keepAliveTimeoutMs?: number
  /** Time between the 503 of `/readyz` and the end of accepting requests, in milliseconds. Default: 0. */
  readonly shutdownDelayMs?: number
  /** Time for active requests to end before their claims are released, in milliseconds. Default: 20,000. */
  readonly drainTimeoutMs?: number
  /** Time after which Junction lists an order, in milliseconds. Default: 600,000. */
  readonly settleMs?: number
}

/** Who hears what the service has to say. None of it holds a patient's detail; what a hook throws is ignored. */
export interface ServiceHooks {
  /** One entry per request of the API. */
  readonly log?: (entry: LogEntry) => void
  /** What a sweep found, and orders that nobody is to have. */
  readonly onEvent?: (event: ReconcileEvent) => void
  /** A sweep that could not be made, or an end that was not clean. It is counted already. */
  readonly onError?: (error: unknown, component: ErrorComponent) => void
  /** Whoever watches beside the metrics and the traces, such as an audit. */
  readonly telemetry?: readonly Telemetry[]
}

/** A service that runs. */
export interface RunningService {
  /** Where the API is reached, without a trailing slash. */
  readonly url: string
  /** Where the probes and the metrics are reached, without a trailing slash. */
  readonly operationsUrl: string
  /** Counts what went wrong around the service, in `integrations_internal_errors_total`. */
  countError(this: void, component: ErrorComponent): void
  /**
   * Ends the service, once however often it is called: says that it is not ready, takes no more requests, lets those in
   * flight end, hands back the orders that take too long, and lets go of the ledger. Never rejects.
   */
  close(this: void): Promise<void>
}

/**
 * Starts the service as it is deployed: ledger, tokens, Junction, reconciler, probes and HTTP. Rejects when a part cannot
 * be had: a taken port, a ledger that is away, of another secret or not migrated, a panel without a lab test. It does not
 * call Junction or the token issuer.
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
  // The modules load while the ledger's thread or database starts.
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
  let ending = false
  const { contentType, scrape } = metrics
  const pages = {
    ...createProbes({ ledger: openedLedger, isEnding: () => ending }),
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
  let operations: RunningServer | undefined
  if (operationsPort !== undefined) {
    operations = await serve(withPages(notFoundHandler, pages), { ...listen, port: operationsPort })
    opened.defer(() => closeNow(operations))
  }
  const handler = operations === undefined ? withPages(requests.handler, pages) : requests.handler
  const server = await serve(handler, { ...listen, port })
  const work = { ledger, lab, onEvent, telemetry, settleMs }
  const reconciler = startReconciler({ ...work, onError: onError("reconcile") })
  const rest = opened.move()

  const { shutdownDelayMs, drainTimeoutMs } = settings
  const parts = { requests, server, orders, reconciler, shutdownDelayMs, drainTimeoutMs }
  const end = async () => {
    ending = true
    await shutDown({ ...parts, onError: onError("shutdown") })
    await rest.disposeAsync()
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
