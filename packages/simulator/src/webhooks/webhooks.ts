import { createWebhookSender, type WebhookTarget } from "./send-webhook.ts"
import type { WebhookDelivery, WebhookMessage } from "../state.ts"
import type { SimulatorStore } from "../store.ts"
import { webhookBody } from "./webhook-events.ts"

/** Where a simulator sends its webhooks, and how. */
export interface WebhookOptions extends WebhookTarget {
  /** Whether `labtest.order.updated` is sent for partial results too: an option of a team at Junction. */
  readonly partialResults?: boolean
  /**
   * Sends nothing unless asked (`deliverWebhooks`), and then the newest event first: a consumer may not rely on order,
   * and this is how to see that it does not.
   */
  readonly outOfOrder?: boolean
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** How long after each failed attempt the next one is due (documented); after the eighth there is none. */
const retryDelaysMs = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  10 * hour,
]

/**
 * Makes the sending side of a team's webhooks; throws as `createWebhookSender` does. Saves the store after each
 * attempt, and rejects if that throws. Webhooks go one after the other, so that they arrive in the order in
 * which they are sent.
 */
export function createWebhooks(store: SimulatorStore, options: WebhookOptions) {
  const send = createWebhookSender(options)
  const { outOfOrder = false } = options
  let controller = new AbortController()
  let current: Promise<unknown> | undefined

  /** When nothing is under way, the work begins at once, at the time that the clock shows now. */
  async function runExclusively(work: (stop: AbortSignal) => Promise<void>): Promise<void> {
    const stop = controller.signal
    while (current !== undefined) await current.catch(() => undefined)
    const run = work(stop).finally(() => (current = undefined))
    current = run
    await run
  }

  async function attempt(
    message: WebhookMessage,
    isScheduled: boolean,
    stop: AbortSignal,
  ): Promise<void> {
    // It waited for one that was aborted, and so was called off with it.
    if (stop.aborted) return
    const at = store.now()
    const lastStatus = await send({ id: message.id, body: webhookBody(store, message), at, stop })
    const isDelivered = lastStatus !== null && lastStatus >= 200 && lastStatus <= 299
    const scheduledAttempts = message.scheduledAttempts + Number(isScheduled)
    // A replay that fails leaves the schedule as it was.
    const retryAt = isScheduled ? retryTime(at, scheduledAttempts) : message.nextAttemptAt
    store.putWebhook({
      ...message,
      attempts: message.attempts + 1,
      scheduledAttempts,
      lastStatus,
      nextAttemptAt: isDelivered ? null : retryAt,
    })
    store.save()
  }

  async function attemptDue(stop: AbortSignal): Promise<void> {
    const due = dueMessages(store)
    for (const message of outOfOrder ? due.reverse() : due) await attempt(message, true, stop)
  }

  return {
    /** Returns every webhook, oldest first. */
    deliveries: () => store.webhooks().map(toDelivery),
    /** Starts the delivery of due webhooks, unless `outOfOrder`. */
    deliverInBackground() {
      if (outOfOrder || dueMessages(store).length === 0) return
      // Over a change that could not be kept; whoever makes the next one hears of it.
      runExclusively(attemptDue).catch(() => undefined)
    },
    /** Resolves when every due webhook was attempted. */
    deliver: () => runExclusively(attemptDue),
    /** Sends a webhook in any state. Resolves to undefined if the id is unknown. */
    async redeliver(id: string) {
      await runExclusively(async (stop) => {
        const message = store.webhook(id)
        if (message !== undefined) await attempt(message, false, stop)
      })
      const message = store.webhook(id)
      return message && toDelivery(message)
    },
    /** Aborts the current attempt and the work that waits for it. Their webhooks remain due. */
    abort() {
      controller.abort()
      controller = new AbortController()
    },
  }
}

function dueMessages(store: SimulatorStore): WebhookMessage[] {
  const now = store.now()
  return store
    .webhooks()
    .filter(({ nextAttemptAt }) => nextAttemptAt !== null && nextAttemptAt <= now)
}

function retryTime(attemptedAt: number, attempts: number): number | null {
  const delay = retryDelaysMs[attempts - 1]
  return delay === undefined ? null : attemptedAt + delay
}

function toDelivery(message: WebhookMessage): WebhookDelivery {
  const { id, eventType, data, attempts, lastStatus, nextAttemptAt } = message
  const orderId = "id" in data ? data.id : data.order_id
  return { id, eventType, orderId, attempts, lastStatus, nextAttemptAt }
}
