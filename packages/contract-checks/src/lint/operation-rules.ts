import { isObject } from "../document/json.ts"
import { resolveAt } from "../document/pointer.ts"
import type { OperationRule } from "./rule.ts"

// RFC 9110, sections 15.3.5 and 15.3.6: these have no body.
const bodiless = ["204", "205"]

/** What every operation has to say of itself. */
export const operationRules: readonly OperationRule[] = [
  {
    id: "operation-id",
    severity: "error",
    *check({ pointer, value }) {
      const id = value["operationId"]
      if (typeof id === "string" && id !== "") return
      yield { pointer, message: "has no operationId: every generator would invent its own" }
    },
  },
  {
    id: "one-success",
    severity: "error",
    *check({ pointer, responses }) {
      const successes = [...responses.keys()].filter((status) => status.startsWith("2"))
      if (successes.length === 1) return
      const found = successes.length === 0 ? "none" : successes.join(", ")
      yield {
        pointer: [...pointer, "responses"],
        message: `exactly one success status has to be declared; found ${found}`,
      }
    },
  },
  {
    id: "body-schema",
    severity: "error",
    *check({ pointer, value, responses }, root) {
      const successes = [...responses.keys()].filter(
        (status) => status.startsWith("2") && !bodiless.includes(status),
      )
      const bodies = [
        ...(value["requestBody"] === undefined
          ? []
          : [{ name: "request body", path: ["requestBody"] }]),
        ...successes.map((status) => ({ name: status, path: ["responses", status] })),
      ]
      for (const { name, path } of bodies) {
        const location = [...pointer, ...path, "content", "application/json", "schema"]
        const schema = resolveAt(root, location)
        if (isObject(schema) && Object.keys(schema).length > 0) continue
        yield {
          pointer: location,
          message: `the ${name} has no application/json schema that says anything`,
        }
      }
    },
  },
]
