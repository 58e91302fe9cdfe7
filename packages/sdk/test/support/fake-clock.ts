import { onTestFinished, vi } from "vitest"

/** Replaces the clock and the timers until the test is finished. */
export function fakeClock(): void {
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

/** Lets the fake clock jump from timer to timer until the call is settled. */
export async function settle<Value>(call: Promise<Value>): Promise<Value> {
  let pending = true
  const watched = call.finally(() => {
    pending = false
  })
  // What it rejects with is the caller's, who may still be waiting for a timer here.
  watched.catch(() => {})
  while (pending) await vi.advanceTimersToNextTimerAsync()
  return watched
}
