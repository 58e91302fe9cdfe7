import type { JsonObject } from "../../../document/json.ts"
import { typesOf } from "../../read-document/schema.ts"
import type { ProbeKind, ProbeValue } from "./probe.ts"

/** The value of `Number.MAX_SAFE_INTEGER`. */
const maxSafe = 9_007_199_254_740_991

/**
 * Returns numbers at the limits of the schema, and values of other types. Includes other notations
 * of integers.
 */
export function numberValues(schema: JsonObject, value: number): ProbeValue[] {
  const isInteger = typesOf(schema).includes("integer")
  const own = JSON.stringify(value)
  return [
    ...limitValues(schema, isInteger ? 1 : 0.001),
    ...(isInteger
      ? [probe("fraction", `${Math.trunc(value)}.5`, "value"), ...notations(value)]
      : []),
    probe("zero", "0", "value"),
    probe("negative", "-1", "value"),
    probe("max-safe-integer", String(maxSafe), "value"),
    probe("2^31", "2147483648", "value"),
    probe("2^53", "9007199254740992", "range"),
    { ...probe("beyond-double", "1e400", "range"), isAmbiguous: true },
    probe("string", `"${own}"`, "value"),
    probe("boolean", "true", "value"),
    probe("array", `[${own}]`, "value"),
    probe("object", "{}", "value"),
    probe("text", '"abc"', "value"),
    probe("empty-string", '""', "value"),
  ]
}

function probe(name: string, text: string, kind: ProbeKind): ProbeValue {
  return { name, text, kind }
}

/** Integers in forms that JSON allows and some parsers read as another type. */
function notations(value: number): ProbeValue[] {
  if (!Number.isInteger(value) || Math.abs(value) > 1e15) return []
  return [probe("decimal-zero", `${value}.0`, "value"), probe("exponent", "1e3", "value")]
}

function limitValues(schema: JsonObject, step: number): ProbeValue[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const around = (name: string, limit: unknown): ProbeValue[] =>
    typeof limit === "number"
      ? [
          probe(`${name}-1`, JSON.stringify(limit - step), "value"),
          probe(name, JSON.stringify(limit), "value"),
          probe(`${name}+1`, JSON.stringify(limit + step), "value"),
        ]
      : []
  return [
    ...around("min", minimum),
    ...around("max", maximum),
    ...around("exclusive-min", exclusiveMinimum),
    ...around("exclusive-max", exclusiveMaximum),
    ...(typeof multipleOf === "number"
      ? [probe("multiple", JSON.stringify(multipleOf * 3), "value")]
      : []),
    ...(typeof multipleOf === "number"
      ? [probe("no-multiple", JSON.stringify(multipleOf * 3.5), "value")]
      : []),
  ]
}
