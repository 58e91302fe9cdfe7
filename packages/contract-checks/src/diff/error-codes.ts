import { errorCodesKey, errorCodesOf, errorCodeValues } from "../document/error-codes.ts"
import type { JsonObject } from "../document/json.ts"
import { operationsOf, type Operation } from "../document/operations.ts"
import { printPointer, type Pointer } from "../document/pointer.ts"
import type { Rating } from "./own-rules.ts"

type CodeChange = Rating & { readonly pointer: Pointer }

/**
 * Returns the changes of error codes (`x-error-codes`). Clients handle an unknown code by its
 * status, so a removed or moved code is minor. Clients act on `retry` and `order`, so a change of
 * these fields is major. Changes of texts are ignored. Redocly rates the removal of a status.
 */
export function errorCodeChanges(base: JsonObject, contract: JsonObject): CodeChange[] {
  const operations = new Map(
    operationsOf(contract).map((operation) => [printPointer(operation.pointer), operation]),
  )
  return operationsOf(base).flatMap((before) => {
    const now = operations.get(printPointer(before.pointer))
    return now === undefined ? [] : changesOfOperation(before, now)
  })
}

function changesOfOperation(before: Operation, now: Operation): CodeChange[] {
  const pointer = [...now.pointer, "responses"]
  return [...before.responses].flatMap(([status, response]) => {
    if (!now.responses.has(status)) return []
    return [...errorCodesOf(response)].flatMap(([code, definition]): CodeChange[] => {
      const declared = [...now.responses].flatMap(([newStatus, newResponse]) => {
        const newDefinition = errorCodesOf(newResponse).get(code)
        return newDefinition ? [{ status: newStatus, definition: newDefinition }] : []
      })
      const found = declared.find((other) => other.status === status) ?? declared[0]
      const at = [...pointer, status, errorCodesKey]
      const name = `The error code ${code} of the ${status} response`
      if (found === undefined) {
        const message = `${name} was removed. Clients that handle this code no longer receive it.`
        return [{ pointer: at, rule: "error-code-removed", level: "minor", message }]
      }
      const message = `${name} moved to the ${found.status} response. Clients that check the status handle it as another error.`
      const moved = { pointer: at, rule: "error-code-moved", level: "minor", message } as const
      const meaning = [...pointer, found.status, errorCodesKey, code]
      const changes = changesOfMeaning(code, definition, found.definition, meaning)
      return found.status === status ? changes : [moved, ...changes]
    })
  })
}

/** Compares `retry` and `order`. A base without definitions has no changes. */
function changesOfMeaning(
  code: string,
  before: JsonObject,
  now: JsonObject,
  pointer: Pointer,
): CodeChange[] {
  return Object.keys(errorCodeValues)
    .filter((field) => before[field] !== undefined && before[field] !== now[field])
    .map((field) => ({
      pointer: [...pointer, field],
      rule: `error-code-${field}-changed`,
      level: "major",
      message: `The field ${field} of the error code ${code} changed from ${JSON.stringify(before[field])} to ${JSON.stringify(now[field])}, but existing clients act on the old value. Declare a new code instead.`,
    }))
}
