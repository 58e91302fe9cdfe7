import { createWebhookSender, type WebhookTarget } from "./send-webhook.ts"
import type { WebhookDelivery, WebhookMessage } from "../state.ts"
import type { SimulatorStore } from "../store.ts"
import { webhookBody } from "./webhook-events.ts"

/** Options for the webhooks of a simulator. */
export interface WebhookOptions extends WebhookTarget {
  /** Whether to send `labtest.order.updated` for partial results. Default: false. */
  readonly partialResults?: boolean
  /**
   * If true, due webhooks are sent only by `deliverWebhooks`, the newest event first. Use this
   * option to check that a consumer does not rely on the order of events. Default: false.
   */
  readonly outOfOrder?: boolean
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Delays of the retries (documented). The eighth attempt is the last. */
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
 * Creates the functions that deliver a team's webhooks. Throws the errors of `createWebhookSender`.
 * Webhooks are sent one at a time, so that they arrive in order. The store is saved after each
 * attempt, and delivery rejects if saving throws.
 */
export function createWebhooks(store: SimulatorStore, options: WebhookOptions) {
  const send = createWebhookSender(options)
  const { outOfOrder = false } = options
  let controller = new AbortController()
  let current: Promise<unknown> | undefined

  /** Runs the work after all earlier work, or synchronously if there is none. */
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
    // The work waited for another delivery, and both were aborted.
    if (stop.aborted) return
    const at = store.now()
    const lastStatus = await send({ id: message.id, body: webhookBody(store, message), at, stop })
    const isDelivered = lastStatus !== null && lastStatus >= 200 && lastStatus <= 299
    const scheduledAttempts = message.scheduledAttempts + Number(isScheduled)
    // A failed redelivery does not change the schedule.
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
      // It rejects if the state could not be saved. The next change throws the error to its caller.
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
    /**
     * Aborts the current attempt and the work that waits for it. The waiting webhooks remain due.
     */
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
