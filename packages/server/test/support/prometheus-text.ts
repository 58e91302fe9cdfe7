/** A sample of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/**
 * Parses Prometheus text (exposition format 0.0.4) into samples by name. Throws if a line is
 * invalid.
 */
export function parsePrometheusText(text: string): ReadonlyMap<string, readonly Sample[]> {
  const samples = new Map<string, Sample[]>()
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue
    const match = /^([a-z_:][a-z0-9_:]*)(?:\{(.*)\})? (\S+)$/i.exec(line)
    const [, name = "", labels = "", value = ""] = match ?? []
    const isNumber = /^(?:nan|[+-]?inf)$/i.test(value) || !Number.isNaN(Number(value))
    if (match === null || !isNumber) throw new Error(`Invalid sample: ${line}`)
    const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/gi)]
    const sample = {
      labels: Object.fromEntries(pairs.map(([, label = "", text = ""]) => [label, text])),
      value: Number(value),
    }
    samples.set(name, [...(samples.get(name) ?? []), sample])
  }
  return samples
}
