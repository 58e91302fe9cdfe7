import { bodyText, headersOf, json, text, toResponse, type Answer } from "./answer.ts"
import type { Fault } from "./faults.ts"

/** A request on its way, as far as a fault has to know it. */
export interface Call {
  readonly request: Request
  /** Does what Junction would do. */
  execute(options?: { readonly lagMs: number }): Answer
  /** Marks the request's idempotency key as in flight, until the returned function is called. */
  hold(): () => void
  /** Saves an answer under the request's idempotency key, unless it has one. */
  save(answer: Answer): void
  readonly createId: () => string
}

/** Answers a call through a fault. Rejects as fetch does: with a TypeError for a reset, with the reason of an abort. */
export async function applyFault(fault: Fault, call: Call): Promise<Response> {
  switch (fault.name) {
    case "reset-before-create":
      throw connectionReset()
    case "reset-after-create":
      call.execute()
      throw connectionReset()
    case "status": {
      const { status, body = { detail: "Simulated" }, headers = {} } = fault
      const answer =
        typeof body === "string"
          ? { ...text(status, body), headers }
          : { ...json(status, body), headers }
      return scripted(answer, fault.saved ?? isSavedByDefault(status), call)
    }
    case "500":
      return scripted(text(500, "Internal Server Error"), true, call)
    case "429":
    case "503": {
      const headers: Record<string, string> =
        fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) }
      return toResponse({ ...json(Number(fault.name), { detail: "Simulated" }), headers })
    }
    case "delay": {
      const release = call.hold()
      const executed = wait(fault.ms).then(() => {
        release()
        return toResponse(call.execute())
      })
      return Promise.race([executed, aborted(call.request)])
    }
    case "hang":
      return aborted(call.request)
    case "stalled-body":
      return stalled(call.execute(), call.request)
    case "non-json-200":
      call.execute()
      return toResponse(text(200, "<!doctype html><title>Maintenance</title>", "text/html"))
    case "missing-field": {
      const withoutField = (order: object) =>
        Object.fromEntries(Object.entries(order).filter(([name]) => name !== fault.field))
      return toResponse(withOrders(call.execute(), withoutField))
    }
    case "other-passthrough": {
      const passthrough = fault.passthrough ?? call.createId()
      return toResponse(withOrders(call.execute(), (order) => ({ ...order, passthrough })))
    }
    case "gateway-504-then-create": {
      if (fault.ms === undefined) {
        call.execute()
      } else {
        const release = call.hold()
        void wait(fault.ms).then(() => {
          release()
          call.execute()
        })
      }
      return toResponse(text(504, "<!doctype html><title>Gateway Timeout</title>", "text/html"))
    }
    case "list-lags":
      return toResponse(call.execute({ lagMs: fault.forMs }))
    case "list-fails":
      return toResponse(json(fault.status, { detail: "Simulated" }))
    case "redirect": {
      const location = fault.location ?? "https://elsewhere.invalid/v3/order"
      return toResponse({ ...text(307, ""), headers: { location } })
    }
  }
}

/** Whether an error is the reset that `applyFault` throws; undici gives fetch's callers the same. */
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

/** Junction saves what it executed; these it gives for what it did not execute. */
function isSavedByDefault(status: number): boolean {
  return status >= 400 && ![409, 422, 429, 503].includes(status)
}

function scripted(answer: Answer, saved: boolean, call: Call): Response {
  if (saved) call.save(answer)
  return toResponse(answer)
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** In Node a request that is garbage no longer hears of its signal, and nothing else refers to one that hangs. */
const waiting = new Set<Request>()

function aborted(request: Request): Promise<never> {
  const { signal } = request
  return new Promise((_, reject) => {
    const end = () => {
      waiting.delete(request)
      reject(signal.reason as Error)
    }
    waiting.add(request)
    if (signal.aborted) end()
    else signal.addEventListener("abort", end, { once: true })
  })
}

function stalled(answer: Answer, request: Request): Response {
  const bytes = new TextEncoder().encode(bodyText(answer))
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.subarray(0, bytes.length / 2))
      aborted(request).catch((reason: unknown) => controller.error(reason))
    },
  })
  const headers = headersOf(answer)
  headers.set("content-length", String(bytes.length))
  return new Response(body, { status: answer.status, headers })
}

/** The answer with each order in it edited: an order alone, one in an envelope, or a page of them. */
function withOrders(answer: Answer, edit: (order: object) => object): Answer {
  if (answer.status !== 200 || typeof answer.body !== "object" || answer.body === null)
    return answer
  const body = answer.body as { order?: object; orders?: readonly object[] }
  if (body.orders !== undefined) {
    return { ...answer, body: { ...body, orders: body.orders.map(edit) } }
  }
  return {
    ...answer,
    body: body.order === undefined ? edit(body) : { ...body, order: edit(body.order) },
  }
}
