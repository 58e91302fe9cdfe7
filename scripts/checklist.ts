/** Runs checks, and keeps their results. */
export interface Checklist {
  /** Runs a check, and prints its result and duration. Returns undefined if it fails. */
  check<Value>(this: void, name: string, work: () => Promise<Value>): Promise<Value | undefined>
  /** Returns the number of checks that passed. */
  countPassed(this: void): number
  /** Returns the names of the checks that failed. */
  failed(this: void): readonly string[]
}

/** Creates an empty checklist. It prints to standard output, unless `print` is set. */
export function createChecklist(print: (line: string) => void = console.log): Checklist {
  let passed = 0
  const failed: string[] = []
  return {
    countPassed: () => passed,
    failed: () => failed,
    async check(name, work) {
      const startedAt = Date.now()
      const result = await work().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      )
      const duration = `(${((Date.now() - startedAt) / 1000).toFixed(1)} s)`
      if ("value" in result) {
        passed += 1
        print(`passed  ${name} ${duration}`)
        return result.value
      }
      failed.push(name)
      const { error } = result
      const message = error instanceof Error ? error.message : String(error)
      print(`failed  ${name} ${duration}\n${message.replaceAll(/^/gm, "          ")}`)
      return undefined
    },
  }
}
