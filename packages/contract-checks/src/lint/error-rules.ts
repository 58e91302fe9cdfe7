import { objectOf, stringsOf, type JsonObject } from "../document/json.ts"
import type { Operation } from "../document/operations.ts"
import { resolveAt } from "../document/pointer.ts"
import type { OperationRule } from "./rule.ts"

const jsonSchema = ["content", "application/json", "schema"]

/** Rules for the bodies of error responses. */
export const errorRules: readonly OperationRule[] = [
  {
    id: "error-schema",
    severity: "error",
    *check(operation, root) {
      for (const { status, pointer } of errorResponsesOf(operation)) {
        const location = [...pointer, ...jsonSchema]
        const schema = resolveAt(root, location)
        if (schema === undefined) {
          const message = `The ${status} response has no application/json schema, so clients cannot read the error. Add the error schema.`
          yield { pointer: location, message }
          continue
        }
        for (const field of ["error", "message"]) {
          const required = stringsOf(objectOf(schema)["required"]).includes(field)
          const { type } = objectOf(resolveAt(root, [...location, "properties", field]))
          if (required && type === "string") continue
          const message = `The body of the ${status} response must have the required string field ${field}, because clients read it from every error.`
          yield { pointer: location, message }
        }
      }
    },
  },
]

/** Returns the error responses of an operation by status, including `default`. */
export function errorResponsesOf({ pointer, responses }: Operation) {
  return [...responses]
    .filter(([status]) => /^([45](\d\d|XX)|default)$/.test(status))
    .map(([status, response]: readonly [string, JsonObject]) => ({
      status,
      response,
      pointer: [...pointer, "responses", status],
    }))
}
