/** One end for all phases of a call: the caller's abort or the call's time limit, whichever comes first. */
export interface Deadline {
  /** Why the call is over; undefined while it may go on. The first cause counts. */
  readonly ended: "aborted" | "timeout" | undefined
  /** Aborts when the call is over, with no reason: the caller's own reason may hold anything. */
  readonly signal: AbortSignal
  /**
   * Begins the work, unless the call is over, and settles as it does, or rejects as soon as the call is over, even if
   * the work never settles.
   */
  race<Value>(work: () => Promise<Value>): Promise<Value>
  /** Says whether a wait would be over before the time limit. */
  allowsWait(waitMs: number): boolean
  /** Waits, or rejects as soon as the call is over. */
  wait(waitMs: number): Promise<void>
  /** Clears the timers and stops listening to the caller's signal. */
  release(): void
}

/**
 * Starts the time limit and listens to the caller's signal, until `release` is called.
 *
 * @throws whatever a value that is no signal throws.
 */
export function startDeadline(timeoutMs: number, callerSignal?: AbortSignal): Deadline {
  const controller = new AbortController()
  const { signal } = controller
  let ended: Deadline["ended"]
  const over = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error))
  })
  // When the call ends between two waits, nothing listens: `ended` reports the end, so the rejection needs no listener.
  over.catch(() => {})

  const end = (cause: Deadline["ended"]) => {
    if (ended !== undefined) return
    ended = cause
    controller.abort()
  }
  const abort = () => end("aborted")
  // Before the timer: what is no signal throws here.
  let unlisten: (() => void) | undefined
  if (callerSignal?.aborted) abort()
  else if (callerSignal) unlisten = onAbort(callerSignal, abort)
  const endsAt = performance.now() + timeoutMs
  const timer = setTimeout(() => end("timeout"), timeoutMs)
  let waiting: ReturnType<typeof setTimeout> | undefined

  const allowsWait = (waitMs: number) => performance.now() + waitMs < endsAt
  const findEnd = () => {
    // Work that blocks the thread keeps the timer from firing in time; the clock still shows the end.
    if (!allowsWait(0)) end("timeout")
    return ended
  }
  const race = async <Value>(work: () => Promise<Value>) =>
    findEnd() ? over : Promise.race([over, work()])
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
    },
  }
}

/** The callbacks of each signal, and its one listener, which calls them. */
const listenersBySignal = new WeakMap<
  AbortSignal,
  { readonly callbacks: Set<() => void>; readonly notify: () => void }
>()

/**
 * Calls `callback` when the signal aborts, and returns the function that removes it. A signal has one listener however
 * many calls share it, and none when they are over: from the eleventh on Node 20 warns of a leak.
 */
function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let listeners = listenersBySignal.get(signal)
  if (listeners === undefined) {
    const callbacks = new Set<() => void>()
    const notify = () => callbacks.forEach((each) => each())
    signal.addEventListener("abort", notify)
    listeners = { callbacks, notify }
    listenersBySignal.set(signal, listeners)
  }
  const { callbacks, notify } = listeners
  callbacks.add(callback)
  return () => {
    callbacks.delete(callback)
    if (callbacks.size > 0) return
    signal.removeEventListener("abort", notify)
    listenersBySignal.delete(signal)
  }
}
