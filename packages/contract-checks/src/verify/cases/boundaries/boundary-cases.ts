import { isObject, type Json, type JsonObject } from "../../../document/json.ts"
import { printPointer } from "../../../document/pointer.ts"
import { validatorFor } from "../../schema-validator.ts"
import type { ApiOperation } from "../../read-document/api-document.ts"
import { typesOf } from "../../read-document/schema.ts"
import { parseJson, withoutField, writeJson } from "../../requests/json-text.ts"
import { outcomeOf } from "../../run/exchange.ts"
import { expectAccepted, expectDetails, expectNoFailure, expectRejected } from "../expectations.ts"
import type { CaseContext, TestCase } from "../test-case.ts"
import { arrayValues, objectValues, unknownFieldValues } from "./container-values.ts"
import { listFields, valuesInExamples, type ExampleField } from "./list-fields.ts"
import { numberValues } from "./number-values.ts"
import { isExplained, type ProbeValue } from "./probe.ts"
import { stringValues } from "./string-values.ts"

/**
 * Returns cases that each change one field of an example. The values satisfy or violate a rule of
 * the field's schema.
 */
export function boundaryCases(operation: ApiOperation): TestCase[] {
  return listFields(operation).flatMap((field) => {
    const seen = new Set([JSON.stringify(field.value)])
    return probesOf(operation, field)
      .filter(({ text }) => !seen.has(text) && seen.add(text))
      .map((probe) => {
        const body = field.example.body ?? null
        const text =
          probe.name === "absent"
            ? JSON.stringify(withoutField(body, field.pointer))
            : writeJson(body, field.pointer, probe.text)
        return {
          id: `${operation.name}:boundaries:${printPointer(field.pointer) || "/"}:${probe.name}`,
          group: "boundaries" as const,
          operation,
          run: (context: CaseContext) => sendProbe(context, { field, probe, text }),
        }
      })
  })
}

function probesOf(operation: ApiOperation, field: ExampleField): ProbeValue[] {
  const { value, schemas, pointer } = field
  const known = valuesInExamples(operation, pointer)
    .filter((item) => typeof item !== "object")
    .map((item, index) => {
      return { name: `example-${index + 1}`, text: JSON.stringify(item), kind: "known" } as const
    })
  return [
    ...known,
    ...(pointer.length === 0 ? [] : [{ name: "absent", text: "", kind: "known" } as const]),
    { name: "null", text: "null", kind: "known" },
    ...schemas.flatMap((schema) => valuesOfType(schema, value)),
    ...(pointer.length === 0 && isObject(value) ? deepValues(value) : []),
  ]
}

function valuesOfType(schema: JsonObject, value: Json): ProbeValue[] {
  if (typeof value === "string") return stringValues(schema, value)
  if (typeof value === "number") return numberValues(schema, value)
  if (Array.isArray(value)) return arrayValues(schema, value)
  if (isObject(value)) return [...objectValues(value), ...unknownFieldValues(value)]
  if (typeof value === "boolean" || typesOf(schema).includes("boolean")) {
    return ['"true"', "1", "0", '""', String(value !== true)].map((text) => {
      return { name: `as-${text.replaceAll('"', "")}`, text, kind: "value" } as const
    })
  }
  return []
}

/** Returns bodies with deep nesting, at which recursive parsers fail. */
function deepValues(value: JsonObject): ProbeValue[] {
  const fields = JSON.stringify(value).slice(0, -1)
  return [100, 5_000].map((depth) => ({
    name: `depth-${depth}`,
    text: `${fields},"x_unknown_field":${"[".repeat(depth)}${"]".repeat(depth)}}`,
    kind: "length" as const,
    isAmbiguous: true,
  }))
}

/** A body with one changed field. */
export interface ProbedBody {
  readonly field: ExampleField
  readonly probe: Pick<ProbeValue, "name" | "kind" | "isAmbiguous">
  /** Text of the whole body. */
  readonly text: string
}

async function sendProbe(context: CaseContext, { field, probe, text }: ProbedBody): Promise<void> {
  const { operation } = context
  const pointer = printPointer(field.pointer)
  const parsed = parseJson(text)
  const verdict =
    probe.isAmbiguous === true || operation.body === undefined || parsed === undefined
      ? "ambiguous"
      : validatorFor(operation.body.schema).verdict(parsed)
  if (verdict === "disputed") return context.dropDisputed()
  const request = context.build({ body: text }, field.example)
  const exchange = await context.send(request, { isAmbiguous: verdict === "ambiguous" })
  const sent = `${pointer === "" ? "the body" : pointer} (${probe.name})`
  switch (verdict) {
    case "ambiguous":
      expectNoFailure(context, exchange, { field: pointer, sent })
      return
    case "invalid": {
      const expected = { rule: "invalid-value-accepted", field: pointer, sent } as const
      if (expectRejected(context, exchange, expected)) expectDetails(context, exchange, pointer)
      return
    }
    case "valid": {
      const isUnknown = probe.name.startsWith("unknown-")
      const response = exchange.response?.text ?? ""
      const isNarrower =
        outcomeOf(exchange) === "rejected" && isExplained(field, probe.kind, response)
      const other = isUnknown ? "unknown-field-rejected" : "valid-value-rejected"
      const rule = isNarrower ? "narrower-than-document" : other
      expectAccepted(context, exchange, { rule, field: pointer, sent })
    }
  }
}
