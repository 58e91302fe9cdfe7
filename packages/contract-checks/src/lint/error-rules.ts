import { objectOf, stringsOf, type JsonObject } from "../document/json.ts"
import type { Operation } from "../document/operations.ts"
import { resolveAt } from "../document/pointer.ts"
import type { OperationRule } from "./rule.ts"

const jsonSchema = ["content", "application/json", "schema"]

/** Every error response has the same envelope. */
export const errorRules: readonly OperationRule[] = [
  {
    id: "error-schema",
    severity: "error",
    *check(operation, root) {
      for (const { status, pointer } of errorResponsesOf(operation)) {
        const location = [...pointer, ...jsonSchema]
        const schema = resolveAt(root, location)
        if (schema === undefined) {
          yield { pointer: location, message: `the ${status} has no application/json schema` }
          continue
        }
        for (const field of ["error", "message"]) {
          const required = stringsOf(objectOf(schema)["required"]).includes(field)
          const { type } = objectOf(resolveAt(root, [...location, "properties", field]))
          if (required && type === "string") continue
          yield {
            pointer: location,
            message: `the body of the ${status} has to have the field ${field}, a string, as required`,
          }
        }
      }
    },
  },
]

/** Returns the error responses of an operation by status, `default` included. */
export function errorResponsesOf({ pointer, responses }: Operation) {
  return [...responses]
    .filter(([status]) => /^([45](\d\d|XX)|default)$/.test(status))
    .map(([status, response]: readonly [string, JsonObject]) => ({
      status,
      response,
      pointer: [...pointer, "responses", status],
    }))
}
