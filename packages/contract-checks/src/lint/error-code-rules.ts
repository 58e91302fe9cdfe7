import { isDeepStrictEqual } from "node:util"
import { errorCodesKey, errorCodesOf, errorCodeValues } from "../document/error-codes.ts"
import { objectOf, stringsOf, type JsonObject } from "../document/json.ts"
import { operationsOf, type Operation } from "../document/operations.ts"
import type { Pointer } from "../document/pointer.ts"
import { errorResponsesOf } from "./error-rules.ts"
import type { Violation, OperationRule } from "./rule.ts"

const form =
  `{ retry: ${errorCodeValues.retry.join("|")}, ` +
  `order: ${errorCodeValues.order.join("|")}, summary: <text>, action: <text> }`

/** Rules for the error codes of error responses, and for their definitions. */
export const errorCodeRules: readonly OperationRule[] = [
  {
    id: "error-codes",
    severity: "error",
    *check(operation, root) {
      const statuses = new Map<string, string>()
      for (const { status, pointer, response } of errorResponsesOf(operation)) {
        const location = [...pointer, errorCodesKey]
        const declared = response[errorCodesKey]
        const codes = Object.entries(objectOf(declared))
        if (codes.length === 0) {
          const found = stringsOf(declared).length > 0 ? "only lists its" : "has no"
          const message = `The ${status} response ${found} error codes, so clients cannot decide whether to retry. Write ${errorCodesKey} as a map from each code to ${form}.`
          yield { pointer: location, message }
        }
        for (const [code, definition] of codes) {
          const at = [...location, code]
          yield* violationsOf(code, objectOf(definition), at)
          yield* contradictionsOf(code, objectOf(definition), at, operation, root)
          const other = statuses.get(code)
          if (other !== undefined) {
            const message = `The error code ${code} is already declared for status ${other}. Declare each code for only one status of an operation.`
            yield { pointer: at, message }
          }
          statuses.set(code, status)
        }
      }
    },
  },
]

function* violationsOf(
  code: string,
  definition: JsonObject,
  pointer: Pointer,
): Iterable<Violation> {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code)) {
    const message = `Invalid error code ${JSON.stringify(code)}. Use lowercase letters, digits, and single underscores.`
    yield { pointer, message }
  }
  for (const [field, allowed] of Object.entries(errorCodeValues)) {
    const value = definition[field]
    if (allowed.some((known) => known === value)) continue
    const found = value === undefined ? "missing" : JSON.stringify(value)
    const message = `The field ${field} of ${code} is ${found}. Expected one of: ${allowed.join(", ")}.`
    yield { pointer: [...pointer, field], message }
  }
  for (const field of ["summary", "action"]) {
    const value = definition[field]
    if (typeof value === "string" && value.trim() !== "") continue
    const message = `The field ${field} of ${code} must be a non-empty string.`
    yield { pointer: [...pointer, field], message }
  }
}

/** Compares a definition with the one of the first operation that declares the code. */
function* contradictionsOf(
  code: string,
  definition: JsonObject,
  pointer: Pointer,
  operation: Operation,
  root: JsonObject,
): Iterable<Violation> {
  const first = firstDefinitions(root).get(code)
  if (first === undefined || isDeepStrictEqual(first.operation.pointer, operation.pointer)) return
  for (const field of ["retry", "order", "summary", "action"]) {
    if (first.definition[field] === definition[field]) continue
    const message = `The field ${field} of ${code} differs from its definition in ${first.operation.name}. Write the same definition in both operations.`
    yield { pointer: [...pointer, field], message }
  }
}

interface FirstDefinition {
  readonly operation: Operation
  readonly definition: JsonObject
}

const definitionsByRoot = new WeakMap<JsonObject, ReadonlyMap<string, FirstDefinition>>()

/** Returns the first definition of each error code. Reads a document once for all operations. */
function firstDefinitions(root: JsonObject): ReadonlyMap<string, FirstDefinition> {
  const known = definitionsByRoot.get(root)
  if (known !== undefined) return known
  const definitions = new Map<string, FirstDefinition>()
  for (const operation of operationsOf(root)) {
    for (const response of operation.responses.values()) {
      for (const [code, definition] of errorCodesOf(response)) {
        if (!definitions.has(code)) definitions.set(code, { operation, definition })
      }
    }
  }
  definitionsByRoot.set(root, definitions)
  return definitions
}
