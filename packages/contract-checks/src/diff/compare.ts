import { stringsOf, type Json } from "../document/json.ts"
import { parsePointer, printPointer, type Pointer } from "../document/pointer.ts"
import { runRedocly } from "../run-redocly.ts"
import type { Source } from "../document/source.ts"
import type { Change, Level } from "./change.ts"
import { addedComponent, comparable } from "./comparable.ts"
import { errorCodeChanges } from "./error-codes.ts"
import { compareFlows } from "./compare-flows.ts"
import { mediaTypeOf } from "./messages/compare-content.ts"
import { comparePaths, templateOf } from "./messages/compare-paths.ts"
import { rate, type Rating } from "./own-rules.ts"

/** A change in the report of one version of Redocly, which package.json pins. */
interface RedoclyChange {
  readonly path: string
  readonly typeName: string
  readonly kind: "added" | "removed" | "modified"
  readonly impact: Level
  readonly property?: string
  readonly base?: { readonly value?: Json }
  readonly revision?: { readonly value?: Json }
  readonly verdicts: readonly {
    readonly ruleId: string
    readonly impact: Level
    readonly message: string
  }[]
}

/** Redocly's rules. This package rates all changes of paths and of schemas. */
const configuration = {
  // A $ref in an example is data.
  resolve: { doNotResolveExamples: true },
  diff: {
    "security-scheme-changed": "major",
    "server-removed": "major",
  },
}

/** A rated change at a location of the contract. */
interface Rated extends Rating {
  readonly pointer: Pointer
  readonly property?: string
  readonly isRemoved?: true
}

/**
 * Returns every difference between a base and the contract. `redocly diff` lists the differences.
 * The rules of this package, and some of Redocly's rules, rate them. Locations are in the contract.
 * A removed object is reported at its nearest ancestor.
 */
export async function compare(
  base: { readonly name: string; readonly source: Source },
  contract: Source,
): Promise<Change[]> {
  const before = comparable(base.source)
  const now = comparable(contract)
  const { report } = await runRedocly<{ changes: readonly RedoclyChange[] }>(
    ["diff", "base.json", "contract.json", "--config=redocly.yaml", "--fail-on=none"],
    { "base.json": before, "contract.json": now, "redocly.yaml": configuration },
  )
  const breaking = [...comparePaths(before, now), ...compareFlows(before, now)].map(
    (reason): Rated => ({ ...reason, level: "major" }),
  )
  const rated = [...breaking, ...errorCodeChanges(before, now)]
  const known = new Set(rated.map(keyOf))
  const added = report.changes.filter(isOther).map(({ path }) => `${path}/`)
  const listed = report.changes
    .filter(({ path }) => !added.some((above) => path.startsWith(above)))
    .flatMap(ratingsOf)
    .filter((change) => !known.has(keyOf(change)))
  return [...listed, ...rated].map((change) => toChange(change, base.name, contract))
}

function keyOf({ pointer, property = "" }: Rated): string {
  return `${printPointer(pointer)} ${property}`
}

function toChange(rated: Rated, base: string, contract: Source): Change {
  const { pointer, property, rule, message, isRemoved } = rated
  // Redocly rates this documentation major (OpenAPI 3.1, Security Scheme Object).
  const level = property === "bearerFormat" ? "patch" : rated.level
  const location = isRemoved ? pointer.slice(0, -1) : pointer
  return {
    file: contract.file,
    ...contract.locate(property === undefined ? location : [...location, property]),
    severity: level === "major" ? "error" : "notice",
    rule,
    location: printPointer(pointer) || "/",
    message,
    level,
    base,
    wordingOnly: property === "description" || property === "summary",
  }
}

/** Checks for an added entry that Redocly pairs with a removed one of a similar name. */
function isOther({ typeName, property, base, revision }: RedoclyChange): boolean {
  if (property !== "key") return false
  const identify = identities[typeName] ?? ((name: string) => name)
  const [before, now] = stringsOf([base?.value ?? null, revision?.value ?? null]).map(identify)
  return before !== now
}

/** Names that mean the same, by Redocly's type of the entry. */
const identities: Readonly<Record<string, (name: string) => string>> = {
  PathItem: templateOf,
  Header: (name) => name.toLowerCase(),
  MediaType: mediaTypeOf,
}

/** Returns the verdicts of Redocly's rules, of this package, or of Redocly's defaults. */
function ratingsOf(change: RedoclyChange): readonly Rated[] {
  const { path, kind, impact, property, verdicts, typeName } = change
  // The named copies of parameters are compared where they are used.
  if (path.startsWith(`#/components/parameters/${addedComponent}`)) return []
  const at = { pointer: parsePointer(path), ...(property === undefined ? {} : { property }) }
  if (verdicts.length > 0) {
    return verdicts.map(({ ruleId: rule, impact: level, message }) => ({
      ...at,
      rule,
      level,
      message,
    }))
  }
  const name = at.pointer.at(-1)
  if (isOther(change)) {
    return [{ pointer: at.pointer, rule: "added", level: "minor", message: `${name} was added.` }]
  }
  const values = { before: change.base?.value, now: change.revision?.value }
  const rating = rate({ ...at, ...values, typeName, kind })
  // An item of a list has no name.
  const subject = name === undefined || /^\d+$/.test(name) ? typeName : name
  const message = property === undefined ? `${subject} was ${kind}.` : `${property} changed.`
  // A schema in a combination restricts values. It is no addition for clients.
  const level = isCombined(typeName, at.pointer) ? "patch" : impact
  return [{ ...at, ...(rating ?? { rule: kind, level, message }) }]
}

function isCombined(typeName: string, pointer: Pointer): boolean {
  if (typeName !== "Schema") return ["AllOf", "AnyOf", "OneOf"].includes(typeName)
  return ["allOf", "anyOf", "oneOf"].includes(pointer.at(-2) ?? "")
}
