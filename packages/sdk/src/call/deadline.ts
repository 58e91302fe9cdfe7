/**
 * The deadline of a call. If the caller's signal aborts or the timeout expires, every wait and
 * request of the call ends.
 */
export interface Deadline {
  /** The first event that ended the call: an abort or the timeout. Undefined before the end. */
  readonly ended: "aborted" | "timeout" | undefined
  /**
   * Signal that aborts if the caller's signal aborts or the timeout expires. Omits the caller's
   * reason, which may contain personal data.
   */
  readonly signal: AbortSignal
  /**
   * Runs the work and settles with it. Rejects at an abort or the timeout, even if the work hangs.
   */
  race<Value>(work: () => Promise<Value>): Promise<Value>
  /** Returns whether a wait of `waitMs` milliseconds would finish before the timeout. */
  allowsWait(waitMs: number): boolean
  /** Waits for a time in milliseconds. Rejects at an earlier abort or timeout. */
  wait(waitMs: number): Promise<void>
  /** Clears the timers, and removes the listener from the caller's signal. */
  release(): void
}

/**
 * Starts the timeout and listens to the caller's signal until `release` is called.
 *
 * @throws any error if `callerSignal` is not an `AbortSignal`.
 */
export function startDeadline(timeoutMs: number, callerSignal?: AbortSignal): Deadline {
  const controller = new AbortController()
  const { signal } = controller
  let ended: Deadline["ended"]
  /** Rejects the current race. */
  let interrupt: (() => void) | undefined

  const end = (cause: Deadline["ended"]) => {
    if (ended) return
    ended = cause
    controller.abort()
    interrupt?.()
  }
  const abort = () => end("aborted")
  // Before the timer starts, because an invalid signal throws here.
  let unlisten: (() => void) | undefined
  if (callerSignal?.aborted) abort()
  else if (callerSignal) unlisten = onAbort(callerSignal, abort)
  const endsAt = performance.now() + timeoutMs
  const timer = setTimeout(() => end("timeout"), timeoutMs)
  let waiting: ReturnType<typeof setTimeout> | undefined

  const allowsWait = (waitMs: number) => performance.now() + waitMs < endsAt
  const findEnd = () => {
    // If work blocks the thread, the timer is late, but the clock is correct.
    if (!allowsWait(0)) end("timeout")
    return ended
  }
  const race = <Value>(work: () => Promise<Value>) =>
    new Promise<Value>((resolve, reject) => {
      interrupt = reject
      if (findEnd()) reject()
      else work().then(resolve, reject)
    })
  return {
    get ended() {
      return findEnd()
    },
    signal,
    race,
    allowsWait,
    wait: (waitMs) => race(() => new Promise((resolve) => (waiting = setTimeout(resolve, waitMs)))),
    release: () => {
      clearTimeout(timer)
      clearTimeout(waiting)
      unlisten?.()
      // It refers to the response. Without this line, a call takes about 10 % more CPU time.
      interrupt = undefined
    },
  }
}

/** The callbacks of each signal. The set is its one listener, which calls them. */
const callbacksBySignal = new WeakMap<AbortSignal, Set<() => void> & { handleEvent(): void }>()

/**
 * Calls `callback` when the signal aborts. Returns a function that removes the callback. All calls
 * share one listener for each signal, because Node 20 warns about a leak at eleven listeners.
 */
function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let callbacks = callbacksBySignal.get(signal)
  if (callbacks === undefined) {
    const created = new Set<() => void>()
    callbacks = Object.assign(created, { handleEvent: () => created.forEach((each) => each()) })
    signal.addEventListener("abort", callbacks)
    callbacksBySignal.set(signal, callbacks)
  }
  const shared = callbacks.add(callback)
  return () => {
    shared.delete(callback)
    if (shared.size > 0) return
    signal.removeEventListener("abort", shared)
    callbacksBySignal.delete(signal)
  }
}
