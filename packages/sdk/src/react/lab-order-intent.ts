import { hashKey, type QueryClient } from "@tanstack/react-query"
import { createIdempotencyKey } from "../idempotency-key.ts"
import type { CallError, LabOrder, LabOrderRequest, LoopClient } from "../index.ts"

/**
 * One order that a user wants: a request, and the idempotency key of every call for it. This is what TanStack Query
 * keeps as the mutation's variables. The request can be read with the getter `request` alone: to JSON, `dehydrate`,
 * structured cloning, devtools and logs an intent is an empty object, so that no persister stores a patient.
 */
export class LabOrderIntent {
  readonly #request: LabOrderRequest
  readonly #body: string | undefined
  readonly #remove: () => void
  readonly #calls = new Map<LoopClient, Promise<LabOrder>>()
  #idempotencyKey: string | undefined
  #created = false
  #inDoubt = false

  /** For `getLabOrderIntent`. */
  constructor(request: LabOrderRequest, body?: string, remove = () => {}) {
    this.#request = request
    this.#body = body
    this.#remove = remove
  }

  /** The request as it was when the intent began. */
  get request(): LabOrderRequest {
    return this.#request
  }

  /**
   * True from a call that ended with the outcome `unknown` until the order is created: it may exist, whatever a later
   * call that failed says of itself.
   */
  get inDoubt(): boolean {
    return this.#inDoubt
  }

  /**
   * Asks for the order, under the same key each time. A pending call of the same client is joined.
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
   * Ends the intent if its order was created: the next order of the same request is a new one. Says whether it did.
   * Until the order is known to exist, ending the intent could place a second one, so it goes on.
   */
  end(): boolean {
    if (this.#created) this.#remove()
    return this.#created
  }

  async #send(loop: LoopClient): Promise<LabOrder> {
    this.#idempotencyKey ??= createIdempotencyKey()
    // From the text: callbacks may have changed the object, and a key has one body.
    const request = this.#body === undefined ? this.#request : parseBody(this.#body)
    const options = { idempotencyKey: this.#idempotencyKey }
    try {
      const order = await loop.labs.orders.create(request, options)
      this.#created = true
      this.#inDoubt = false
      return order
    } catch (error) {
      // `create` throws nothing else.
      const { outcome } = error as CallError
      if (outcome === "unknown") this.#inDoubt = !this.#created
      throw error
    }
  }
}

/** Outlives the components and the mutations, and ends with the QueryClient. In memory only. */
const intentsByClient = new WeakMap<QueryClient, Map<string, LabOrderIntent>>()

/**
 * Returns the intent to order what the request says: the one that the QueryClient has, or else a new one. Requests are
 * the same when their JSON is, whatever the order of its fields: the server's own rule (spec/README.md, "What one key
 * means").
 */
export function getLabOrderIntent(
  queryClient: QueryClient,
  request: LabOrderRequest,
): LabOrderIntent {
  const body = writeBody(request)
  // There is nothing to share: the SDK does not send it.
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
 * Ends every intent of a QueryClient whose order was created, for when a new checkout begins. Pending intents and those
 * of unknown outcome go on.
 */
export function clearCreatedLabOrders(queryClient: QueryClient): void {
  for (const intent of intentsOf(queryClient).values()) intent.end()
}

function intentsOf(queryClient: QueryClient): Map<string, LabOrderIntent> {
  const intents = intentsByClient.get(queryClient) ?? new Map<string, LabOrderIntent>()
  intentsByClient.set(queryClient, intents)
  return intents
}

/** JSON with the fields in one order, as TanStack Query writes its keys; undefined when it cannot be JSON. */
function writeBody(request: LabOrderRequest): string | undefined {
  try {
    return hashKey([request])
  } catch {
    return undefined
  }
}

function parseBody(body: string): LabOrderRequest {
  // What writeBody wrote.
  const [request] = JSON.parse(body) as [LabOrderRequest]
  return request
}
