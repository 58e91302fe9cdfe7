import type { OperationRule } from "./rule.ts"

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
]
