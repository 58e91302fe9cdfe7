/** One way to consume the package. It throws what is wrong, or `NotRunHere`. */
export interface Consumer {
  readonly name: string
  readonly run: () => Promise<void>
}

/** This machine cannot run the consumer: it lacks the browser, or the binary's system libraries. */
export class NotRunHere extends Error {}

/** What came of a consumer. */
export interface Verdict {
  readonly name: string
  readonly state: "passed" | "failed" | "not run"
  /** What is wrong, or why it was not run; empty when it passed. */
  readonly reason: string
}

/** Runs every consumer, as many at once as there are lanes. In CI none may stay unrun. */
export async function judgeAll(
  consumers: readonly Consumer[],
  lanes: number,
  inCi: boolean,
): Promise<readonly Verdict[]> {
  const waiting = consumers.entries()
  const verdicts: Verdict[] = []
  const lane = async () => {
    for (const [place, consumer] of waiting) verdicts[place] = await judge(consumer, inCi)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return verdicts
}

async function judge({ name, run }: Consumer, inCi: boolean): Promise<Verdict> {
  try {
    await run()
    return { name, state: "passed", reason: "" }
  } catch (error) {
    const notRun = error instanceof NotRunHere && !inCi
    const reason = error instanceof Error ? error.message : String(error)
    return { name, state: notRun ? "not run" : "failed", reason }
  }
}
