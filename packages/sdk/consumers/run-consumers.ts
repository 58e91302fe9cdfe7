/** A consumer of the package. `run` throws an error, or `UnsupportedHere`. */
export interface Consumer {
  readonly name: string
  readonly run: () => Promise<void>
}

/** Error for a consumer that this machine cannot run, for example without a browser. */
export class UnsupportedHere extends Error {}

/** The result of one consumer. */
export interface ConsumerResult {
  readonly name: string
  readonly state: "passed" | "failed" | "not run"
  /** The error, or the reason for not running. Empty for a passed consumer. */
  readonly reason: string
}

/** Runs every consumer, `concurrency` at once. In CI, a consumer that cannot run is an error. */
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
