import { copyError } from "./store-error.ts"

/** Maximum number of pending operations. Further operations are rejected at once. */
const maxPending = 10_000

/** Maximum number of operations in one commit. */
const maxBatch = 1_000

/** Maximum number of batches that are written at a time. */
const maxWrites = 2

/** Number of operations up to which a batch is not divided between the writes. */
const minShare = 16

interface Pending<Operation, Outcome> {
  readonly operation: Operation
  readonly key: string
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: Error) => void
}

/**
 * Creates a queue with group commit. Operations that arrive in one turn of the event loop, or while
 * batches are written, are written together. A single operation does not wait.
 */
export function createWriteQueue<Operation, Outcome>(options: {
  /**
   * Writes a batch and returns the outcomes in order. Called for up to two batches at a time, so
   * that one is prepared while the other is saved.
   */
  readonly write: (batch: readonly Operation[]) => Promise<readonly Outcome[]>
  /** Returns the key of an operation. Operations with the same key are written one after another. */
  readonly keyOf: (operation: Operation) => string
}) {
  const { write, keyOf } = options
  let waiting: Pending<Operation, Outcome>[] = []
  /** The keys of the batches that are being written. */
  const writing = new Set<string>()
  let writes = 0
  let planned = false
  let closing = false
  let onIdle: (() => void) | undefined

  const plan = () => {
    if (planned || writes === maxWrites || waiting.length === 0) return
    planned = true
    // After all callbacks of this turn, so that requests that arrived together are written
    // together.
    setImmediate(() => {
      planned = false
      const batch = takeBatch()
      // Empty if all waiting operations are for keys that are being written.
      if (batch.length === 0) return
      void writeBatch(batch)
      plan()
    })
  }

  const writeBatch = async (batch: readonly Pending<Operation, Outcome>[]) => {
    writes += 1
    try {
      const outcomes = await write(batch.map(({ operation }) => operation))
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index]
        if (outcome === undefined)
          reject(new Error("The database returned no outcome for an operation."))
        else resolve(outcome)
      }
    } catch (error) {
      // Each caller gets an error object of its own.
      for (const { reject } of batch) reject(copyError(error))
    }
    writes -= 1
    for (const { key } of batch) writing.delete(key)
    plan()
    if (waiting.length + writing.size === 0) onIdle?.()
  }

  const takeBatch = () => {
    // Not more than the share of one write, so that the other write has operations too.
    const share = Math.ceil((waiting.length + writing.size) / maxWrites)
    const size = Math.min(maxBatch, Math.max(minShare, share))
    const batch: typeof waiting = []
    const rest: typeof waiting = []
    for (const pending of waiting) {
      if (batch.length === size || writing.has(pending.key)) {
        rest.push(pending)
      } else {
        writing.add(pending.key)
        batch.push(pending)
      }
    }
    waiting = rest
    return batch
  }

  return {
    /**
     * Resolves to the outcome after the operation is written. Rejects if its batch fails, or if the
     * queue is full or closed.
     */
    submit: (operation: Operation) =>
      new Promise<Outcome>((resolve, reject) => {
        if (closing) {
          reject(new Error("The ledger is closed."))
        } else if (waiting.length + writing.size >= maxPending) {
          reject(new Error(`The ledger is overloaded: ${maxPending} operations are pending.`))
        } else {
          waiting.push({ operation, key: keyOf(operation), resolve, reject })
          plan()
        }
      }),
    /** Rejects new operations, and resolves after the pending ones have settled. */
    close() {
      closing = true
      return new Promise<void>((resolve) => {
        if (waiting.length + writing.size === 0) resolve()
        else onIdle = resolve
      })
    },
  }
}
