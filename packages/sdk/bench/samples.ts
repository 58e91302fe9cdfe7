/** The median and the range of measurements. */
export interface Summary {
  readonly median: number
  readonly least: number
  readonly most: number
}

/**
 * Returns the summary of measurements.
 *
 * @throws Error if there are no measurements.
 */
export function summarise(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((one, other) => one - other)
  const least = sorted[0]
  const most = sorted.at(-1)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (least === undefined || most === undefined || low === undefined || high === undefined) {
    throw new Error("There are no measurements.")
  }
  return { median: (low + high) / 2, least, most }
}
