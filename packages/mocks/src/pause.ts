/**
 * Waits for a number of milliseconds, or forever with `Infinity`. Rejects with the signal's reason
 * if the signal is or becomes aborted.
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
