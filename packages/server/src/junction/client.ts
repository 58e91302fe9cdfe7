import createClient, { type Client } from "openapi-fetch"
import type { paths } from "../generated/junction.gen.ts"
import { combineTelemetry } from "../telemetry/fan-out.ts"
import { systemCode } from "../telemetry/safe-error.ts"
import type { JunctionOperation, Telemetry } from "../telemetry/telemetry.ts"

/** What came of one call. */
export type JunctionResponse =
  | {
      readonly kind: "response"
      readonly status: number
      /** The parsed body, or undefined when it is not JSON. */
      readonly body: unknown
      /** Seconds. */
      readonly retryAfter: number | undefined
      /** Junction's clock, in epoch milliseconds (RFC 9110, section 6.6.1). */
      readonly date: number | undefined
    }
  /** Nothing can have reached Junction. */
  | { readonly kind: "not_sent"; readonly networkCode: string }
  /** Junction may have the request: the connection broke, or the time was up. */
  | { readonly kind: "no_response"; readonly networkCode: string }

/** What a call is made with, whatever it is for. */
export interface RequestDefaults {
  readonly parseAs: "text"
  /** Covers the body of the response too. */
  readonly signal: AbortSignal
  readonly headers: Readonly<Record<string, string>>
}

/** A client typed by our slice of Junction's API. */
export interface JunctionClient {
  /** Makes a call within so many milliseconds and tells what came of it. Never rejects. */
  call(
    call: {
      readonly operation: JunctionOperation
      readonly timeoutMs: number
      /** How often the same was sent before. */
      readonly resends?: number
    },
    send: (api: Client<paths>, sending: RequestDefaults) => Promise<Sent>,
  ): Promise<JunctionResponse>
  /** Tells whoever watches what a look through the list of orders came to. */
  recordLookup(outcome: "found" | "absent" | "unknown"): void
}

/** What openapi-fetch gives of a call. */
interface Sent {
  readonly data?: unknown
  readonly error?: unknown
  readonly response: Response
}

/** What a client is made of. */
export interface JunctionClientOptions {
  readonly baseUrl: string
  readonly apiKey: string
  readonly fetch?: (request: Request) => Promise<Response>
  /** Whoever watches calls. A trace goes on at Junction only by what they give: see {@link Telemetry.startCall}. */
  readonly telemetry?: readonly Telemetry[]
}

/** Timeout of a call other than an order, in milliseconds. */
export const defaultCallTimeoutMs = 5_000

/** Where the operations are; spec/junction.openapi.yaml. */
const operations = {
  createUser: { method: "POST", path: "/v2/user" },
  createOrder: { method: "POST", path: "/v3/order" },
  listOrders: { method: "GET", path: "/v3/orders" },
  cancelOrder: { method: "POST", path: "/v3/order/{order_id}/cancel" },
} as const satisfies Record<JunctionOperation, { method: string; path: keyof paths }>

/** Makes the client. It follows no redirect: neither the key nor a patient goes to another host. */
export function createJunctionClient(options: JunctionClientOptions): JunctionClient {
  const api = createClient<paths>({
    baseUrl: options.baseUrl,
    headers: { "x-vital-api-key": options.apiKey },
    redirect: "manual",
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  })
  const telemetry = combineTelemetry(options.telemetry)
  const server = serverOf(options.baseUrl)
  return {
    async call({ operation, timeoutMs, resends = 0 }, send) {
      const startedAt = performance.now()
      const start = { operation, ...operations[operation], server, resends }
      const span = telemetry.startCall(start)
      const signal = AbortSignal.timeout(timeoutMs)
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

/** RFC 9110, section 10.2.3: seconds, or a date. */
function secondsOf(header: string | null): number | undefined {
  if (/^\d{1,9}$/.test(header ?? "")) return Number(header)
  const at = timeOf(header)
  return at === undefined ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000))
}

function timeOf(header: string | null): number | undefined {
  const time = Date.parse(header ?? "")
  return Number.isNaN(time) ? undefined : time
}

/**
 * How far our clock may be from Junction's, in milliseconds. That Junction has had its time to list an order is told by
 * our clock, so with one that is wrong nothing is sent, and nothing is proven absent.
 */
const maxClockSkewMs = 2 * 60 * 1000

/** Whether an answer's clock is ours; undefined when it does not tell the time. */
export function clocksAgree(
  { date }: { readonly date: number | undefined },
  now: number,
): boolean | undefined {
  return date === undefined ? undefined : Math.abs(date - now) <= maxClockSkewMs
}

/** DNS, connect and certificate failures of Node: no byte of the request was written. */
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|CERT_.+|ERR_TLS_CERT_ALTNAME_INVALID|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.+)$/

function networkCodeOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === "TimeoutError") return "TIMEOUT"
    const code = systemCode(cause)
    if (code !== undefined) return code
  }
  return "UNKNOWN"
}

/** Returns a field of a parsed JSON object, or undefined if the value is no object. */
export function getField(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}
