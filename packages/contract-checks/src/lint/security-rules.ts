import { errorCodesKey, errorCodesOf } from "../document/error-codes.ts"
import { isObject, objectOf, stringsOf, type Json, type JsonObject } from "../document/json.ts"
import type { Operation } from "../document/operations.ts"
import type { Pointer } from "../document/pointer.ts"
import type { OperationRule } from "./rule.ts"

const state = "x-scopes-state"

/** Who may call an operation is declared, or stated to be an open question. */
export const securityRules: readonly OperationRule[] = [
  {
    id: "security-requirement",
    severity: "error",
    *check(operation, root) {
      const { pointer, requirements } = securityOf(operation, root)
      if (requirements.length === 0) {
        yield { pointer, message: "has no security requirement: anybody may call it" }
      }
      const schemes = objectOf(objectOf(root["components"])["securitySchemes"])
      for (const [index, requirement] of requirements.entries()) {
        const names = Object.keys(objectOf(requirement))
        if (names.length === 0) {
          yield {
            pointer: [...pointer, String(index)],
            message: "an empty security requirement lets anybody call it",
          }
        }
        for (const name of names.filter((name) => !Object.hasOwn(schemes, name))) {
          yield {
            pointer: [...pointer, String(index), name],
            message: `the security scheme ${name} is not in components.securitySchemes`,
          }
        }
      }
    },
  },
  {
    id: "scopes-state",
    severity: "error",
    *check(operation, root) {
      const { pointer, requirements } = securityOf(operation, root)
      const stated = operation.value[state]
      const declared = scopesOf(operation, root).length > 0
      const statePointer = [...operation.pointer, state]
      if (stated !== undefined && stated !== "undeclared") {
        yield { pointer: statePointer, message: `${state} can be "undeclared" only` }
      } else if (stated === undefined && !declared && requirements.length > 0) {
        yield { pointer, message: `lists no scope: list them, or state ${state}: undeclared` }
      } else if (stated !== undefined && declared) {
        yield { pointer: statePointer, message: `scopes are declared: remove ${state}` }
      }
    },
  },
  {
    id: "scopes-undeclared",
    severity: "warning",
    *check(operation, root) {
      if (operation.value[state] !== "undeclared" || scopesOf(operation, root).length > 0) return
      // The words of the owner's page, spec/seed/page.txt.
      yield {
        pointer: [...operation.pointer, state],
        message: "no scope declared — review service config",
      }
    },
  },
  {
    id: "insufficient-scope",
    severity: "error",
    // RFC 6750, section 3.1: insufficient_scope is answered with 403.
    *check(operation, root) {
      if (scopesOf(operation, root).length === 0) return
      const { pointer, responses } = operation
      const forbidden = responses.get("403")
      if (forbidden === undefined) {
        yield {
          pointer: [...pointer, "responses"],
          message: "scopes are declared, so a 403 with the code insufficient_scope has to be",
        }
      } else if (!errorCodesOf(forbidden).has("insufficient_scope")) {
        yield {
          pointer: [...pointer, "responses", "403", errorCodesKey],
          message: "scopes are declared, so the 403 has to list the code insufficient_scope",
        }
      }
    },
  },
]

/** What holds for the operation: its own requirements, else the document's (OpenAPI 3.1, Operation Object). */
function securityOf(
  { pointer, value }: Operation,
  root: JsonObject,
): { readonly pointer: Pointer; readonly requirements: readonly Json[] } {
  if (Array.isArray(value["security"])) {
    return { pointer: [...pointer, "security"], requirements: value["security"] }
  }
  if (Array.isArray(root["security"])) {
    return { pointer: ["security"], requirements: root["security"] }
  }
  return { pointer, requirements: [] }
}

function scopesOf(operation: Operation, root: JsonObject): string[] {
  return securityOf(operation, root).requirements.flatMap((requirement) =>
    isObject(requirement) ? Object.values(requirement).flatMap(stringsOf) : [],
  )
}
