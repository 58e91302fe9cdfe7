import { errorCodesKey, errorCodesOf, errorCodeValues } from "../document/error-codes.ts"
import type { JsonObject } from "../document/json.ts"
import { operationsOf, type Operation } from "../document/operations.ts"
import { printPointer, type Pointer } from "../document/pointer.ts"
import type { Rating } from "./own-rules.ts"

type CodeChange = Rating & { readonly pointer: Pointer }

/**
 * Returns the changes of error codes (`x-error-codes`). Clients handle a code that they do not know by its status, so a
 * removed or moved code is minor. They act on `retry` and `order`, so a change of these is major. Texts are for people,
 * and the removal of a status is Redocly's to rate.
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
  return [...before.responses].flatMap(([status, response]) => {
    if (!now.responses.has(status)) return []
    return [...errorCodesOf(response)].flatMap(([code, definition]) => {
      const found = findCode(now, code, status)
      const moved = found?.status === status ? [] : [movedOrRemoved(now, code, status, found)]
      return found === undefined
        ? moved
        : [...moved, ...changesOfMeaning(now, code, definition, found)]
    })
  })
}

interface FoundCode {
  readonly status: string
  readonly definition: JsonObject
}

/** Finds a code, under `preferred` if it is there, else under the first status that has it. */
function findCode(
  { responses }: Operation,
  code: string,
  preferred: string,
): FoundCode | undefined {
  const found = [...responses].flatMap(([status, response]) => {
    const definition = errorCodesOf(response).get(code)
    return definition === undefined ? [] : [{ status, definition }]
  })
  return found.find(({ status }) => status === preferred) ?? found[0]
}

function movedOrRemoved(
  { pointer }: Operation,
  code: string,
  status: string,
  found: FoundCode | undefined,
): CodeChange {
  return {
    pointer: [...pointer, "responses", status, errorCodesKey],
    rule: found === undefined ? "error-code-removed" : "error-code-moved",
    level: "minor",
    message: `the error code ${code} of the ${status} ${found === undefined ? "was removed" : `moved to the ${found.status}`}`,
  }
}

/** A base from before the definitions has none: then nothing is known to have changed. */
function changesOfMeaning(
  { pointer }: Operation,
  code: string,
  before: JsonObject,
  { status, definition }: FoundCode,
): CodeChange[] {
  return Object.keys(errorCodeValues)
    .filter((field) => before[field] !== undefined && before[field] !== definition[field])
    .map((field) => ({
      pointer: [...pointer, "responses", status, errorCodesKey, code, field],
      rule: `error-code-${field}-changed`,
      level: "major",
      message: `${field} of the error code ${code} changed from ${JSON.stringify(before[field])} to ${JSON.stringify(definition[field])}`,
    }))
}
