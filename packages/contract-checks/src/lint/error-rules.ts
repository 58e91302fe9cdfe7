import { objectOf, stringsOf, type JsonObject } from "../json.ts"
import type { Operation } from "../operations.ts"
import { resolveAt } from "../pointer.ts"
import type { OperationRule } from "./rule.ts"

const jsonSchema = ["content", "application/json", "schema"]

/** Every error response has the same envelope. */
export const errorRules: readonly OperationRule[] = [
  {
    id: "error-schema",
    severity: "error",
    *check(operation, root) {
      for (const { status, pointer } of errorResponsesOf(operation)) {
        const place = [...pointer, ...jsonSchema]
        const schema = resolveAt(root, place)
        if (schema === undefined) {
          yield { pointer: place, message: `the ${status} has no application/json schema` }
          continue
        }
        for (const member of ["error", "message"]) {
          const required = stringsOf(objectOf(schema)["required"]).includes(member)
          const { type } = objectOf(resolveAt(root, [...place, "properties", member]))
          if (required && type === "string") continue
          yield {
            pointer: place,
            message: `the body of the ${status} has to have the member ${member}, a string, as required`,
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
