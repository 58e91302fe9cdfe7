import { toResponse } from "./simulated-response.ts"
import { applyFault, type InterceptedCall } from "./faults/apply-fault.ts"
import { handleControl, type SimulatorControls } from "./control.ts"
import { saveUnderKey } from "./operations/create-order.ts"
import { createFaultQueue } from "./faults/fault-queue.ts"
import type { JournalEntry } from "./journal.ts"
import { applyDueStatuses } from "./operations/order-progress.ts"
import { routeRequest, type ReceivedRequest } from "./operations/routes.ts"
import type { SimulatorState } from "./state.ts"
import { createStore } from "./store.ts"
import { eventsOf } from "./webhooks/webhook-events.ts"
import { createWebhooks, type WebhookOptions } from "./webhooks/webhooks.ts"

/** How a simulator behaves. */
export interface JunctionSimulatorOptions {
  /** When set, another key is a 401. A missing key always is. */
  readonly apiKey?: string
  /** Epoch milliseconds; `Date.now` when absent. */
  readonly now?: () => number
  /** Makes UUIDs; `crypto.randomUUID` when absent. */
  readonly createId?: () => string
  /**
   * Adds the sandbox's refusals that would get in the way of examples: `+1555…` numbers, and the states that Labcorp
   * does not serve (NY, NJ, RI). Off when absent.
   */
  readonly strict?: boolean
  /** How many users the team may have: 50 in Junction's sandbox, any number when absent. */
  readonly userCap?: number
  /** Where to go on from. It is copied. */
  readonly state?: SimulatorState | undefined
  /**
   * Called after each change of state and before the response, so that it can be kept on disk. When it throws, the
   * request fails, and the next one tries again.
   */
  readonly onChange?: ((state: SimulatorState) => void) | undefined
  /** Where to send webhooks; none are made when absent. */
  readonly webhooks?: WebhookOptions | undefined
}

/** Junction, as far as this service knows it. */
export interface JunctionSimulator extends SimulatorControls {
  /**
   * Answers a request as Junction would, and fails as `fetch` would: rejects with a TypeError on a reset connection, and
   * with the signal's reason on an abort. Serves the controls under `/__simulator/` as well (see `handleControl`).
   * Needs no `this`.
   */
  fetch(this: void, request: Request): Promise<Response>
  /** Ends the delivery under way: the attempt that waits for a response has failed, and what was not tried stays due. */
  close(this: void): void
  /**
   * Does what the time that has passed does at Junction without a request: delayed statuses, and webhooks unless
   * `outOfOrder`. A listener calls it. Throws what `onChange` throws.
   */
  catchUp(this: void): void
  /** Everything to go on from, as plain JSON. */
  state(): SimulatorState
}

/**
 * Makes a simulator of Junction: users, orders, idempotency keys, look-ups and lab tests as declared by Junction's
 * OpenAPI 0.4.687 and as observed in its sandbox, webhooks, and whatever can go wrong on the way. Nothing in it takes
 * time or chance that is not injected, but for the faults that wait and the 15 s that a webhook's target has to answer.
 * Throws a TypeError that names the option when the URL or the secret of the webhooks is none.
 */
export function createJunctionSimulator(options: JunctionSimulatorOptions = {}): JunctionSimulator {
  const { now = Date.now, createId = () => crypto.randomUUID(), onChange, apiKey } = options
  const { strict = false, userCap = Infinity } = options
  const { partialResults = false } = options.webhooks ?? {}
  const store = createStore({ now, createId, strict, userCap, onChange }, options.state, (order) =>
    options.webhooks === undefined ? [] : eventsOf(order, partialResults),
  )
  // A restart ends every request, so these keys are no part of the saved state.
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
      const publicHeaders = Object.fromEntries(headers)
      delete publicHeaders["x-vital-api-key"]
      delete publicHeaders["authorization"]
      const entry: MutableEntry = {
        method,
        path,
        query,
        headers: publicHeaders,
        body: body ?? null,
      }
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
      // RFC 9110, section 6.6.1; a fault may say something else.
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
