import { hashKey, type QueryClient } from "@tanstack/react-query"
import { createIdempotencyKey } from "../idempotency-key.ts"
import type { CallError, LabOrder, LabOrderRequest, LoopClient } from "../index.ts"
import { StoredKeys, type KeyStorage } from "./stored-keys.ts"

/**
 * Intent to place one order: a request, and the idempotency key of all its calls. TanStack Query
 * keeps it as the variables of the mutation. Only the getter `request` returns the request. JSON,
 * `dehydrate`, structured cloning, devtools, and logs see an empty object, so that no persister
 * stores a patient.
 */
export class LabOrderIntent {
  readonly #request: LabOrderRequest
  readonly #body: string | undefined
  readonly #keys: StoredKeys
  readonly #remove: () => void
  readonly #calls = new Map<LoopClient, Promise<LabOrder>>()
  #idempotencyKey: string | undefined
  #created = false
  #inDoubt = false
  #replayed = false

  /** Creates an intent. Call `getLabOrderIntent` instead, which also remembers the intent. */
  constructor(request: LabOrderRequest, body?: string, keys = new StoredKeys(), remove = () => {}) {
    this.#request = request
    this.#body = body
    this.#keys = keys
    this.#remove = remove
  }

  /** The request at the time when the intent was created. */
  get request(): LabOrderRequest {
    return this.#request
  }

  /**
   * True from the outcome `unknown` until the order is created. The order may exist. Also true if
   * the intent has no key and keys of an earlier page load remain.
   */
  get inDoubt(): boolean {
    return this.#inDoubt || (this.#idempotencyKey === undefined && this.#keys.restored.length > 0)
  }

  /** True if the last success returned an order that an earlier request had placed. */
  get replayed(): boolean {
    return this.#replayed
  }

  /**
   * Places the order. All calls have the same key, unless a restored key belongs to another
   * request. Joins a pending call of the same client.
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
   * Ends the intent if its order was created. The same request is then a new order. Otherwise the
   * intent continues, because a new intent could place a second order. Returns whether the intent
   * ended.
   */
  end(): boolean {
    if (this.#created) this.#remove()
    return this.#created
  }

  async #send(loop: LoopClient): Promise<LabOrder> {
    // Callbacks may have changed the object, but all calls with one key need the same body.
    const request = this.#body === undefined ? this.#request : parseBody(this.#body)
    let conflict: CallError | undefined
    for (const key of this.#candidates()) {
      try {
        return await this.#sendWithKey(loop, request, key)
      } catch (thrown) {
        // `#sendWithKey` throws only a CallError.
        const error = thrown as CallError
        if (!this.#belongsToOther(key, error)) throw error
        this.#idempotencyKey = undefined
        conflict = error
      }
    }
    throw conflict
  }

  /** Returns the intent's key. Without a key, every restored key may belong to this request. */
  #candidates(): readonly string[] {
    const { restored } = this.#keys
    const own = this.#idempotencyKey ?? (restored.length > 0 ? undefined : createIdempotencyKey())
    if (own === undefined) return restored
    this.#idempotencyKey = own
    return restored.includes(own) ? [own, ...restored.filter((key) => key !== own)] : [own]
  }

  async #sendWithKey(loop: LoopClient, request: LabOrderRequest, key: string): Promise<LabOrder> {
    this.#keys.add(key)
    const result = await loop.labs.orders.safeCreate(request, { idempotencyKey: key })
    if (result.kind === "created") {
      this.#idempotencyKey = key
      this.#created = true
      this.#inDoubt = false
      this.#replayed = result.replayed
      this.#keys.settle(key)
      return result.order
    }
    const { error } = result
    if (error.outcome === "unknown" && !this.#belongsToOther(key, error)) {
      this.#idempotencyKey = key
      this.#inDoubt = !this.#created
    }
    if (!this.#inDoubt) this.#keys.remove(key)
    throw error
  }

  /** Returns whether the error shows that a restored key belongs to another request. */
  #belongsToOther(key: string, error: CallError): boolean {
    return (
      this.#keys.restored.includes(key) &&
      error.code === "validation" &&
      error.apiCode === "idempotency_key_reused"
    )
  }
}

/** The state of a QueryClient's intents. It exists in memory, as long as the QueryClient. */
interface IntentState {
  readonly intents: Map<string, LabOrderIntent>
  keys: StoredKeys
}

const stateByClient = new WeakMap<QueryClient, IntentState>()

/**
 * Stores the idempotency keys of orders that are pending or in doubt, for a reload. Call this
 * function once when the page loads, before the first order. Nothing else is stored.
 *
 * After a reload, `inDoubt` of `useCreateLabOrder` is true if a stored key is left: an order may
 * exist. Let the user enter the same data again. The next request is sent with the stored keys, so
 * that it finds the order or places it. If the data differs, the API rejects the request with the
 * code `idempotency_key_reused`, and no order is placed.
 *
 * @example
 * persistLabOrderKeys(queryClient, sessionStorage)
 */
export function persistLabOrderKeys(queryClient: QueryClient, storage: KeyStorage): void {
  stateOf(queryClient).keys = new StoredKeys(storage)
}

/** Returns the keys of a QueryClient's intents. */
export function keysOf(queryClient: QueryClient): StoredKeys {
  return stateOf(queryClient).keys
}

/**
 * Removes the keys of an earlier page load. If one of their orders exists, the next request can
 * place a second order. Call this function only if the user agrees.
 */
export function discardRestoredLabOrders(queryClient: QueryClient): void {
  keysOf(queryClient).discardRestored()
}

/**
 * Returns the QueryClient's intent for a request, or creates one. Requests are the same if their
 * JSON is the same in any order of fields, as on the server (spec/README.md, "Meaning of an
 * idempotency key").
 */
export function getLabOrderIntent(
  queryClient: QueryClient,
  request: LabOrderRequest,
): LabOrderIntent {
  const body = writeBody(request)
  // The SDK rejects this request, so no call can share the intent.
  if (body === undefined) return new LabOrderIntent(request)

  const { intents, keys } = stateOf(queryClient)
  const known = intents.get(body)
  if (known !== undefined) return known
  const intent = new LabOrderIntent(parseBody(body), body, keys, () => {
    if (intents.get(body) === intent) intents.delete(body)
  })
  intents.set(body, intent)
  return intent
}

/**
 * Ends every intent with a created order in a QueryClient. Call this function before a new
 * checkout. Pending intents and intents with an unknown outcome continue.
 */
export function clearCreatedLabOrders(queryClient: QueryClient): void {
  for (const intent of stateOf(queryClient).intents.values()) intent.end()
}

function stateOf(queryClient: QueryClient): IntentState {
  const state = stateByClient.get(queryClient) ?? { intents: new Map(), keys: new StoredKeys() }
  stateByClient.set(queryClient, state)
  return state
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
