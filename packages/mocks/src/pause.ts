/**
 * Waits for so many milliseconds; with `Infinity`, for good. Rejects with the signal's reason as soon as the signal
 * aborts, also when it has before.
 */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (milliseconds <= 0) return
  await new Promise<void>((resolve, reject) => {
    const timer = milliseconds === Infinity ? undefined : setTimeout(arrive, milliseconds)
    signal.addEventListener("abort", leave)
    function arrive() {
      signal.removeEventListener("abort", leave)
      resolve()
    }
    function leave() {
      clearTimeout(timer)
      signal.removeEventListener("abort", leave)
      // As fetch does: whatever the caller gave as the reason.
      // oxlint-disable-next-line prefer-promise-reject-errors
      reject(signal.reason)
    }
  })
}
