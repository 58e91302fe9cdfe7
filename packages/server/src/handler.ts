import { createLabOrder } from "@loop-health/integrations-contract"
import { authenticate, type TokenVerifier } from "./authenticate.ts"
import { createLabOrders } from "./create-lab-order.ts"
import { Failure } from "./failure.ts"
import type { Handler, HttpRequest, HttpResponse } from "./http.ts"
import type { Digest } from "./identifiers.ts"
import type { Lab } from "./lab.ts"
import type { OrderLedger } from "./ledger.ts"
import { toLogEntry, type LogEntry } from "./log.ts"
import { parseRequest } from "./parse-request.ts"
import {
  respondCreated,
  respondFailure,
  respondMethodNotAllowed,
  respondNotFound,
} from "./respond.ts"

/** What a handler is made of. */
export interface HandlerOptions {
  readonly ledger: OrderLedger
  readonly lab: Lab
  readonly verifyToken: TokenVerifier
  readonly digest: Digest
  /** Gets one entry per request, without patient details; what it throws is ignored. Nothing is logged unless told. */
  readonly log?: (entry: LogEntry) => void
  /** Epoch milliseconds; the process's clock unless told. */
  readonly now?: () => number
  /** Names a request that came without a usable `x-request-id`; a random UUID unless told. */
  readonly createRequestId?: () => string
}

/** Makes the handler of the service: plain request in, plain response out, in this order and no other. */
export function createHandler(options: HandlerOptions): Handler {
  const { ledger, lab, verifyToken, digest, log } = options
  const { now = Date.now, createRequestId = () => crypto.randomUUID() } = options
  const orderLabs = createLabOrders({ ledger, lab, digest, now })

  const answer = async (request: HttpRequest, requestId: string): Promise<HttpResponse> => {
    if (request.path !== createLabOrder.path) return respondNotFound(requestId)
    if (request.method !== createLabOrder.method) {
      return respondMethodNotAllowed(createLabOrder.method, requestId)
    }
    const caller = await authenticate(request, verifyToken)
    const rules = { now: now(), phoneRequired: lab.phoneRequired }
    const parsed = await parseRequest(request, rules)
    const { order, replayed } = await orderLabs(caller, parsed)
    return respondCreated(order, replayed, requestId)
  }

  return async (request) => {
    const startedAt = performance.now()
    const requestId = givenRequestId(request) ?? createRequestId()
    let response: HttpResponse
    let error: unknown
    try {
      response = await answer(request, requestId)
    } catch (thrown) {
      error = thrown
      response = respondFailure(thrown instanceof Failure ? thrown : unexpected, requestId)
    }
    try {
      log?.(toLogEntry({ request, requestId, response, error, startedAt }))
    } catch {
      // An order that stands is answered, whether or not its line could be written.
    }
    return response
  }
}

/** What an error that nobody foresaw says to the caller: nothing of itself, for it may quote the request. */
const unexpected = new Failure(
  "internal_error",
  "The service failed. Ask for help with the request id; the same request with the same key never orders twice.",
)

/** The caller's own name for the request, if it cannot be mistaken for anything else in a log. */
function givenRequestId(request: HttpRequest): string | undefined {
  const given = request.header("x-request-id")
  return given !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(given) ? given : undefined
}
