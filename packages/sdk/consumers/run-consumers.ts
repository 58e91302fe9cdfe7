/** One way to consume the package. It throws what is wrong, or `NotRunHere`. */
export interface Consumer {
  readonly name: string
  readonly run: () => Promise<void>
}

/** This machine cannot run the consumer: it lacks the browser, or the binary's system libraries. */
export class UnsupportedHere extends Error {}

/** The result of one consumer. */
export interface ConsumerResult {
  readonly name: string
  readonly state: "passed" | "failed" | "not run"
  /** What is wrong, or why it was not run; empty when it passed. */
  readonly reason: string
}

/** Runs every consumer, `concurrency` of them at once. In CI none may stay unrun. */
export async function runConsumers(
  consumers: readonly Consumer[],
  concurrency: number,
  inCi: boolean,
): Promise<readonly ConsumerResult[]> {
  const waiting = consumers.entries()
  const results: ConsumerResult[] = []
  const runNext = async () => {
    for (const [place, consumer] of waiting) results[place] = await runConsumer(consumer, inCi)
  }
  await Promise.all(Array.from({ length: concurrency }, runNext))
  return results
}

async function runConsumer({ name, run }: Consumer, inCi: boolean): Promise<ConsumerResult> {
  try {
    await run()
    return { name, state: "passed", reason: "" }
  } catch (error) {
    const notRun = error instanceof UnsupportedHere && !inCi
    const reason = error instanceof Error ? error.message : String(error)
    return { name, state: notRun ? "not run" : "failed", reason }
  }
}
