import { errorCodesKey, errorCodesOf } from "../document/error-codes.ts"
import { isObject, objectOf, stringsOf, type Json, type JsonObject } from "../document/json.ts"
import type { Operation } from "../document/operations.ts"
import type { Pointer } from "../document/pointer.ts"
import type { OperationRule } from "./rule.ts"

const state = "x-scopes-state"

/** Rules for the security requirements and scopes of an operation. */
export const securityRules: readonly OperationRule[] = [
  {
    id: "security-requirement",
    severity: "error",
    *check(operation, root) {
      const { pointer, requirements } = securityOf(operation, root)
      if (requirements.length === 0) {
        const message =
          "The operation has no security requirement, so clients without a token can call it. Add a requirement."
        yield { pointer, message }
      }
      const schemes = objectOf(objectOf(root["components"])["securitySchemes"])
      for (const [index, requirement] of requirements.entries()) {
        const names = Object.keys(objectOf(requirement))
        if (names.length === 0) {
          const message =
            "An empty security requirement allows calls without a token. Remove it, or name a security scheme."
          yield { pointer: [...pointer, String(index)], message }
        }
        for (const name of names.filter((name) => !Object.hasOwn(schemes, name))) {
          const message = `The security scheme ${name} is not in components.securitySchemes. Correct the name, or define the scheme.`
          yield { pointer: [...pointer, String(index), name], message }
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
        const message = `Invalid value of ${state}. Expected "undeclared".`
        yield { pointer: statePointer, message }
      } else if (stated === undefined && !declared && requirements.length > 0) {
        const message = `The security requirement lists no scope. List the scopes, or set ${state}: undeclared.`
        yield { pointer, message }
      } else if (stated !== undefined && declared) {
        yield {
          pointer: statePointer,
          message: `The operation declares scopes, so ${state} is not allowed. Remove this line.`,
        }
      }
    },
  },
  {
    id: "scopes-undeclared",
    severity: "warning",
    *check(operation, root) {
      if (operation.value[state] !== "undeclared" || scopesOf(operation, root).length > 0) return
      // Quoted from the API page, spec/seed/page.txt.
      const message = "no scope declared — review service config"
      yield { pointer: [...operation.pointer, state], message }
    },
  },
  {
    id: "insufficient-scope",
    severity: "error",
    // A token without the scope gets a 403 with insufficient_scope (RFC 6750, section 3.1).
    *check(operation, root) {
      if (scopesOf(operation, root).length === 0) return
      const { pointer, responses } = operation
      const forbidden = responses.get("403")
      if (forbidden && errorCodesOf(forbidden).has("insufficient_scope")) return
      const path = forbidden ? ["responses", "403", errorCodesKey] : ["responses"]
      const message =
        "The operation requires scopes, but declares no 403 response with the error code insufficient_scope. Add the response."
      yield { pointer: [...pointer, ...path], message }
    },
  },
]

/** Returns the requirements of the operation or, without any, those of the document. */
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
