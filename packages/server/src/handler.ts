import { authenticate, type TokenVerifier } from "./authenticate.ts"
import { createLabOrders } from "./create-lab-order.ts"
import { Failure } from "./failure.ts"
import type { Handler, HttpRequest, HttpResponse } from "./http.ts"
import type { Digest } from "./identifiers.ts"
import type { Lab } from "./lab.ts"
import type { OrderLedger } from "./ledger.ts"
import { toLogEntry, type LogEntry } from "./log.ts"
import { parseRequest } from "./parse-request.ts"
import { labOrderCreated, respondFailure, respondSuccess, respondUnmatched } from "./respond.ts"
import { matchRoute, type Match, type Routes, type Success } from "./route.ts"

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

  const routes: Routes = {
    createLabOrder: async ({ request, caller }) => {
      const rules = { now: now(), phoneRequired: lab.phoneRequired }
      const parsed = await parseRequest(request, rules)
      const { order, replayed } = await orderLabs(caller, parsed)
      return labOrderCreated(order, replayed)
    },
  }

  const answer = async (
    request: HttpRequest,
    { operation, parameters }: Extract<Match, { kind: "operation" }>,
  ): Promise<Success> => {
    const caller = await authenticate(request, verifyToken, operation.scopes)
    // The compiler cannot see that the parameters are the operation's: both come from the same line of the document.
    return routes[operation.operationId]({ request, caller, parameters: parameters as never })
  }

  return async (request) => {
    const startedAt = performance.now()
    const requestId = givenRequestId(request) ?? createRequestId()
    const match = matchRoute(request.method, request.path)
    let response: HttpResponse
    let error: unknown
    if (match.kind === "operation") {
      try {
        response = respondSuccess(await answer(request, match), requestId)
      } catch (thrown) {
        error = thrown
        const failure = thrown instanceof Failure ? thrown : unexpected
        response = respondFailure(failure, match.operation, requestId)
      }
    } else {
      response = respondUnmatched(match, requestId)
    }
    try {
      log?.(toLogEntry({ request, match, requestId, response, error, startedAt }))
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
