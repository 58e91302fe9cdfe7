import { parsePointer, printPointer, type Pointer } from "../document/pointer.ts"
import { runRedocly } from "../run-redocly.ts"
import type { Source } from "../document/source.ts"
import type { Change, Level } from "./change.ts"
import { addedComponent, comparable } from "./comparable.ts"
import { errorCodeChanges } from "./error-codes.ts"
import { rate, type Rating } from "./own-rules.ts"

/** A document to compare the contract with. */
export interface Base {
  /** What it is called in changes and approvals. */
  readonly name: string
  readonly source: Source
}

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

const configuration = { extends: ["diff-recommended"] }

/**
 * Every difference between a base and the contract: those that `redocly diff` finds, rated by its rules and ours, and
 * the error codes that left. Places are in the contract; what was removed is shown at its nearest ancestor. Throws
 * InputError for a document that cannot be compared.
 */
export async function compare(base: Base, contract: Source): Promise<Change[]> {
  const before = comparable(base.source)
  const now = comparable(contract)
  const { report } = await runRedocly<DiffReport>(
    ["diff", "base.json", "contract.json", "--config=redocly.yaml", "--fail-on=none"],
    { "base.json": before, "contract.json": now, "redocly.yaml": configuration },
  )
  const toChange = (pointer: Pointer, property: string | undefined, rating: Rating) => {
    const { rule, message } = rating
    const level = property === "bearerFormat" ? bearerFormatLevel : rating.level
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
  const ofDocuments = report.changes
    .map((change) => ({ ...change, pointer: parsePointer(change.path) }))
    .filter(
      ({ path, pointer }) =>
        !path.startsWith(`#/components/parameters/${addedComponent}`) &&
        !listed.has(printPointer(pointer)),
    )
  return [
    ...ofDocuments.flatMap((change) =>
      ratingsOf(change, change.pointer).map((rating) =>
        toChange(change.pointer, change.property, rating),
      ),
    ),
    ...codes.map(({ pointer, ...rating }) => toChange(pointer, undefined, rating)),
  ]
}

/** Redocly's verdicts; without one, what our rules say; without that, Redocly's rating of a change of this kind. */
function ratingsOf(
  { typeName, kind, impact, property, verdicts }: DiffReport["changes"][number],
  pointer: Pointer,
): readonly Rating[] {
  if (verdicts.length > 0) {
    return verdicts.map(({ ruleId, impact: level, message }) => ({ rule: ruleId, level, message }))
  }
  const change = { pointer, typeName, kind, ...(property === undefined ? {} : { property }) }
  const message =
    property === undefined ? `${nameOf(pointer, typeName)} was ${kind}` : `${property} changed`
  return [rate(change) ?? { rule: kind, level: impact, message }]
}

/** A hint "primarily for documentation purposes" (OpenAPI 3.1, Security Scheme Object), which Redocly rates major. */
const bearerFormatLevel: Level = "patch"

/** What stands in a list has no name of its own. */
function nameOf(pointer: Pointer, typeName: string): string {
  const name = pointer.at(-1)
  return name === undefined || /^\d+$/.test(name) ? typeName : name
}
