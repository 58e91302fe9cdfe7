import { json, text, toResponse, type SimulatedResponse } from "../simulated-response.ts"
import { rejectOnAbort } from "../reject-on-abort.ts"
import type { Fault } from "./faults.ts"

/** A request to which a fault is applied. */
export interface InterceptedCall {
  readonly request: Request
  /** Executes the request as Junction does. */
  execute(options?: { readonly lagMs: number }): SimulatedResponse
  /** Marks the request's idempotency key as in flight. The returned function removes the mark. */
  markInFlight(): () => void
  /** Saves a response under the request's idempotency key, unless the key has one. */
  save(response: SimulatedResponse): void
  readonly createId: () => string
}

/** Applies a fault to a call. Rejects as `fetch` does after a reset or an abort. */
export async function applyFault(fault: Fault, call: InterceptedCall): Promise<Response> {
  switch (fault.name) {
    case "reset-before-create":
      throw connectionReset()
    case "reset-after-create":
      call.execute()
      throw connectionReset()
    case "status": {
      const { status, body = { detail: "Simulated" }, headers = {} } = fault
      const bare = typeof body === "string" ? text(status, body) : json(status, body)
      const response = { ...bare, headers }
      if (fault.saved ?? isSavedByDefault(status)) call.save(response)
      return toResponse(response)
    }
    case "500":
      return applyFault({ name: "status", status: 500, body: "Internal Server Error" }, call)
    case "429":
    case "503": {
      const headers: Record<string, string> =
        fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) }
      return applyFault({ name: "status", status: Number(fault.name), headers }, call)
    }
    case "delay": {
      const executed = executeAfter(fault.ms, call).then(toResponse)
      return Promise.race([executed, rejectOnRequestAbort(call.request)])
    }
    case "hang":
      return rejectOnRequestAbort(call.request)
    case "stalled-body":
      return stallBody(toResponse(call.execute()), call.request)
    case "non-json-200":
      call.execute()
      return toResponse(text(200, "<!doctype html><title>Maintenance</title>", "text/html"))
    case "missing-field": {
      const withoutField = (order: object) =>
        Object.fromEntries(Object.entries(order).filter(([name]) => name !== fault.field))
      return toResponse(editOrders(call.execute(), withoutField))
    }
    case "other-passthrough": {
      const passthrough = fault.passthrough ?? call.createId()
      return toResponse(editOrders(call.execute(), (order) => ({ ...order, passthrough })))
    }
    case "gateway-504-then-create": {
      if (fault.ms === undefined) call.execute()
      else void executeAfter(fault.ms, call)
      return toResponse(text(504, "<!doctype html><title>Gateway Timeout</title>", "text/html"))
    }
    case "list-lags":
      return toResponse(call.execute({ lagMs: fault.forMs }))
    case "list-fails":
      return applyFault({ name: "status", status: fault.status, saved: false }, call)
    case "redirect": {
      const location = fault.location ?? "https://elsewhere.invalid/v3/order"
      return toResponse({ ...text(307, ""), headers: { location } })
    }
  }
}

/** Returns whether an error is a connection reset, simulated or of undici's `fetch`. */
export function isConnectionReset(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    error.cause instanceof Error &&
    "code" in error.cause &&
    error.cause.code === "ECONNRESET"
  )
}

function connectionReset(): TypeError {
  return new TypeError("fetch failed", {
    cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
  })
}

/** Junction saves responses of executed requests. The listed statuses mean: not executed. */
function isSavedByDefault(status: number): boolean {
  return status >= 400 && ![409, 422, 429, 503].includes(status)
}

async function executeAfter(ms: number, call: InterceptedCall): Promise<SimulatedResponse> {
  const release = call.markInFlight()
  await new Promise((resolve) => setTimeout(resolve, ms))
  release()
  return call.execute()
}

/** References to hanging requests. The signal of a garbage-collected request never fires. */
const hanging = new Set<Request>()

function rejectOnRequestAbort(request: Request): Promise<never> {
  hanging.add(request)
  return rejectOnAbort(request.signal).finally(() => hanging.delete(request))
}

async function stallBody(response: Response, request: Request): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.subarray(0, bytes.length / 2))
      rejectOnRequestAbort(request).catch((reason: unknown) => controller.error(reason))
    },
  })
  response.headers.set("content-length", String(bytes.length))
  return new Response(body, response)
}

/** Edits each order of a response: one order, an order in an envelope, or a page of orders. */
function editOrders(
  response: SimulatedResponse,
  edit: (order: object) => object,
): SimulatedResponse {
  const body = response.body as { order?: object; orders?: readonly object[] } | null
  if (response.status !== 200 || typeof body !== "object" || body === null) return response
  if (body.orders) return { ...response, body: { ...body, orders: body.orders.map(edit) } }
  if (body.order) return { ...response, body: { ...body, order: edit(body.order) } }
  return { ...response, body: edit(body) }
}
