import createClient, { type Client } from "openapi-fetch"
import type { paths } from "../generated/junction.gen.ts"

/** What came of one call. */
export type Answer =
  | {
      readonly kind: "answer"
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
  | { readonly kind: "no_answer"; readonly networkCode: string }

/** A client typed by our slice of Junction's API. */
export type JunctionClient = Client<paths>

/** What a client is made of. */
export interface JunctionClientOptions {
  readonly baseUrl: string
  readonly apiKey: string
  readonly fetch?: (request: Request) => Promise<Response>
}

/** Makes the client. It follows no redirect: neither the key nor a patient goes to another host. */
export function createJunctionClient(options: JunctionClientOptions): JunctionClient {
  return createClient<paths>({
    baseUrl: options.baseUrl,
    headers: { "x-vital-api-key": options.apiKey },
    redirect: "manual",
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  })
}

/**
 * Waits for a call that was made with `parseAs: "text"`, whose signal covers the body too, and tells what came of
 * it. Never rejects.
 */
export async function answerOf(
  call: Promise<{ data?: unknown; error?: unknown; response: Response }>,
): Promise<Answer> {
  try {
    const { data, error, response } = await call
    return {
      kind: "answer",
      status: response.status,
      body: response.ok ? parsed(data) : error,
      retryAfter: secondsOf(response.headers.get("retry-after")),
      date: timeOf(response.headers.get("date")),
    }
  } catch (error) {
    const networkCode = networkCodeOf(error)
    return { kind: neverConnected.test(networkCode) ? "not_sent" : "no_answer", networkCode }
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
  if (header === null) return undefined
  if (/^\d{1,9}$/.test(header)) return Number(header)
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000))
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
export function isOurTime(
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
    const code: unknown = "code" in cause ? cause.code : undefined
    if (typeof code === "string") return code
  }
  return "UNKNOWN"
}
