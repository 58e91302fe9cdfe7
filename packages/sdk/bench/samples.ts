/** The middle of some measurements, and how far they lie apart. */
export interface Summary {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** Summarises measurements. @throws when there is none */
export function summarise(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((one, other) => one - other)
  const least = sorted[0]
  const most = sorted.at(-1)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (least === undefined || most === undefined || low === undefined || high === undefined) {
    throw new Error("nothing was measured")
  }
  return { median: (low + high) / 2, least, most }
}
