import { toResponse } from "./simulated-response.ts"
import { applyFault, type InterceptedCall } from "./faults/apply-fault.ts"
import { handleControl, type SimulatorControls } from "./control.ts"
import { saveUnderKey } from "./operations/create-order.ts"
import { createFaultQueue } from "./faults/fault-queue.ts"
import type { JournalEntry } from "./journal.ts"
import { applyDueStatuses } from "./operations/order-progress.ts"
import type { ReceivedRequest } from "./operations/route-context.ts"
import { routeRequest } from "./operations/routes.ts"
import type { SimulatorState } from "./state.ts"
import { createStore } from "./store.ts"
import { eventsOf } from "./webhooks/webhook-events.ts"
import { createWebhooks, type WebhookOptions } from "./webhooks/webhooks.ts"

/** Options for `createJunctionSimulator`. */
export interface JunctionSimulatorOptions {
  /**
   * The only accepted API key. Default: every key is accepted. A request without a key gets a 401.
   */
  readonly apiKey?: string
  /** Returns the time in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /** Creates a UUID. Default: `crypto.randomUUID`. */
  readonly createId?: () => string
  /**
   * Whether to reject `+1555…` numbers, and Labcorp tests in NY, NJ, and RI. Junction's sandbox
   * rejects them. Most examples use such numbers or states. Default: false.
   */
  readonly strict?: boolean
  /** Maximum number of users, which is 50 in Junction's sandbox. Default: no limit. */
  readonly userCap?: number
  /** A saved state to continue from. The simulator copies it. Default: no users and no orders. */
  readonly state?: SimulatorState | undefined
  /**
   * Called after each change of state and before the response. Use it to save the state. If the
   * function throws, the request fails, and the next request calls the function again.
   */
  readonly onChange?: ((state: SimulatorState) => void) | undefined
  /** Target of the webhooks. Default: none; no webhooks are created. */
  readonly webhooks?: WebhookOptions | undefined
}

/** A simulated Junction, with the operations that this service uses. */
export interface JunctionSimulator extends SimulatorControls {
  /**
   * Responds to a request as Junction does. Rejects as `fetch` does: with a TypeError for a reset
   * connection, and with the signal's reason for an abort. Also rejects with the errors of
   * `onChange`. Serves the control API under `/__simulator/`.
   */
  fetch(this: void, request: Request): Promise<Response>
  /** Aborts the current webhook delivery. Its attempt fails, and other webhooks remain due. */
  close(this: void): void
  /**
   * Applies the delayed statuses that are due, and sends due webhooks unless `outOfOrder` is set. A
   * listener calls this once a second. Throws the errors of `onChange`.
   */
  catchUp(this: void): void
  /** Returns the state as plain JSON, for the option `state` of another simulator. */
  state(): SimulatorState
}

/**
 * Creates a simulated Junction with users, orders, lab tests, webhooks, and faults. It follows
 * Junction's OpenAPI 0.4.687 and observations of its sandbox. Times and IDs come from the options.
 * Only the delays of faults and the webhook timeout of 15 seconds use the system's clock. Throws a
 * TypeError that names the option if the webhook URL or secret is invalid.
 */
export function createJunctionSimulator(options: JunctionSimulatorOptions = {}): JunctionSimulator {
  const { now = Date.now, createId = () => crypto.randomUUID(), onChange, apiKey } = options
  const { strict = false, userCap = Infinity } = options
  const { partialResults = false } = options.webhooks ?? {}
  const store = createStore({ now, createId, strict, userCap, onChange }, options.state, (order) =>
    options.webhooks === undefined ? [] : eventsOf(order, partialResults),
  )
  // A restart ends every request, so the saved state does not include these keys.
  const keysInFlight = new Set<string>()
  const faults = createFaultQueue()
  const journal: MutableEntry[] = []

  const webhooks = options.webhooks && createWebhooks(store, options.webhooks)
  const catchUp = () => {
    applyDueStatuses(store)
    store.save()
    webhooks?.deliverInBackground()
  }

  const controls: SimulatorControls = {
    journal,
    orders() {
      applyDueStatuses(store)
      return store.orders()
    },
    webhooks() {
      applyDueStatuses(store)
      return webhooks?.deliveries() ?? []
    },
    async deliverWebhooks() {
      applyDueStatuses(store)
      store.save()
      await webhooks?.deliver()
    },
    redeliverWebhook: async (id) => webhooks?.redeliver(id),
    fault: (fault) => faults.add([fault].flat()),
    clearFaults: () => faults.clear(),
  }

  return {
    ...controls,
    close: () => webhooks?.abort(),
    catchUp,
    state() {
      applyDueStatuses(store)
      return structuredClone(store.state())
    },
    async fetch(request) {
      request.signal.throwIfAborted()
      const controlResponse = await handleControl(controls, request)
      if (controlResponse !== undefined) return controlResponse
      const received = await receive(request)
      const { method, path, query, headers, body } = received
      const {
        "x-vital-api-key": _key,
        authorization: _token,
        ...safeHeaders
      } = Object.fromEntries(headers)
      const entry: MutableEntry = { method, path, query, headers: safeHeaders, body: body ?? null }
      journal.push(entry)

      const call: InterceptedCall = {
        request,
        createId,
        execute({ lagMs } = { lagMs: 0 }) {
          applyDueStatuses(store)
          const result = routeRequest({ store, keysInFlight, lagMs }, received, apiKey)
          catchUp()
          return result
        },
        markInFlight() {
          const key = headers.get("x-idempotency-key")
          // A second request with the same key must not remove the entry of the first.
          if (key === null || keysInFlight.has(key)) return () => {}
          keysInFlight.add(key)
          return () => keysInFlight.delete(key)
        },
        save(result) {
          saveUnderKey(store, headers, result)
          store.save()
        },
      }
      const fault = faults.take(method, path)
      if (fault !== undefined) entry.fault = fault.name
      const response =
        fault === undefined ? toResponse(call.execute()) : await applyFault(fault, call)
      entry.status = response.status
      // RFC 9110, section 6.6.1. A fault can set another date.
      if (!response.headers.has("date")) {
        response.headers.set("date", new Date(now()).toUTCString())
      }
      // The simulator never follows a redirect.
      if (request.redirect === "error" && [301, 302, 303, 307, 308].includes(response.status)) {
        throw new TypeError("fetch failed", { cause: new Error("unexpected redirect") })
      }
      return response
    },
  }
}

type MutableEntry = { -readonly [Name in keyof JournalEntry]: JournalEntry[Name] }

async function receive(request: Request): Promise<ReceivedRequest> {
  const url = new URL(request.url)
  const text = await request.text()
  const received = {
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
  }
  try {
    const body: unknown = text === "" ? undefined : JSON.parse(text)
    return { ...received, body, isMalformed: false }
  } catch {
    return { ...received, body: text, isMalformed: true }
  }
}
