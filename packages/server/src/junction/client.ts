import createClient, { type Client } from "openapi-fetch"
import type { paths } from "../generated/junction.gen.ts"
import { limitResponse } from "../http/limit-response.ts"
import { combineTelemetry } from "../telemetry/fan-out.ts"
import { systemCode } from "../telemetry/safe-error.ts"
import type { JunctionOperation, Telemetry } from "../telemetry/telemetry.ts"

/** The result of a call to Junction. */
export type JunctionResponse =
  | {
      readonly kind: "response"
      readonly status: number
      /** The parsed body. If it is not JSON, undefined for a 2xx status, else the text. */
      readonly body: unknown
      /** Time of `retry-after` in seconds, reduced to at most 3,600. */
      readonly retryAfter: number | undefined
      /** Value of `date`, Junction's clock, in epoch milliseconds (RFC 9110, section 6.6.1). */
      readonly date: number | undefined
    }
  /** Nothing reached Junction. */
  | { readonly kind: "not_sent"; readonly networkCode: string }
  /**
   * Junction may have received the request: the connection failed, the call timed out, or the
   * response was too large.
   */
  | { readonly kind: "no_response"; readonly networkCode: string }

/** Request options of every call. */
export interface RequestDefaults {
  readonly parseAs: "text"
  /** Signal that aborts the call, even while the body of the response is read. */
  readonly signal: AbortSignal
  readonly headers: Readonly<Record<string, string>>
}

/** A client for the part of Junction's API in spec/junction.openapi.yaml. */
export interface JunctionClient {
  /** Makes a call and returns its result. Never rejects. */
  call(
    call: {
      readonly operation: JunctionOperation
      readonly timeoutMs: number
      /** Number of earlier sends of the same request. Default: 0. */
      readonly resends?: number
    },
    send: (api: Client<paths>, defaults: RequestDefaults) => Promise<Sent>,
  ): Promise<JunctionResponse>
  /** Reports the outcome of a lookup to telemetry. */
  recordLookup(outcome: "found" | "absent" | "unknown"): void
}

/** The parts of openapi-fetch's result that the client reads. */
interface Sent {
  readonly data?: unknown
  readonly error?: unknown
  readonly response: Response
}

/** Options for the connection to Junction. */
export interface JunctionClientOptions {
  /** Base URL of Junction's API, such as `https://api.us.junction.com`. */
  readonly baseUrl: string
  /** API key of the Junction team. */
  readonly apiKey: string
  /** Sends requests. Default: the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>
  /** {@link Telemetry.startCall} provides the trace header of each call. Default: none. */
  readonly telemetry?: readonly Telemetry[]
}

/** Default timeout of each call other than `createOrder`, in milliseconds. */
export const defaultCallTimeoutMs = 5_000

/** Maximum size of a response, in bytes. A page of 100 orders is much smaller. */
const maxResponseBytes = 8 * 1024 * 1024

/** Method and path of each operation of spec/junction.openapi.yaml that the server calls. */
const operations = {
  createUser: { method: "POST", path: "/v2/user" },
  createOrder: { method: "POST", path: "/v3/order" },
  listOrders: { method: "GET", path: "/v3/orders" },
  cancelOrder: { method: "POST", path: "/v3/order/{order_id}/cancel" },
  listLabTests: { method: "GET", path: "/v3/lab_test" },
} as const satisfies Record<JunctionOperation, { method: string; path: keyof paths }>

/** Creates the client. Follows no redirects, so that data is never sent to another host. */
export function createJunctionClient(options: JunctionClientOptions): JunctionClient {
  const send = options.fetch ?? fetch
  const createApi = () =>
    createClient<paths>({
      baseUrl: options.baseUrl,
      headers: { "x-vital-api-key": options.apiKey },
      redirect: "manual",
      fetch: async (request) => limitResponse(await send(request), maxResponseBytes),
    })
  let api: Client<paths> | undefined
  const telemetry = combineTelemetry(options.telemetry)
  const server = serverOf(options.baseUrl)
  return {
    async call({ operation, timeoutMs, resends = 0 }, send) {
      const startedAt = performance.now()
      const start = { operation, ...operations[operation], server, resends }
      const span = telemetry.startCall(start)
      const signal = AbortSignal.timeout(timeoutMs)
      // Created at the first call, because it makes Node load fetch, which delays the startup.
      api ??= createApi()
      const response = await toJunctionResponse(
        send(api, { parseAs: "text", signal, headers: span.headers }),
      )
      span.end({
        kind: response.kind,
        status: response.kind === "response" ? response.status : undefined,
        networkCode: response.kind === "response" ? undefined : response.networkCode,
        durationMs: performance.now() - startedAt,
      })
      return response
    },
    recordLookup: (outcome) => telemetry.recordLookup(outcome),
  }
}

function serverOf(baseUrl: string): { address: string; port: number } | undefined {
  const url = URL.parse(baseUrl)
  if (url === null) return undefined
  const port = url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port)
  return { address: url.hostname, port }
}

async function toJunctionResponse(sent: Promise<Sent>): Promise<JunctionResponse> {
  try {
    const { data, error, response } = await sent
    return {
      kind: "response",
      status: response.status,
      body: response.ok ? parsed(data) : error,
      retryAfter: secondsOf(response.headers.get("retry-after")),
      date: timeOf(response.headers.get("date")),
    }
  } catch (error) {
    const networkCode = networkCodeOf(error)
    return { kind: neverConnected.test(networkCode) ? "not_sent" : "no_response", networkCode }
  }
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}

/** Maximum `retry-after`, in seconds. A longer time is probably an error of Junction. */
const maxRetryAfter = 3_600

/** Reads a `retry-after` header, in seconds or as a date (RFC 9110, section 10.2.3). */
function secondsOf(header: string | null): number | undefined {
  if (/^\d+$/.test(header ?? "")) return Math.min(Number(header), maxRetryAfter)
  const at = timeOf(header)
  if (at === undefined) return undefined
  return Math.min(Math.max(0, Math.ceil((at - Date.now()) / 1000)), maxRetryAfter)
}

function timeOf(header: string | null): number | undefined {
  const time = Date.parse(header ?? "")
  return Number.isNaN(time) ? undefined : time
}

/**
 * Maximum difference between the server's clock and Junction's, in milliseconds. The server's clock
 * measures the settle time. If the clocks differ by more, no order is sent, and no order counts as
 * absent.
 */
export const maxClockSkewMs = 2 * 60 * 1000

/** Returns whether the clocks agree, or undefined if the response has no date. */
export function clocksAgree(
  { date }: { readonly date: number | undefined },
  now: number,
): boolean | undefined {
  return date === undefined ? undefined : Math.abs(date - now) <= maxClockSkewMs
}

/** Node's codes for DNS, connection, and certificate errors. No byte of the request was written. */
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|CERT_.+|ERR_TLS_CERT_ALTNAME_INVALID|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.+)$/

/** Returns the code of a network error, `TIMEOUT`, or `UNKNOWN`. */
export function networkCodeOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === "TimeoutError") return "TIMEOUT"
    const code = systemCode(cause)
    if (code !== undefined) return code
  }
  return "UNKNOWN"
}

/**
 * Returns a field of a parsed JSON object. Undefined if the value is not an object or lacks the
 * field.
 */
export function getField(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}
