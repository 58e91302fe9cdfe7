import type { Mark, Location } from "./marks.ts"
import { encodingsOf } from "./encodings.ts"

/** The result of a search. */
export interface SearchResult {
  /** The number of bytes searched, by location. */
  readonly searched: Readonly<Partial<Record<Location, number>>>
  /** Each leak with its mark, encoding, location, and context. */
  readonly leaks: readonly string[]
}

/** Collected output, with its location and name. */
export type Evidence = readonly {
  readonly location: Location
  readonly name: string
  readonly bytes: Uint8Array
}[]

/** Minimum length of base64 text. Shorter text matches by chance. */
const shortestBase64 = 8

/** Creates a search for the marks in every encoding. It compares bytes. */
export function createSearch(marks: readonly Mark[]): (evidence: Evidence) => SearchResult {
  const known = new Map<string, { readonly mark: Mark; readonly encoding: string }>()
  const alternatives = { any: new Set<string>(), exact: new Set<string>() }
  for (const mark of marks) {
    for (const value of [mark.value, ...(mark.alsoWritten ?? [])]) {
      for (const { name, bytes, caseMatters } of encodingsOf(value)) {
        if (caseMatters && bytes.length < shortestBase64) continue
        const text = Buffer.from(bytes).toString("latin1")
        const id = caseMatters ? text : text.toLowerCase()
        if (!known.has(id)) known.set(id, { mark, encoding: name })
        alternatives[caseMatters ? "exact" : "any"].add(escape(text))
      }
    }
    for (const pattern of mark.patterns ?? []) {
      alternatives.any.add(pattern)
      const literal = pattern.replaceAll(/\(\?<?!.*?\)/g, "").toLowerCase()
      known.set(literal, { mark, encoding: "short" })
    }
  }
  const expressions = [
    new RegExp([...alternatives.any].join("|"), "gi"),
    new RegExp([...alternatives.exact].join("|"), "g"),
  ]

  return (evidence) => {
    const searched: Partial<Record<Location, number>> = {}
    const leaks = new Map<string, string>()
    for (const { location, name, bytes } of evidence) {
      searched[location] = (searched[location] ?? 0) + bytes.byteLength
      const text = Buffer.from(bytes).toString("latin1")
      for (const expression of expressions) {
        for (const match of text.matchAll(expression)) {
          const found = known.get(match[0]) ?? known.get(match[0].toLowerCase())
          if (found === undefined) throw new Error("The match has no known mark.")
          const { mark, encoding } = found
          if (mark.allowedIn?.includes(location)) continue
          const leak = `${mark.name} (${encoding}) in ${location}, ${name}`
          const around = text.slice(Math.max(0, match.index - 60), match.index + 60)
          if (!leaks.has(leak)) leaks.set(leak, JSON.stringify(around))
        }
      }
    }
    return { searched, leaks: [...leaks].map((leak) => leak.join(": ")) }
  }
}

/** Returns a regular expression that matches exactly the text. */
function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")
}
