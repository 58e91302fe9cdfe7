import { onTestFinished, vi } from "vitest"

/**
 * Runs a block of the README, such as `tokens/1.ts`, afresh, and gives what it declares. What it takes from its reader's
 * code is a global until the test is finished; without any of that, it may be run outside of a test.
 */
export async function importBlock<Declared>(
  block: string,
  given?: Readonly<Record<string, unknown>>,
): Promise<Declared> {
  if (given !== undefined) {
    for (const [name, value] of Object.entries(given)) vi.stubGlobal(name, value)
    onTestFinished(() => {
      vi.unstubAllGlobals()
    })
  }
  vi.resetModules()
  // Only its user knows what the block declares.
  return (await import(`virtual:readme/${block}`)) as Declared
}
