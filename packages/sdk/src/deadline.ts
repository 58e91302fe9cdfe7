/** The longest wait that timers know: 2^31 - 1 ms, almost 25 days. A longer one would fire at once. */
const longestTimeoutMs = 2_147_483_647

/** Why a call ended before its answer. */
export type EarlyEnd = "aborted" | "timeout"

/** One end for all phases of a call: the caller's abort or the call's time limit, whichever comes first. */
export interface Deadline {
  /** Why the call is over; undefined while it may go on. The first cause stands. */
  readonly ended: EarlyEnd | undefined
  /** Aborts when the call is over, with no reason: the caller's own reason may hold anything. */
  readonly signal: AbortSignal
  /** Settles as `work` does, or rejects as soon as the call is over, even if `work` never settles. */
  race<Value>(work: Promise<Value>): Promise<Value>
  /** Lets go of the timer and of the caller's signal. */
  release(): void
}

/** The rule for a time limit, for a message that refuses one. */
export const timeoutRule = `timeoutMs must be a number of milliseconds above 0, at most ${longestTimeoutMs}`

/** Says whether a value can be a time limit: a number of milliseconds above 0 that timers can count. */
export function isTimeoutMs(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= longestTimeoutMs
}

/** Starts the time limit and listens to the caller's signal, until `release` is called. */
export function startDeadline(timeoutMs: number, callerSignal?: AbortSignal): Deadline {
  const controller = new AbortController()
  let ended: EarlyEnd | undefined
  const over = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason as Error))
  })
  // When the call ends between two waits nobody listens; `ended` tells, so the rejection needs no listener.
  over.catch(() => {})

  const end = (cause: EarlyEnd) => {
    if (ended !== undefined) return
    ended = cause
    controller.abort()
  }
  const abort = () => end("aborted")
  const endsAt = performance.now() + timeoutMs
  const timer = setTimeout(() => end("timeout"), timeoutMs)
  if (callerSignal?.aborted) abort()
  else callerSignal?.addEventListener("abort", abort, { once: true })

  return {
    get ended() {
      // Work that blocks the thread keeps the timer from firing in time; the clock still tells.
      if (performance.now() >= endsAt) end("timeout")
      return ended
    },
    signal: controller.signal,
    race: (work) => Promise.race([work, over]),
    release: () => {
      clearTimeout(timer)
      callerSignal?.removeEventListener("abort", abort)
    },
  }
}
