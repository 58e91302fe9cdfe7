import { onTestFinished, vi } from "vitest"

/**
 * Runs a block of the README or of a guide, such as `tokens/1.ts`, and returns its declarations.
 * Names from the reader's code are globals until the end of the test. Without such names, no test
 * is required.
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
  // Only the test knows the declarations of the block.
  return (await import(`virtual:readme/${block}`)) as Declared
}
