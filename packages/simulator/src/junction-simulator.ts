import { toResponse } from "./simulated-response.ts"
import { applyFault, type InterceptedCall } from "./faults/apply-fault.ts"
import { handleControl, type SimulatorControls } from "./control.ts"
import { createKeysInFlight, saveUnderKey } from "./operations/create-order.ts"
import { createFaultQueue } from "./faults/fault-queue.ts"
import type { Fault } from "./faults/faults.ts"
import { withoutKeys, type JournalEntry } from "./journal.ts"
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
  readonly state?: SimulatorState
  /**
   * Called after each change of state and before the response, so that it can be kept on disk. When it throws, the
   * request fails, and the next one tries again.
   */
  readonly onChange?: (state: SimulatorState) => void
  /** Where to send webhooks; none are made when absent. */
  readonly webhooks?: WebhookOptions
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
  const store = createStore({ now, createId, strict, userCap }, options.state, (order) =>
    options.webhooks === undefined ? [] : eventsOf(order, partialResults),
  )
  const keys = createKeysInFlight()
  const faults = createFaultQueue()
  const journal: { -readonly [Name in keyof JournalEntry]: JournalEntry[Name] }[] = []

  const saveChanges = () => {
    if (!store.hasChanged()) return
    onChange?.(store.state())
    // After `onChange`, so that the next request retries a change that could not be saved.
    store.markSaved()
  }
  const webhooks = options.webhooks && createWebhooks(store, options.webhooks, saveChanges)
  const catchUp = () => {
    applyDueStatuses(store)
    saveChanges()
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
      saveChanges()
      await webhooks?.deliver()
    },
    async redeliverWebhook(id) {
      return webhooks?.redeliver(id)
    },
    fault(fault) {
      faults.add(Array.isArray(fault) ? (fault as readonly Fault[]) : [fault as Fault])
    },
    clearFaults() {
      faults.clear()
    },
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
      const entry: (typeof journal)[number] = {
        method,
        path,
        query,
        headers: withoutKeys(headers),
        body: body ?? null,
      }
      journal.push(entry)

      const call: InterceptedCall = {
        request,
        createId,
        execute({ lagMs } = { lagMs: 0 }) {
          applyDueStatuses(store)
          const result = routeRequest({ store, keys, lagMs }, received, apiKey)
          catchUp()
          return result
        },
        markInFlight: () => keys.add(headers.get("x-idempotency-key") ?? undefined),
        save(result) {
          saveUnderKey(store, headers, result)
          saveChanges()
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
      return applyRedirectMode(request, response)
    },
  }
}

async function receive(request: Request): Promise<ReceivedRequest> {
  const url = new URL(request.url)
  const text = await request.text()
  const received = {
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
  }
  if (text === "") return { ...received, body: undefined, isMalformed: false }
  try {
    return { ...received, body: JSON.parse(text) as unknown, isMalformed: false }
  } catch {
    return { ...received, body: text, isMalformed: true }
  }
}

/** Rejects as fetch does if the request does not allow redirects. The simulator never follows one. */
function applyRedirectMode(request: Request, response: Response): Response {
  const isRedirect = [301, 302, 303, 307, 308].includes(response.status)
  if (isRedirect && request.redirect === "error") {
    throw new TypeError("fetch failed", { cause: new Error("unexpected redirect") })
  }
  return response
}
