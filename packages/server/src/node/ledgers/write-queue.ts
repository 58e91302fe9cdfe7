import { copyError } from "./store-error.ts"

/** Maximum number of waiting operations. Further ones are rejected at once. */
const maxPending = 10_000

/** Maximum number of operations in one commit. */
const maxBatch = 1_000

interface Pending<Operation, Outcome> {
  readonly operation: Operation
  readonly key: string
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: Error) => void
}

/**
 * Creates a queue with group commit. Operations that arrive in one turn of the event loop, or
 * during a write, are the next batch. A single operation does not wait.
 */
export function createWriteQueue<Operation, Outcome>(options: {
  /** Writes a batch and returns the outcomes in order. Never called concurrently. */
  readonly write: (batch: readonly Operation[]) => Promise<readonly Outcome[]>
  /** Returns the key of an operation. Operations with the same key are never in one batch. */
  readonly keyOf: (operation: Operation) => string
}) {
  const { write, keyOf } = options
  let waiting: Pending<Operation, Outcome>[] = []
  let inFlight = 0
  let planned = false
  let closing = false
  let onIdle: (() => void) | undefined

  const plan = () => {
    if (planned || inFlight > 0 || waiting.length === 0) return
    planned = true
    // After all callbacks of this turn, so that requests that arrived together are written
    // together.
    setImmediate(() => {
      planned = false
      void writeNext()
    })
  }

  const writeNext = async () => {
    const batch = takeBatch()
    inFlight = batch.length
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
    inFlight = 0
    plan()
    if (waiting.length === 0) onIdle?.()
  }

  const takeBatch = () => {
    const keys = new Set<string>()
    const batch: typeof waiting = []
    const rest: typeof waiting = []
    for (const pending of waiting) {
      if (batch.length === maxBatch || keys.has(pending.key)) {
        rest.push(pending)
      } else {
        keys.add(pending.key)
        batch.push(pending)
      }
    }
    waiting = rest
    return batch
  }

  return {
    /** Resolves after the operation is written. Rejects if its batch fails or the queue is full. */
    submit: (operation: Operation) =>
      new Promise<Outcome>((resolve, reject) => {
        if (closing) {
          reject(new Error("The ledger is closed."))
        } else if (waiting.length + inFlight >= maxPending) {
          reject(new Error(`The ledger is overloaded: ${maxPending} operations are waiting.`))
        } else {
          waiting.push({ operation, key: keyOf(operation), resolve, reject })
          plan()
        }
      }),
    /** Rejects new operations, and resolves after the pending ones have settled. */
    close() {
      closing = true
      return new Promise<void>((resolve) => {
        if (waiting.length + inFlight === 0) resolve()
        else onIdle = resolve
      })
    },
  }
}
