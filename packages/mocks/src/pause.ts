/**
 * Waits for so many milliseconds; with `Infinity`, for good. Rejects with the signal's reason as soon as the signal
 * aborts, also when it has before.
 */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (milliseconds <= 0) return
  await new Promise<void>((resolve, reject) => {
    const timer = milliseconds === Infinity ? undefined : setTimeout(settle, milliseconds)
    signal.addEventListener("abort", settle)
    function settle() {
      clearTimeout(timer)
      signal.removeEventListener("abort", settle)
      if (signal.aborted) reject(signal.reason as Error)
      else resolve()
    }
  })
}
