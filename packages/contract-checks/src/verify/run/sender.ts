import { setTimeout as pause } from "node:timers/promises"
import type { ApiOperation } from "../read-document/api-document.ts"
import { findResponse } from "../read-document/api-document.ts"
import type { ApiRequest } from "../requests/api-request.ts"
import { errorCodeOf, outcomeOf, type ApiResponse, type Exchange } from "./exchange.ts"
import { RunStopped } from "./run-stopped.ts"
import type { Transport } from "./transport.ts"

/** Limits of a run. */
export interface RunLimits {
  /** Maximum number of successful requests that may have created something. */
  readonly maxOrders: number
  /** Maximum duration in milliseconds. */
  readonly maxDurationMs: number
}

/** Sends requests within the limits, and slows down if the server is overloaded. */
export interface Sender {
  send(
    operation: ApiOperation,
    caseId: string,
    request: ApiRequest,
    signal?: AbortSignal,
  ): Promise<Exchange>
  /** Counts a raw message that succeeded. */
  countRaw(status: number | undefined): void
  readonly exchanges: readonly Exchange[]
  orders(): number
}

const safeMethods = ["GET", "HEAD", "OPTIONS", "TRACE"]

/** Maximum number of attempts of a request that an overloaded server rejects. */
const maxAttempts = 4

/** Longest time that a `retry-after` is respected, in milliseconds. */
const maxPauseMs = 10_000

/** Creates a sender. */
export function createSender(transport: Transport, limits: RunLimits): Sender {
  const exchanges: Exchange[] = []
  const startedAt = Date.now()
  let orders = 0
  /** Pause before each request, in milliseconds. Grows when the server is overloaded. */
  let spacing = 0

  const attempt = async (
    operation: ApiOperation,
    caseId: string,
    request: ApiRequest,
    signal?: AbortSignal,
  ): Promise<Exchange> => {
    if (orders >= limits.maxOrders) {
      throw new RunStopped(`The limit of ${limits.maxOrders} orders is reached.`)
    }
    const start = Date.now()
    if (start - startedAt > limits.maxDurationMs) {
      throw new RunStopped(`The limit of ${limits.maxDurationMs / 1_000} seconds is reached.`)
    }
    let response: ApiResponse | undefined
    let error: string | undefined
    try {
      response = await transport.send(request, signal)
    } catch (thrown) {
      error = describeError(thrown)
    }
    const durationMs = Date.now() - start
    const exchange = { operation, caseId, request, response, error, startedAt: start, durationMs }
    const mayCreate = !safeMethods.includes(request.method) && outcomeOf(exchange) === "success"
    if (mayCreate && !isReplay(response)) orders += 1
    exchanges.push(exchange)
    return exchange
  }

  return {
    exchanges,
    orders: () => orders,
    countRaw: (status = 0) => {
      if (status >= 200 && status < 300) orders += 1
    },
    send: async (operation, caseId, request, signal) => {
      for (let count = 1; ; count += 1) {
        if (spacing > 0) await pause(spacing)
        const exchange = await attempt(operation, caseId, request, signal)
        const { response } = exchange
        const isOverload = response !== undefined && isOverloaded(operation, response)
        if (!isOverload || count === maxAttempts) return exchange
        spacing = Math.min(100, spacing + 5)
        await pause(retryPause(response, count))
      }
    },
  }
}

/** Whether the response says that the same request can succeed later and that nothing was created. */
function isOverloaded(operation: ApiOperation, response: ApiResponse): boolean {
  if (response.status === 429) return true
  const code = errorCodeOf(response.json)
  if (code === undefined || !response.headers.has("retry-after")) return false
  const { retry, order } = findResponse(operation, response.status)?.codes.get(code) ?? {}
  return retry === "same_key" && order === "not_created"
}

function retryPause(response: ApiResponse, count: number): number {
  const seconds = Number(response.headers.get("retry-after"))
  return Math.min(maxPauseMs, seconds > 0 ? seconds * 1_000 : 100 * 2 ** count)
}

function isReplay(response: ApiResponse | undefined): boolean {
  return [...(response?.headers ?? [])].some(
    ([name, value]) => /replay/.test(name) && value === "true",
  )
}

/** Returns the name and code of an error. */
function describeError(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const { cause } = thrown
  const code = cause instanceof Error && "code" in cause ? ` ${String(cause.code)}` : ""
  return `${thrown.name}: ${thrown.message}${code}`
}
