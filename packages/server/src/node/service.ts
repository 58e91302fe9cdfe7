import { createHandler } from "../handler.ts"
import { createJunctionLab, type JunctionLabOptions } from "../junction/lab.ts"
import type { LogEntry } from "../log.ts"
import { startSweeper, type SweepEvent } from "../sweep.ts"
import { createDigest } from "./digest.ts"
import { createDocs } from "./docs.ts"
import { countInFlight } from "./in-flight.ts"
import { openLedger } from "./open-ledger.ts"
import { nothing, withPages } from "./pages.ts"
import { createProbes } from "./probes.ts"
import { serve, type RunningServer } from "./serve.ts"
import { within } from "./within.ts"
import { createTokenVerifier, type TokenVerifierOptions } from "./verify-token.ts"

/** Everything that a deployment decides. `readConfig` makes it of the environment. */
export interface ServiceOptions {
  /** Where the API listens; 8787 unless told, and 0 for any free port. */
  readonly port?: number
  /** The address to bind to; `0.0.0.0` unless told. */
  readonly host?: string
  /** Where the probes listen; on the API's port unless told. */
  readonly operationsPort?: number | undefined
  /** `sqlite:<path>` or `postgres://…`, the latter to a database whose schema is up to date. */
  readonly databaseUrl: string
  /** At least 32 bytes; the same for the ledger's whole life. */
  readonly ledgerSecret: Uint8Array
  /** Whose access tokens are taken. */
  readonly auth: TokenVerifierOptions
  /** How Junction is reached, and what the panels are there. */
  readonly junction: JunctionLabOptions
  /** A built site, served under `/docs/`. */
  readonly docsFolder?: string | undefined
  /** The origins whose pages may call; none unless told. */
  readonly corsOrigins?: readonly string[] | undefined
  /** Requests beyond so many at a time are answered `overloaded`. */
  readonly maxConcurrentRequests?: number
  /** For the headers of a request to arrive. */
  readonly headersTimeoutMs?: number
  /** For a whole request to arrive. */
  readonly requestTimeoutMs?: number
  /** How long requests are still taken once `close` was called and `/readyz` says 503; 0 unless told. */
  readonly shutdownDelayMs?: number
  /** For requests in flight to end before their orders are handed back; 20,000 unless told. */
  readonly drainTimeoutMs?: number
  /** How long Junction is given to list an order; 10 minutes unless told. */
  readonly settleMs?: number
}

/** Who hears what the service has to say. None of it holds a patient's detail; what a hook throws is ignored. */
export interface ServiceHooks {
  /** One entry per request of the API. */
  readonly log?: (entry: LogEntry) => void
  /** What a sweep found, and orders that nobody is to have. */
  readonly onEvent?: (event: SweepEvent) => void
  /** A sweep that could not be made, or an end that was not clean. */
  readonly onFault?: (fault: unknown) => void
}

/** A service that runs. */
export interface RunningService {
  /** Where the API is reached, without a trailing slash. */
  readonly url: string
  /** Where the probes are reached, without a trailing slash. */
  readonly operationsUrl: string
  /**
   * Ends the service, once however often it is called: says that it is not ready, takes no more requests, lets those in
   * flight end, hands back the orders that take too long, and lets go of the ledger. Never rejects.
   */
  close(this: void): Promise<void>
}

/** What is answered may still be on its way to its client, for so many milliseconds. */
const flushMs = 1_000

/**
 * Starts the service as it is deployed: ledger, tokens, Junction, sweeper, probes and HTTP. Rejects when a part cannot
 * be had: a taken port, a ledger that is away, of another secret or not migrated, a panel without a lab test. It does not
 * call Junction or the token issuer.
 */
export async function startService(
  options: ServiceOptions,
  hooks: ServiceHooks = {},
): Promise<RunningService> {
  const { port = 8787, host = "0.0.0.0", operationsPort, settleMs } = options
  const { shutdownDelayMs = 0, drainTimeoutMs = 20_000 } = options
  const onFault = (fault: unknown) => quietly(() => hooks.onFault?.(fault))
  const onEvent = (event: SweepEvent) => quietly(() => hooks.onEvent?.(event))
  const settle = settleMs === undefined ? {} : { settleMs }

  const { docsFolder } = options
  const documents = docsFolder === undefined ? {} : { before: await createDocs(docsFolder) }
  const digest = createDigest(options.ledgerSecret)
  const lab = createJunctionLab(options.junction)
  const verifyToken = createTokenVerifier(options.auth)
  const ledger = await openLedger(options.databaseUrl, digest)

  await using opened = new AsyncDisposableStack()
  opened.defer(() => ledger.close())
  let ending = false
  const pages = createProbes({ ledger, isEnding: () => ending })

  const orders = createHandler({
    ledger,
    digest,
    lab,
    verifyToken,
    onStrayOrder: onEvent,
    ...settle,
    ...(hooks.log === undefined ? {} : { log: hooks.log }),
  })
  const requests = countInFlight(orders)
  let operations: RunningServer | undefined
  if (operationsPort !== undefined) {
    operations = await serve(withPages(nothing, pages), { port: operationsPort, host })
    opened.defer(() => closeNow(operations))
  }
  const server = await serve(
    operations === undefined ? withPages(requests.handler, pages) : requests.handler,
    { port, host, ...documents },
  )
  const sweeper = startSweeper({ ledger, lab, onEvent, onFault, ...settle })
  const rest = opened.move()

  const end = async () => {
    ending = true
    await pause(shutdownDelayMs)
    const drainedBy = performance.now() + drainTimeoutMs
    const left = () => Math.max(0, drainedBy - performance.now())
    requests.endConnections()
    const closed = server.close()
    await within(left(), requests.ended())
    // Those whose clients have gone, and what takes too long.
    await orders.drain(left()).catch(onFault)
    await within(left(), sweeper.stop())
    await within(flushMs, closed)
    server.cut()
    await closed
    await rest.disposeAsync()
  }
  let ended: Promise<void> | undefined
  return {
    url: server.url,
    operationsUrl: operations?.url ?? server.url,
    close: () => (ended ??= end().catch(onFault)),
  }
}

async function closeNow(server: RunningServer | undefined): Promise<void> {
  const closed = server?.close()
  server?.cut()
  await closed
}

async function pause(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds))
}

function quietly(tell: () => void): void {
  try {
    tell()
  } catch {}
}
