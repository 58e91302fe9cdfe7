import type { Mark, Place } from "./marks.ts"
import { spellingsOf } from "./encodings.ts"

/** What was searched, and what stands where it may not. */
export interface Findings {
  /** Bytes by place. */
  readonly searched: Readonly<Partial<Record<Place, number>>>
  /** Each by mark, spelling and place, with what surrounds it. */
  readonly leaks: readonly string[]
}

/** Everything that was gathered in a place, each under its own name. */
export type Evidence = readonly {
  readonly place: Place
  readonly name: string
  readonly bytes: Uint8Array
}[]

/** A spelling that is shorter, in base64, would turn up by chance. */
const shortestBase64 = 8

/** Makes a search for every spelling of the marks. Bytes are compared as they are, whatever their encoding. */
export function createSearch(marks: readonly Mark[]): (evidence: Evidence) => Findings {
  const sought = new Map<string, { readonly mark: Mark; readonly spelling: string }>()
  const alternatives = { any: new Set<string>(), exact: new Set<string>() }
  for (const mark of marks) {
    for (const value of [mark.value, ...(mark.alsoWritten ?? [])]) {
      for (const { name, bytes, caseMatters } of spellingsOf(value)) {
        if (caseMatters && bytes.length < shortestBase64) continue
        const text = Buffer.from(bytes).toString("latin1")
        const id = caseMatters ? text : text.toLowerCase()
        if (!sought.has(id)) sought.set(id, { mark, spelling: name })
        alternatives[caseMatters ? "exact" : "any"].add(escape(text))
      }
    }
    for (const pattern of mark.patterns ?? []) {
      alternatives.any.add(pattern)
      const literal = pattern.replaceAll(/\(\?<?!.*?\)/g, "").toLowerCase()
      sought.set(literal, { mark, spelling: "short" })
    }
  }
  const expressions = [
    new RegExp([...alternatives.any].join("|"), "gi"),
    new RegExp([...alternatives.exact].join("|"), "g"),
  ]

  return (evidence) => {
    const searched: Partial<Record<Place, number>> = {}
    const leaks = new Map<string, string>()
    for (const { place, name, bytes } of evidence) {
      searched[place] = (searched[place] ?? 0) + bytes.byteLength
      const text = Buffer.from(bytes).toString("latin1")
      for (const expression of expressions) {
        for (const match of text.matchAll(expression)) {
          const found = sought.get(match[0]) ?? sought.get(match[0].toLowerCase())
          if (found === undefined) throw new Error("a spelling was found that nobody sought")
          const { mark, spelling } = found
          if (mark.homes?.includes(place)) continue
          const leak = `${mark.name} (${spelling}) in ${place}, ${name}`
          const around = text.slice(Math.max(0, match.index - 60), match.index + 60)
          if (!leaks.has(leak)) leaks.set(leak, JSON.stringify(around))
        }
      }
    }
    return { searched, leaks: [...leaks].map((leak) => leak.join(": ")) }
  }
}

/** The text as a regular expression of itself. */
function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")
}
