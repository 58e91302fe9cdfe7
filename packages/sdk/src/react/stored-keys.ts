/** Storage of a browser tab, such as `sessionStorage`. */
export type KeyStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">

const item = "loop-health.lab-order-keys"

/**
 * Idempotency keys of the orders that are pending or in doubt. With a storage, they survive a
 * reload. The keys are random and contain no patient data.
 */
export class StoredKeys {
  readonly #storage: KeyStorage | undefined
  readonly #restored: Set<string>
  readonly #active = new Set<string>()
  readonly #listeners = new Set<() => void>()

  constructor(storage?: KeyStorage) {
    this.#storage = storage
    this.#restored = new Set(readKeys(storage))
  }

  /** Keys of an earlier page load whose orders may exist, oldest first. */
  get restored(): readonly string[] {
    return [...this.#restored]
  }

  /** Stores a key before its first request. */
  add(key: string): void {
    this.#active.add(key)
    this.#write()
  }

  /**
   * Removes a key whose order is no longer pending. A restored key remains until `settle` or
   * `discardRestored`.
   */
  remove(key: string): void {
    this.#active.delete(key)
    this.#write()
  }

  /** Removes a key whose order was created. */
  settle(key: string): void {
    this.#restored.delete(key)
    this.remove(key)
  }

  /** Removes the keys of an earlier page load. */
  discardRestored(): void {
    this.#restored.clear()
    this.#write()
    for (const listener of this.#listeners) listener()
  }

  /** Calls the listener after `discardRestored`. Returns a function that removes the listener. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #write(): void {
    const keys = new Set([...this.#restored, ...this.#active])
    try {
      if (keys.size === 0) this.#storage?.removeItem(item)
      else this.#storage?.setItem(item, JSON.stringify([...keys]))
    } catch {
      // A full or blocked storage must not prevent an order. Its key then exists only in memory.
    }
  }
}

function readKeys(storage: KeyStorage | undefined): readonly string[] {
  try {
    const keys: unknown = JSON.parse(storage?.getItem(item) ?? "[]")
    return Array.isArray(keys) ? keys.filter((key) => isKey(key)) : []
  } catch {
    return []
  }
}

/** Checks for a UUID, because the page's other scripts can also write to the storage. */
function isKey(key: unknown): key is string {
  return typeof key === "string" && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(key)
}
