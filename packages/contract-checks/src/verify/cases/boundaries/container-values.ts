import type { Json, JsonObject } from "../../../document/json.ts"
import type { ProbeValue } from "./probe.ts"

/** Returns arrays at the limits of the schema, and values of other types. */
export function arrayValues(schema: JsonObject, value: readonly Json[]): ProbeValue[] {
  const item = value[0] ?? null
  const { minItems, maxItems, uniqueItems } = schema
  const ofLength = (name: string, length: number): ProbeValue => ({
    name,
    text: JSON.stringify(Array.from({ length }, (_, index) => value[index] ?? item)),
    kind: "length",
  })
  return [
    ofLength("empty", 0),
    ...(typeof minItems === "number" && minItems > 0 ? [ofLength("min-1", minItems - 1)] : []),
    ...(typeof maxItems === "number" && maxItems <= 1_000
      ? [ofLength("max", maxItems), ofLength("max+1", maxItems + 1)]
      : []),
    ...(uniqueItems === true
      ? [{ name: "twice", text: JSON.stringify([item, item]), kind: "value" } as const]
      : []),
    { name: "single", text: JSON.stringify(item), kind: "value" },
    { name: "string", text: '"abc"', kind: "value" },
    { name: "object", text: JSON.stringify({ 0: item }), kind: "value" },
  ]
}

/** Returns values that are not objects, and objects with fields that a lenient server misreads. */
export function objectValues(value: JsonObject): ProbeValue[] {
  const text = JSON.stringify(value)
  const [name = "field", inner = null] = Object.entries(value)[0] ?? []
  const first = `${JSON.stringify(name)}:${JSON.stringify(inner)}`
  const { [name]: _removed, ...others } = value
  return [
    { name: "string", text: JSON.stringify(text), kind: "value" },
    { name: "number", text: "7", kind: "value" },
    { name: "array", text: `[${text}]`, kind: "value" },
    { name: "empty-array", text: "[]", kind: "value" },
    { name: "empty-object", text: "{}", kind: "value" },
    {
      name: "duplicate-field",
      text: `{${first},${text.slice(1)}`,
      kind: "value",
      isAmbiguous: true,
    },
    // The fields must not come from a prototype.
    { name: "proto-only", text: `{"__proto__":${text}}`, kind: "value" },
    { name: "proto-field", text: addField(others, `"__proto__":{${first}}`), kind: "value" },
    {
      name: "constructor-field",
      text: addField(others, `"constructor":{"prototype":{${first}}}`),
      kind: "value",
    },
  ]
}

/** Returns objects with unknown fields. */
export function unknownFieldValues(value: JsonObject): ProbeValue[] {
  return [
    { name: "unknown-field", text: addField(value, '"x_unknown_field":"text"'), kind: "known" },
    {
      name: "unknown-object",
      text: addField(value, '"x_unknown_field":{"a":[1,null]}'),
      kind: "known",
    },
  ]
}

function addField(object: JsonObject, field: string): string {
  const separator = Object.keys(object).length === 0 ? "" : ","
  return `${JSON.stringify(object).slice(0, -1)}${separator}${field}}`
}
