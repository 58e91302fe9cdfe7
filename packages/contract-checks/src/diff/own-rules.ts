import type { Pointer } from "../document/pointer.ts"
import type { Level } from "./change.ts"

/** A change that Redocly lists and has no rule for: it rates additions minor and everything else patch. */
export interface UnratedChange {
  readonly pointer: Pointer
  /** Redocly's name for what stands there, for example `Schema`. */
  readonly typeName: string
  readonly kind: "added" | "removed" | "modified"
  /** The property of a modified object. */
  readonly property?: string
}

/** What a rule of ours says of a change. */
export interface Rating {
  readonly rule: string
  readonly level: Level
  readonly message: string
}

interface OwnRule extends Rating {
  readonly applies: (change: UnratedChange) => boolean
}

/**
 * What breaks clients and has no rule of Redocly's. It lists a schema that several places refer to at the first of
 * them only: no rule here may depend on whether a place is in a request or in a response.
 */
const rules: readonly OwnRule[] = [
  {
    rule: "schema-removed",
    level: "major",
    message: "the schema was removed: nothing is promised or checked any more",
    applies: ({ pointer, typeName, kind }) =>
      typeName === "Schema" && kind === "removed" && pointer.at(-1) === "schema",
  },
  {
    // From then on the API ignores it without a word: what a client says about its order is lost, and no answer of the
    // API tells. Clients in TypeScript stop compiling as well. A member of a response has a verdict of Redocly's.
    rule: "request-field-removed",
    level: "major",
    message: "the member was removed: what clients send in it is ignored from now on",
    applies: ({ pointer, typeName, kind }) =>
      kind === "removed" &&
      ((typeName === "Schema" && pointer.at(-2) === "properties") ||
        typeName === "SchemaProperties"),
  },
  {
    // Servers of a path or an operation take the place of those above (OpenAPI 3.1, Operation Object).
    rule: "servers-replaced",
    level: "major",
    message: "other servers hold for it now: clients that use the ones before do not reach it",
    applies: ({ pointer, typeName, kind }) =>
      typeName === "ServerList" && kind !== "modified" && pointer.length > 1,
  },
  {
    rule: "pattern-properties-changed",
    level: "major",
    message: "other members are held to a schema now",
    applies: ({ pointer, typeName, kind, property }) =>
      typeName === "PatternProperties" ||
      (typeName === "Schema" &&
        pointer.at(-2) === "patternProperties" &&
        (kind !== "modified" || property === "key")),
  },
  {
    // A readOnly member should not be sent and a writeOnly one is not answered (OpenAPI 3.0; an annotation in 3.1).
    rule: "field-direction-changed",
    level: "major",
    message: "who sends the member changed",
    applies: ({ property }) => property === "readOnly" || property === "writeOnly",
  },
  {
    rule: "not-understood",
    level: "major",
    message: "not understood: whether this breaks clients cannot be judged",
    applies: (change) => isOfSchema(change) && (isUnknownKeyword(change) || isTurnedRound(change)),
  },
]

/** What the first rule that applies says; undefined when Redocly's rating stands. */
export function rate(change: UnratedChange): Rating | undefined {
  // What nothing refers to is listed under the components, and goes over no wire.
  if (change.pointer[0] === "components") return undefined
  return rules.find(({ applies }) => applies(change))
}

function isOfSchema({ typeName, pointer }: UnratedChange): boolean {
  return typeName === "Schema" || /^(Schema|Dependent)/.test(typeName) || isBelow(pointer, "not")
}

/** Keywords that Redocly has rules for, or that say nothing about what goes over the wire. */
const understood =
  /^(type|nullable|enum|const|format|pattern|required|properties|key|multipleOf|uniqueItems|((min|max)(Length|Items|Properties|imum))|exclusive(Min|Max)imum|contentEncoding|contentMediaType|additionalProperties|unevaluatedItems|unevaluatedProperties|items|title|description|summary|default|deprecated|examples?|externalDocs|xml|\$comment|\$schema|\$defs|x-.*)$/

function isUnknownKeyword({ pointer, kind, property }: UnratedChange): boolean {
  if (kind === "modified") return property !== undefined && !understood.test(property)
  return ["if", "contentSchema"].includes(pointer.at(-1) ?? "") && pointer.at(-2) !== "properties"
}

/** Below these, what loosens the inner schema tightens the outer one, which Redocly's rules do not know. */
function isTurnedRound({ pointer, property }: UnratedChange): boolean {
  const isAnnotation = /^(title|description|examples?|\$comment|x-.*)$/.test(property ?? "")
  return !isAnnotation && (isBelow(pointer, "not") || isBelow(pointer, "if"))
}

/** Whether a place is in the schema of a keyword, and not in that of a member which has the keyword's name. */
function isBelow(pointer: Pointer, keyword: string): boolean {
  const names = ["properties", "patternProperties", "$defs", "dependentSchemas"]
  return pointer.some(
    (token, index) => token === keyword && !names.includes(pointer[index - 1] ?? ""),
  )
}
