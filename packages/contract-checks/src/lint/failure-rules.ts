import { objectOf, stringsOf, type JsonObject } from "../json.ts"
import type { Operation } from "../operations.ts"
import { resolveAt } from "../pointer.ts"
import type { OperationRule } from "./rule.ts"

const jsonSchema = ["content", "application/json", "schema"]

/** Every failure says what it is, in one envelope. */
export const failureRules: readonly OperationRule[] = [
  {
    id: "error-schema",
    severity: "error",
    *check(operation, root) {
      for (const { status, pointer } of failuresOf(operation)) {
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
  {
    id: "error-codes",
    severity: "error",
    *check(operation) {
      const listedBy = new Map<string, string>()
      for (const { status, pointer, response } of failuresOf(operation)) {
        const place = [...pointer, "x-error-codes"]
        const listed = response["x-error-codes"]
        const codes: readonly unknown[] = Array.isArray(listed) ? listed : []
        if (codes.length === 0) {
          yield { pointer: place, message: `the ${status} lists no error codes (x-error-codes)` }
        }
        for (const [index, code] of codes.entries()) {
          if (typeof code !== "string" || !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code)) {
            yield {
              pointer: [...place, String(index)],
              message: `an error code is lower-case words joined by _; found ${JSON.stringify(code)}`,
            }
            continue
          }
          const other = listedBy.get(code)
          if (other !== undefined) {
            yield {
              pointer: [...place, String(index)],
              message: `the code ${code} stands under ${other} already: a code has one status`,
            }
          }
          listedBy.set(code, status)
        }
      }
    },
  },
]

function failuresOf({ pointer, responses }: Operation) {
  return [...responses]
    .filter(([status]) => /^([45](\d\d|XX)|default)$/.test(status))
    .map(([status, response]: readonly [string, JsonObject]) => ({
      status,
      response,
      pointer: [...pointer, "responses", status],
    }))
}
