import { parsePointer, printPointer, type Pointer } from "../document/pointer.ts"
import { runRedocly } from "../run-redocly.ts"
import type { Source } from "../document/source.ts"
import type { Change, Level } from "./change.ts"
import { addedComponent, comparable } from "./comparable.ts"
import { errorCodeChanges } from "./error-codes.ts"
import { rate, type Rating } from "./own-rules.ts"

/** Redocly's report of one version, which package.json pins. */
interface DiffReport {
  readonly changes: readonly {
    readonly path: string
    readonly typeName: string
    readonly kind: "added" | "removed" | "modified"
    readonly impact: Level
    readonly property?: string
    readonly verdicts: readonly {
      readonly ruleId: string
      readonly impact: Level
      readonly message: string
    }[]
  }[]
}

/**
 * Returns every difference between a base and the contract. Rates each change by the rules of
 * `redocly diff` and of this package. Adds changes of error codes. Locations are in the contract. A
 * removed object is reported at its nearest ancestor.
 */
export async function compare(
  base: { readonly name: string; readonly source: Source },
  contract: Source,
): Promise<Change[]> {
  const before = comparable(base.source)
  const now = comparable(contract)
  const { report } = await runRedocly<DiffReport>(
    ["diff", "base.json", "contract.json", "--config=redocly.yaml", "--fail-on=none"],
    {
      "base.json": before,
      "contract.json": now,
      "redocly.yaml": { extends: ["diff-recommended"] },
    },
  )
  const toChange = (pointer: Pointer, property: string | undefined, rating: Rating) => {
    const { rule, message } = rating
    // Redocly rates this documentation major (OpenAPI 3.1, Security Scheme Object).
    const level = property === "bearerFormat" ? "patch" : rating.level
    return {
      file: contract.file,
      ...contract.locate(property === undefined ? pointer : [...pointer, property]),
      severity: level === "major" ? "error" : "notice",
      rule,
      location: printPointer(pointer) || "/",
      message,
      level,
      base: base.name,
      wordingOnly: property === "description" || property === "summary",
    } satisfies Change
  }
  const codes = errorCodeChanges(before, now)
  const listed = new Set(codes.map(({ pointer }) => printPointer(pointer)))
  const changes = report.changes.flatMap((change) => {
    const pointer = parsePointer(change.path)
    const isAdded = change.path.startsWith(`#/components/parameters/${addedComponent}`)
    if (isAdded || listed.has(printPointer(pointer))) return []
    return ratingsOf(change, pointer).map((rating) => toChange(pointer, change.property, rating))
  })
  return [
    ...changes,
    ...codes.map(({ pointer, ...rating }) => toChange(pointer, undefined, rating)),
  ]
}

/** Returns the verdicts of Redocly's rules, of this package, or of Redocly's defaults. */
function ratingsOf(
  { typeName, kind, impact, property, verdicts }: DiffReport["changes"][number],
  pointer: Pointer,
): readonly Rating[] {
  if (verdicts.length > 0) {
    return verdicts.map(({ ruleId, impact: level, message }) => ({ rule: ruleId, level, message }))
  }
  const change = { pointer, typeName, kind, ...(property === undefined ? {} : { property }) }
  const name = pointer.at(-1)
  // An item of a list has no name.
  const subject = name === undefined || /^\d+$/.test(name) ? typeName : name
  const message = property === undefined ? `${subject} was ${kind}.` : `${property} changed.`
  return [rate(change) ?? { rule: kind, level: impact, message }]
}
