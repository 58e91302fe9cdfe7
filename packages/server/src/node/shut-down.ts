import type { OrderHandler } from "../handler.ts"
import type { RunningReconciler } from "../orders/reconcile.ts"
import { settlesWithin } from "../with-timeout.ts"
import type { ActiveRequests } from "./http/active-requests.ts"
import type { RunningServer } from "./http/serve.ts"

/** Time for the last responses to reach their clients, in milliseconds. */
const flushMs = 1_000

/** Time to release the remaining claims, in milliseconds. Later, their leases expire. */
const releaseMs = 2_000

/** Drains the requests, releases the remaining claims, and closes every connection. */
export async function shutDown(parts: {
  readonly requests: ActiveRequests
  readonly server: RunningServer
  readonly orders: OrderHandler
  readonly reconciler: RunningReconciler
  readonly onError: (error: unknown) => void
  readonly shutdownDelayMs: number
  readonly drainTimeoutMs: number
}): Promise<void> {
  const { requests, server, orders, reconciler, onError, shutdownDelayMs, drainTimeoutMs } = parts
  if (shutdownDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, shutdownDelayMs))
  const drainedBy = performance.now() + drainTimeoutMs
  const left = () => Math.max(0, drainedBy - performance.now())
  requests.endConnections()
  const closed = server.close()
  await settlesWithin(left(), requests.ended())
  // Orders whose clients have disconnected, and orders that take too long.
  const drainMs = left()
  const drained = orders.drain(drainMs).catch(onError)
  if (!(await settlesWithin(drainMs + releaseMs, drained))) {
    onError(new Error("The ledger did not release the remaining claims in time."))
  }
  await settlesWithin(left(), reconciler.stop())
  await settlesWithin(flushMs, closed)
  server.cut()
  await closed
}
