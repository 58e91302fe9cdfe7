import { setTimeout as pause } from "node:timers/promises"
import type { ApiOperation } from "../read-document/api-document.ts"
import { findResponse } from "../read-document/api-document.ts"
import type { ApiRequest } from "../requests/api-request.ts"
import { errorCodeOf, outcomeOf, type ApiResponse, type Exchange } from "./exchange.ts"
import type { RawResult } from "./raw-connection.ts"
import { RunStopped } from "./run-stopped.ts"
import type { Transport } from "./transport.ts"

/** Limits of a run. */
export interface RunLimits {
  /** Maximum number of successful requests that may have created something. */
  readonly maxOrders: number
  /** Maximum duration in milliseconds. */
  readonly maxDurationMs: number
}

/** A sender that respects the limits, and slows down if the server is overloaded. */
export interface Sender {
  send(
    operation: ApiOperation,
    caseId: string,
    request: ApiRequest,
    signal?: AbortSignal,
  ): Promise<Exchange>
  /**
   * Sends a raw message within the limits. The message counts as an order unless its response has a
   * status of 300 or more.
   */
  sendRaw(send: () => Promise<RawResult>): Promise<RawResult>
  readonly exchanges: readonly Exchange[]
  orders(): number
}

const safeMethods = ["GET", "HEAD", "OPTIONS", "TRACE"]

/** Maximum number of attempts of a request that an overloaded server rejects. */
const maxAttempts = 4

/** Longest pause before a retry, in milliseconds. */
const maxPauseMs = 10_000

/** Creates a sender of requests. */
export function createSender(transport: Transport, limits: RunLimits): Sender {
  const exchanges: Exchange[] = []
  const startedAt = Date.now()
  const usedKeys = new Set<string>()
  let orders = 0
  /** Requests without a response yet. Each of them may create something. */
  let active = 0
  /** Pause before each request, in milliseconds. Grows when the server is overloaded. */
  let spacing = 0

  const rejectBeyondLimits = () => {
    if (orders + active >= limits.maxOrders) {
      throw new RunStopped(
        `The limit of ${limits.maxOrders} orders is reached. To run all cases, increase --max-orders (maxOrders).`,
      )
    }
    if (Date.now() - startedAt > limits.maxDurationMs) {
      throw new RunStopped(
        `The limit of ${limits.maxDurationMs / 1_000} seconds is reached. To run all cases, increase --max-seconds (maxDurationMs).`,
      )
    }
  }

  const attempt = async (
    operation: ApiOperation,
    caseId: string,
    request: ApiRequest,
    signal?: AbortSignal,
  ): Promise<Exchange> => {
    rejectBeyondLimits()
    const start = Date.now()
    let response: ApiResponse | undefined
    let error: string | undefined
    active += 1
    try {
      response = await transport.send(request, signal)
    } catch (thrown) {
      error = describeError(thrown)
    } finally {
      active -= 1
    }
    const durationMs = Date.now() - start
    const exchange = { operation, caseId, request, response, error, startedAt: start, durationMs }
    if (mayHaveCreated(exchange)) {
      // A faulty server can mark the first response of a key as a replay, too.
      if (!isMarkedAsReplay(exchange) || !usedKeys.has(keyOf(exchange))) orders += 1
      usedKeys.add(keyOf(exchange))
    }
    exchanges.push(exchange)
    return exchange
  }

  return {
    exchanges,
    orders: () => orders,
    sendRaw: async (send) => {
      rejectBeyondLimits()
      const result = await send()
      const { status = 0 } = result
      if (status < 300) orders += 1
      return result
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

/**
 * Returns whether the status is 429, or whether the declared code and `retry-after` allow a retry
 * because nothing was created.
 */
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

/** A request without a response can have created something. */
function mayHaveCreated({ request, response }: Exchange): boolean {
  if (safeMethods.includes(request.method)) return false
  return response === undefined || outcomeOf({ response }) === "success"
}

function isMarkedAsReplay({ response }: Exchange): boolean {
  return [...(response?.headers ?? [])].some(
    ([name, value]) => name.includes("replay") && value === "true",
  )
}

function keyOf({ operation, request }: Exchange): string {
  const lines = request.headers.filter(([name]) => name === operation.idempotencyHeader)
  return lines.map(([, value]) => value).join(", ")
}

/** Returns the name and message of an error, and the code of its cause. */
function describeError(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const { cause } = thrown
  const code = cause instanceof Error && "code" in cause ? ` ${String(cause.code)}` : ""
  return `${thrown.name}: ${thrown.message}${code}`
}
