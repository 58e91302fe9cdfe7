import { toResponse } from "./answer.ts"
import { applyFault, type Call } from "./apply-fault.ts"
import { control, type SimulatorControls } from "./control.ts"
import { createKeysInFlight, saveUnderKey } from "./create-order.ts"
import { createFaultQueue, type Fault } from "./faults.ts"
import { withoutKeys, type JournalEntry } from "./journal.ts"
import { reachDueStatuses } from "./order-progress.ts"
import { answer, type ReceivedRequest } from "./routes.ts"
import { createTeam, type SimulatorState } from "./team.ts"
import { eventsOf } from "./webhook-message.ts"
import { createWebhooks, type WebhookOptions } from "./webhooks.ts"

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
   * with the signal's reason on an abort. Serves the controls under `/__simulator/` as well (see `control`).
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
  const team = createTeam({ now, createId, strict, userCap }, options.state, (order) =>
    options.webhooks === undefined ? [] : eventsOf(order, partialResults),
  )
  const keys = createKeysInFlight()
  const faults = createFaultQueue()
  const journal: { -readonly [Member in keyof JournalEntry]: JournalEntry[Member] }[] = []

  const report = () => {
    if (!team.hasChanged()) return
    onChange?.(team.state())
    // Not before: what could not be kept is tried again with the next request.
    team.markReported()
  }
  const webhooks = options.webhooks && createWebhooks(team, options.webhooks, report)
  const catchUp = () => {
    reachDueStatuses(team)
    report()
    webhooks?.deliverUnasked()
  }

  const controls: SimulatorControls = {
    journal,
    orders() {
      reachDueStatuses(team)
      return team.orders()
    },
    webhooks() {
      reachDueStatuses(team)
      return webhooks?.deliveries() ?? []
    },
    async deliverWebhooks() {
      reachDueStatuses(team)
      report()
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
      reachDueStatuses(team)
      return structuredClone(team.state())
    },
    async fetch(request) {
      request.signal.throwIfAborted()
      const controlled = await control(controls, request)
      if (controlled !== undefined) return controlled
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

      const call: Call = {
        request,
        createId,
        execute({ lagMs } = { lagMs: 0 }) {
          reachDueStatuses(team)
          const answered = answer({ team, keys, lagMs }, received, apiKey)
          catchUp()
          return answered
        },
        hold: () => keys.hold(headers.get("x-idempotency-key") ?? undefined),
        save(answered) {
          saveUnderKey(team, headers, answered)
          report()
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
      return refusingRedirect(request, response)
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

/** What fetch makes of a redirect that it was told to refuse; the simulator itself never follows one. */
function refusingRedirect(request: Request, response: Response): Response {
  const isRedirect = [301, 302, 303, 307, 308].includes(response.status)
  if (isRedirect && request.redirect === "error") {
    throw new TypeError("fetch failed", { cause: new Error("unexpected redirect") })
  }
  return response
}
