import { isObject } from "../document/json.ts"
import { resolveAt } from "../document/pointer.ts"
import type { OperationRule } from "./rule.ts"

// Responses with these statuses have no body (RFC 9110, sections 15.3.5 and 15.3.6).
const bodiless = ["204", "205"]

/** Rules for the name, the success status, and the bodies of an operation. */
export const operationRules: readonly OperationRule[] = [
  {
    id: "operation-id",
    severity: "error",
    *check({ pointer, value }) {
      const id = value["operationId"]
      if (typeof id === "string" && id !== "") return
      const message =
        "The operation has no operationId, so each code generator chooses a different name. Add an operationId."
      yield { pointer, message }
    },
  },
  {
    id: "one-success",
    severity: "error",
    *check({ pointer, responses }) {
      const successes = [...responses.keys()].filter((status) => status.startsWith("2"))
      if (successes.length === 1) return
      const found = successes.length === 0 ? "none" : successes.join(", ")
      const message = `An operation must declare exactly one success status, because clients return its body. Found: ${found}.`
      yield { pointer: [...pointer, "responses"], message }
    },
  },
  {
    id: "body-schema",
    severity: "error",
    *check({ pointer, value, responses }, root) {
      const successes = [...responses.keys()].filter(
        (status) => status.startsWith("2") && !bodiless.includes(status),
      )
      const bodies = successes.map((status) => [`${status} response`, "responses", status])
      if (value["requestBody"] !== undefined) bodies.unshift(["request body", "requestBody"])
      for (const [name, ...path] of bodies) {
        const location = [...pointer, ...path, "content", "application/json", "schema"]
        const schema = resolveAt(root, location)
        if (isObject(schema) && Object.keys(schema).length > 0) continue
        const message = `The ${name} has no application/json schema, or an empty one, so its content is not validated. Add a schema.`
        yield { pointer: location, message }
      }
    },
  },
]
