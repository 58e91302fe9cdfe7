import type { Pointer } from "../document/pointer.ts"
import type { Level } from "./change.ts"

/**
 * A change for which Redocly has no rule. Redocly rates additions minor and all other changes
 * patch.
 */
export interface UnratedChange {
  readonly pointer: Pointer
  /** Redocly's name for the type of the changed object, such as `Schema`. */
  readonly typeName: string
  readonly kind: "added" | "removed" | "modified"
  /** The changed property of a modified object. */
  readonly property?: string
}

/** The rating of a change by a rule. */
export interface Rating {
  readonly rule: string
  readonly level: Level
  readonly message: string
}

interface OwnRule extends Rating {
  readonly applies: (change: UnratedChange) => boolean
}

/**
 * Changes that break clients and for which Redocly has no rule. Redocly lists a shared schema only
 * at the first reference to it. No rule may therefore depend on whether a location is in a request
 * or in a response.
 */
const rules: readonly OwnRule[] = [
  {
    rule: "schema-removed",
    level: "major",
    message: "The schema was removed, so clients cannot rely on any values. Restore the schema.",
    applies: ({ pointer, typeName, kind }) =>
      typeName === "Schema" && kind === "removed" && pointer.at(-1) === "schema",
  },
  {
    // The API ignores the field without an error, so a part of the order is lost. TypeScript
    // clients no longer compile. Redocly has its own rule for a field of a response.
    rule: "request-field-removed",
    level: "major",
    message:
      "The field was removed, so the API ignores what clients send in it. Restore the field.",
    applies: ({ pointer, typeName, kind }) =>
      kind === "removed" &&
      ((typeName === "Schema" && pointer.at(-2) === "properties") ||
        typeName === "SchemaProperties"),
  },
  {
    // Servers of a path or an operation override those above (OpenAPI 3.1, Operation Object).
    rule: "servers-replaced",
    level: "major",
    message:
      "Other servers apply now, so clients of the earlier servers fail. Restore the servers.",
    applies: ({ pointer, typeName, kind }) =>
      typeName === "ServerList" && kind !== "modified" && pointer.length > 1,
  },
  {
    rule: "pattern-properties-changed",
    level: "major",
    message:
      "patternProperties apply to other fields now, so requests of existing clients may be rejected. Restore the pattern.",
    applies: ({ pointer, typeName, kind, property }) =>
      typeName === "PatternProperties" ||
      (typeName === "Schema" &&
        pointer.at(-2) === "patternProperties" &&
        (kind !== "modified" || property === "key")),
  },
  {
    // Clients do not send a readOnly field, and the API does not return a writeOnly one (OpenAPI
    // 3.0).
    rule: "field-direction-changed",
    level: "major",
    message:
      "readOnly or writeOnly changed, so clients may send an ignored field or expect a field that is not returned. Restore the old value.",
    applies: ({ property }) => property === "readOnly" || property === "writeOnly",
  },
  {
    rule: "not-understood",
    level: "major",
    message:
      "This check cannot determine whether the change breaks clients. If no client breaks, approve the change in approved-changes.yaml.",
    applies: (change) => isOfSchema(change) && (isUnknownKeyword(change) || isReversed(change)),
  },
]

/** Returns the rating of the first rule that applies, or undefined for Redocly's rating. */
export function rate(change: UnratedChange): Rating | undefined {
  // Redocly lists unused components at their own location. No request or response has them.
  if (change.pointer[0] === "components") return undefined
  return rules.find(({ applies }) => applies(change))
}

function isOfSchema({ typeName, pointer }: UnratedChange): boolean {
  return typeName === "Schema" || /^(Schema|Dependent)/.test(typeName) || isBelow(pointer, "not")
}

/** Keywords for which Redocly has rules, and keywords that do not affect requests or responses. */
const understood =
  /^(type|nullable|enum|const|format|pattern|required|properties|key|multipleOf|uniqueItems|((min|max)(Length|Items|Properties|imum))|exclusive(Min|Max)imum|contentEncoding|contentMediaType|additionalProperties|unevaluatedItems|unevaluatedProperties|items|title|description|summary|default|deprecated|examples?|externalDocs|xml|\$comment|\$schema|\$defs|x-.*)$/

function isUnknownKeyword({ pointer, kind, property }: UnratedChange): boolean {
  if (kind === "modified") return property !== undefined && !understood.test(property)
  return ["if", "contentSchema"].includes(pointer.at(-1) ?? "") && pointer.at(-2) !== "properties"
}

/** Checks for a schema whose changes have the reverse effect, which Redocly does not consider. */
function isReversed({ pointer, property }: UnratedChange): boolean {
  const isAnnotation = /^(title|description|examples?|\$comment|x-.*)$/.test(property ?? "")
  return !isAnnotation && (isBelow(pointer, "not") || isBelow(pointer, "if"))
}

/** Checks that a location is inside a keyword's schema, and not inside a field of this name. */
function isBelow(pointer: Pointer, keyword: string): boolean {
  const names = ["properties", "patternProperties", "$defs", "dependentSchemas"]
  return pointer.some(
    (token, index) => token === keyword && !names.includes(pointer[index - 1] ?? ""),
  )
}
