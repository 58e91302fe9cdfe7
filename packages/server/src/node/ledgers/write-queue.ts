/** How many operations may wait for a database that does not keep up; more are refused at once. */
const maxPending = 10_000

/** How many operations share a commit at most, so that none waits for an endless one. */
const maxBatch = 1_000

/** What a write queue works with. */
export interface WriteQueueOptions<Operation, Outcome> {
  /** Writes a batch and answers each of its operations, in order. Never called while an earlier call is under way. */
  readonly write: (batch: readonly Operation[]) => Promise<readonly Outcome[]>
  /** Operations of one key never share a batch: the second one waits for the end of the first. */
  readonly keyOf: (operation: Operation) => string
}

/** Operations on their way into a database. */
export interface WriteQueue<Operation, Outcome> {
  /** Resolves once the operation is written; rejects when its batch was not, or when too many wait. */
  submit(operation: Operation): Promise<Outcome>
  /** Takes nothing more, and resolves when everything that was taken has been answered. */
  close(): Promise<void>
}

interface Pending<Operation, Outcome> {
  readonly operation: Operation
  readonly key: string
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: Error) => void
}

/**
 * Group commit: what arrives in one turn of the event loop, or while a batch is being written, is the next batch. So
 * the number of commits does not grow with the number of callers, and a lone operation waits for nobody.
 */
export function createWriteQueue<Operation, Outcome>({
  write,
  keyOf,
}: WriteQueueOptions<Operation, Outcome>): WriteQueue<Operation, Outcome> {
  let waiting: Pending<Operation, Outcome>[] = []
  let inFlight = 0
  let planned = false
  let closing = false
  let onIdle: (() => void) | undefined

  const plan = () => {
    if (planned || inFlight > 0 || waiting.length === 0) return
    planned = true
    // After the callbacks of this turn: requests that came in together are written together.
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
        if (outcome === undefined) reject(new Error("the database left an operation unanswered"))
        else resolve(outcome)
      }
    } catch (error) {
      // An error that several callers get is not theirs to share: each may add to it.
      for (const { reject } of batch) reject(new Error(toMessage(error), { cause: error }))
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
    submit: (operation) =>
      new Promise((resolve, reject) => {
        if (closing) {
          reject(new Error("the ledger is closed"))
        } else if (waiting.length + inFlight >= maxPending) {
          reject(new Error(`the ledger does not keep up: ${maxPending} operations wait already`))
        } else {
          waiting.push({ operation, key: keyOf(operation), resolve, reject })
          plan()
        }
      }),
    close() {
      closing = true
      return new Promise((resolve) => {
        if (waiting.length + inFlight === 0) resolve()
        else onIdle = resolve
      })
    },
  }
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
