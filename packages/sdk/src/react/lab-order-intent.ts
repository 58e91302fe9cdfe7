import { hashKey, type QueryClient } from "@tanstack/react-query"
import { createIdempotencyKey } from "../idempotency-key.ts"
import type { CallError, LabOrder, LabOrderRequest, LoopClient } from "../index.ts"

/**
 * Intent to place one order: a request, and the idempotency key of all its calls. TanStack Query
 * keeps it as the variables of the mutation. Only the getter `request` returns the request. JSON,
 * `dehydrate`, structured cloning, devtools, and logs see an empty object, so that no persister
 * stores a patient.
 */
export class LabOrderIntent {
  readonly #request: LabOrderRequest
  readonly #body: string | undefined
  readonly #remove: () => void
  readonly #calls = new Map<LoopClient, Promise<LabOrder>>()
  #idempotencyKey: string | undefined
  #created = false
  #inDoubt = false

  /** Used by `getLabOrderIntent`. */
  constructor(request: LabOrderRequest, body?: string, remove = () => {}) {
    this.#request = request
    this.#body = body
    this.#remove = remove
  }

  /** The request at the time when the intent was created. */
  get request(): LabOrderRequest {
    return this.#request
  }

  /** True from the outcome `unknown` until the order is created. The order may exist. */
  get inDoubt(): boolean {
    return this.#inDoubt
  }

  /**
   * Places the order, always with the same key. Joins a pending call of the same client.
   *
   * @throws the errors of `loop.labs.orders.create`.
   */
  place(loop: LoopClient): Promise<LabOrder> {
    const pending = this.#calls.get(loop)
    if (pending !== undefined) return pending
    const call = this.#send(loop).finally(() => this.#calls.delete(loop))
    this.#calls.set(loop, call)
    return call
  }

  /**
   * Ends the intent if its order was created. The same request is then a new order. Returns
   * whether it ended. Without a created order, a new intent could place a second order.
   */
  end(): boolean {
    if (this.#created) this.#remove()
    return this.#created
  }

  async #send(loop: LoopClient): Promise<LabOrder> {
    this.#idempotencyKey ??= createIdempotencyKey()
    // Callbacks may have changed the object, but all calls with one key need the same body.
    const request = this.#body === undefined ? this.#request : parseBody(this.#body)
    const options = { idempotencyKey: this.#idempotencyKey }
    try {
      const order = await loop.labs.orders.create(request, options)
      this.#created = true
      this.#inDoubt = false
      return order
    } catch (error) {
      // `create` throws only a CallError.
      const { outcome } = error as CallError
      if (outcome === "unknown") this.#inDoubt = !this.#created
      throw error
    }
  }
}

/** The intents in memory. They exist as long as the QueryClient. */
const intentsByClient = new WeakMap<QueryClient, Map<string, LabOrderIntent>>()

/**
 * Returns the QueryClient's intent for a request, or creates one. Requests are the same if their
 * JSON is the same in any order of fields, as on the server (spec/README.md, "What one key means").
 */
export function getLabOrderIntent(
  queryClient: QueryClient,
  request: LabOrderRequest,
): LabOrderIntent {
  const body = writeBody(request)
  // The SDK rejects this request, so no call can share the intent.
  if (body === undefined) return new LabOrderIntent(request)

  const intents = intentsOf(queryClient)
  const known = intents.get(body)
  if (known !== undefined) return known
  const intent = new LabOrderIntent(parseBody(body), body, () => {
    if (intents.get(body) === intent) intents.delete(body)
  })
  intents.set(body, intent)
  return intent
}

/**
 * Ends every intent of a QueryClient with a created order. Call it before a new checkout.
 * Pending intents and intents with an unknown outcome continue.
 */
export function clearCreatedLabOrders(queryClient: QueryClient): void {
  for (const intent of intentsOf(queryClient).values()) intent.end()
}

function intentsOf(queryClient: QueryClient): Map<string, LabOrderIntent> {
  const intents = intentsByClient.get(queryClient) ?? new Map<string, LabOrderIntent>()
  intentsByClient.set(queryClient, intents)
  return intents
}

/** Returns JSON with sorted fields, or undefined if the request cannot be serialized. */
function writeBody(request: LabOrderRequest): string | undefined {
  try {
    return hashKey([request])
  } catch {
    return undefined
  }
}

function parseBody(body: string): LabOrderRequest {
  // writeBody wrote this text.
  const [request] = JSON.parse(body) as [LabOrderRequest]
  return request
}
