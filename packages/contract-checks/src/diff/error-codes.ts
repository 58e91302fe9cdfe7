import { stringsOf, type JsonObject } from "../json.ts"
import { operationsOf } from "../operations.ts"
import { printPointer, type Pointer } from "../pointer.ts"
import type { Judgement } from "./own-rules.ts"

/**
 * The error codes (`x-error-codes`) that a status lists no more. The place is the list. Codes are open, and a client
 * treats one that it does not know by its status: so a code that left, or moved, is minor. It breaks nobody, but who
 * tells failures apart by it has to hear of it. A status that is removed as a whole is Redocly's to judge.
 */
export function removedErrorCodes(
  base: JsonObject,
  contract: JsonObject,
): (Judgement & { readonly pointer: Pointer })[] {
  const operations = new Map(
    operationsOf(contract).map((operation) => [printPointer(operation.pointer), operation]),
  )
  return operationsOf(base).flatMap(({ pointer, responses }) => {
    const operation = operations.get(printPointer(pointer))
    if (operation === undefined) return []
    const codesOf = (response: JsonObject) => stringsOf(response["x-error-codes"])
    return [...responses].flatMap(([status, response]) => {
      const now = operation.responses.get(status)
      if (now === undefined) return []
      const removed = codesOf(response).filter((code) => !codesOf(now).includes(code))
      return removed.map((code) => {
        const other = [...operation.responses].find(([, other]) => codesOf(other).includes(code))
        const outcome = other === undefined ? "was removed" : `moved to the ${other[0]}`
        return {
          pointer: [...pointer, "responses", status, "x-error-codes"],
          rule: other === undefined ? "error-code-removed" : "error-code-moved",
          level: "minor",
          message: `the error code ${code} of the ${status} ${outcome}`,
        } as const
      })
    })
  })
}
