import { parsePointer, printPointer, type Pointer } from "../pointer.ts"
import { runRedocly } from "../run-redocly.ts"
import type { Source } from "../source.ts"
import type { Change, Level } from "./change.ts"
import { addedComponent, comparable } from "./comparable.ts"

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
 * Every difference that `redocly diff` finds between a base and the contract. Places are in the contract; what was
 * removed is shown at its nearest ancestor. Throws UnusableInput for a document that cannot be compared.
 */
export async function compare(base: Base, contract: Source): Promise<Change[]> {
  const { report } = await runRedocly<DiffReport>(
    ["diff", "base.json", "contract.json", "--config=redocly.yaml", "--fail-on=none"],
    {
      "base.json": comparable(base.source),
      "contract.json": comparable(contract),
      "redocly.yaml": configuration,
    },
  )
  const ofDocuments = report.changes.filter(
    ({ path }) => !path.startsWith(`#/components/parameters/${addedComponent}`),
  )
  return ofDocuments.flatMap(({ path, typeName, kind, impact, property, verdicts }) => {
    const pointer = parsePointer(path)
    const where = {
      file: contract.file,
      ...contract.locate(property === undefined ? pointer : [...pointer, property]),
      place: printPointer(pointer) || "/",
      base: base.name,
      wordingOnly: property === "description" || property === "summary",
    }
    const judged = verdicts.map(({ ruleId, impact: level, message }) => ({
      ruleId,
      level,
      message,
    }))
    const unjudged = {
      ruleId: kind,
      level: impact,
      message:
        property === undefined ? `${nameOf(pointer, typeName)} was ${kind}` : `${property} changed`,
    }
    return (judged.length === 0 ? [unjudged] : judged).map(({ ruleId, level: rated, message }) => {
      const level = property === "bearerFormat" ? bearerFormatLevel : rated
      const severity = level === "major" ? "error" : "notice"
      return { ...where, level, severity, rule: ruleId, message } satisfies Change
    })
  })
}

/** A hint "primarily for documentation purposes" (OpenAPI 3.1, Security Scheme Object), which Redocly rates major. */
const bearerFormatLevel: Level = "patch"

/** What stands in a list has no name of its own. */
function nameOf(pointer: Pointer, typeName: string): string {
  const name = pointer.at(-1)
  return name === undefined || /^\d+$/.test(name) ? typeName : name
}
