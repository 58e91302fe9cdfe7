import { onTestFinished, vi } from "vitest"

/** Replaces the clock and the timers until the end of the test. */
export function fakeClock(): void {
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

/** Advances the fake clock from timer to timer until the call is settled. */
export async function settle<Value>(call: Promise<Value>): Promise<Value> {
  let pending = true
  const watched = call.finally(() => {
    pending = false
  })
  // The caller handles the rejection, possibly after the next timer.
  watched.catch(() => {})
  while (pending) await vi.advanceTimersToNextTimerAsync()
  return watched
}
