import { objectOf, stringsOf, type Json, type JsonObject } from "../../../document/json.ts"
import type { Pointer } from "../../../document/pointer.ts"

/**
 * The property of a value that a probe varies. The kind `known` is for documented values, null,
 * absent fields, and unknown fields.
 */
export type ProbeKind = "known" | "length" | "characters" | "range" | "value"

/** A value for a field. */
export interface ProbeValue {
  /** Name of the value. It is a part of the case ID. */
  readonly name: string
  /** The value as JSON text. */
  readonly text: string
  readonly kind: ProbeKind
  /**
   * Whether RFC 8259 allows several interpretations of the value. The server may choose any of
   * them, but must not fail.
   */
  readonly isAmbiguous?: boolean
}

/** A field of a documented body with the schemas that apply to it. */
export interface BodyField {
  readonly pointer: Pointer
  readonly value: Json
  /** One schema for each branch of `anyOf` and `oneOf`. */
  readonly schemas: readonly JsonObject[]
}

/** Patterns of rules by topic. A rule without a topic can explain any rejection. */
const isAbout: Readonly<Record<"characters" | "range" | "length" | "value", RegExp>> = {
  characters: /U\+|\bcontrol\b/i,
  range: /2\^\d|\d{1,3}(,\d{3}){3,}|\d{10,}|safe integer/i,
  length: /\d(?!\+).*\b(characters|bytes|code points)\b|\b(longer|shorter) than\b/i,
  value: /\bblank\b/i,
}

/**
 * Returns whether a rule of the field's `x-narrower` explains a rejection. The response must quote
 * the rule, or the rule must have the topic `kind` or none. For `known`, only a quote counts.
 */
export function isExplained({ schemas }: BodyField, kind: ProbeKind, response: string): boolean {
  const rules = schemas.flatMap(narrowerRules)
  if (rules.some((rule) => response.includes(JSON.stringify(rule).slice(1, -1)))) return true
  if (kind === "known") return false
  return rules.some((rule) => {
    const topics = Object.entries(isAbout).filter(([, pattern]) => pattern.test(rule))
    return topics.length === 0 || topics.some(([topic]) => topic === kind)
  })
}

/** Returns whether a field has rules that its schema does not express. */
export function isNarrower({ schemas }: BodyField): boolean {
  return schemas.some((schema) => narrowerRules(schema).length > 0)
}

function narrowerRules(schema: JsonObject): readonly string[] {
  const rules = objectOf(schema)["x-narrower"]
  return typeof rules === "string" ? [rules] : stringsOf(rules)
}
