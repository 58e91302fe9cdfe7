import type { JsonObject } from "../../../document/json.ts"
import { typesOf } from "../../read-document/schema.ts"
import { formatValues } from "./formats.ts"
import type { ProbeKind, ProbeValue } from "./probe.ts"

/** Longest string that is sent, in characters. */
const maxLength = 5_000

/** A character of two UTF-16 code units. JSON Schema counts it as one. */
const wide = "😀"

/** Returns strings at the limits of the schema, and values of other types. */
export function stringValues(schema: JsonObject, value: string): ProbeValue[] {
  return [
    ...lengthValues(schema),
    ...enumValues(schema, value),
    ...formatProbes(schema),
    ...characterValues(schema, value),
    ...coercedValues(value),
    ...(typesOf(schema).includes("null") ? [text("text-null", "null", "known")] : []),
  ]
}

function text(name: string, value: string, kind: ProbeKind): ProbeValue {
  return { name, text: JSON.stringify(value), kind }
}

function lengthValues({ minLength, maxLength: limit, enum: allowed }: JsonObject): ProbeValue[] {
  if (allowed !== undefined) return []
  const min = typeof minLength === "number" ? minLength : 0
  const values = [text("empty", "", "length")]
  if (min > 1) values.push(text("min-1", "a".repeat(min - 1), "length"))
  if (min > 0) values.push(text("min", "a".repeat(min), "length"))
  if (typeof limit !== "number") {
    // Most servers store 200 characters. A server that cuts them returns a shorter value.
    values.push(text("length-200", "a".repeat(200), "length"))
    return [...values, text("long", "a".repeat(maxLength), "length")]
  }
  if (limit > maxLength) return values
  return [
    ...values,
    text("max", "a".repeat(limit), "length"),
    text("max+1", "a".repeat(limit + 1), "length"),
    text("max-wide", wide.repeat(limit), "length"),
    text("max+1-wide", wide.repeat(limit + 1), "length"),
  ]
}

function enumValues({ enum: allowed }: JsonObject, value: string): ProbeValue[] {
  if (!Array.isArray(allowed)) return []
  const strings = allowed.filter((item) => typeof item === "string")
  return [
    ...strings.map((item) => text(`enum-${item}`, item, "known")),
    text("upper-case", value.toUpperCase(), "value"),
    text("capitalized", value.charAt(0).toUpperCase() + value.slice(1), "value"),
    text("space-before", ` ${value}`, "value"),
    text("space-after", `${value} `, "value"),
    text("longer", `${value}x`, "value"),
    text("shorter", value.slice(0, -1), "value"),
    text("empty", "", "value"),
  ]
}

function formatProbes({ format }: JsonObject): ProbeValue[] {
  const { good = [], bad = [] } = typeof format === "string" ? (formatValues[format] ?? {}) : {}
  return [
    ...good.map((value, index) => text(`good-${index + 1}`, value, "value")),
    ...bad.map((value, index) => text(`bad-${index + 1}`, value, "value")),
  ]
}

function characterValues({ format, enum: allowed, pattern }: JsonObject, value: string) {
  if (format !== undefined || allowed !== undefined) return []
  const surrogate: ProbeValue = {
    name: "lone-surrogate",
    text: `${JSON.stringify(value).slice(0, -1)}\\ud800"`,
    kind: "characters",
    isAmbiguous: true,
  }
  const values = [
    text("u0000", `${value}\u0000`, "characters"),
    text("blank", " ", "value"),
    text("accents", `${value}é`, "characters"),
    text("combining-and-markup", `${value}e\u0301<&amp;>`, "characters"),
    surrogate,
  ]
  if (pattern === undefined) return values
  return [
    ...values,
    text("line-break", `${value}\n`, "value"),
    text("space-before", ` ${value}`, "value"),
    text("twice", `${value}${value}`, "value"),
  ]
}

/** Returns values of other types that lenient servers convert to a string. */
function coercedValues(value: string): ProbeValue[] {
  const number: ProbeValue[] = /^[1-9]\d{0,14}$/.test(value)
    ? [{ name: "number-of-digits", text: value, kind: "value" }]
    : []
  return [
    ...number,
    { name: "number", text: "7", kind: "value" },
    { name: "boolean", text: "true", kind: "value" },
    { name: "array", text: `[${JSON.stringify(value)}]`, kind: "value" },
    { name: "object", text: "{}", kind: "value" },
  ]
}
