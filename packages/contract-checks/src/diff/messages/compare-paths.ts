import { objectOf, type Json, type JsonObject } from "../../document/json.ts"
import { methods } from "../../document/operations.ts"
import type { Pointer } from "../../document/pointer.ts"
import { createComparer } from "../schemas/compare-schemas.ts"
import { unique, type Direction, type Reason } from "../schemas/reason.ts"
import { compareContent } from "./compare-content.ts"
import { compareBody, compareHeaders } from "./compare-elements.ts"
import { compareParameters, type Endpoint } from "./compare-parameters.ts"
import { compareSecurity } from "./compare-security.ts"
import { pairsOf, type Documents, type Pair } from "./pair.ts"

/**
 * Returns the breaking changes of the messages between clients and the API. Compares paths,
 * webhooks, callbacks, operations, security, parameters, bodies, headers, and their schemas.
 */
export function comparePaths(before: JsonObject, now: JsonObject): Reason[] {
  const comparers = { request: createComparer("request"), response: createComparer("response") }
  const documents = { before, now, comparers, visited: new Map() }
  return unique([
    ...compareItems(documents, "request", before["paths"], now["paths"], ["paths"]),
    // The API sends the requests of a webhook.
    ...compareItems(documents, "response", before["webhooks"], now["webhooks"], ["webhooks"]),
  ])
}

/** Compares path items. `direction` is that of their requests. */
function compareItems(
  documents: Documents,
  direction: Direction,
  before: Json | undefined,
  now: Json | undefined,
  at: Pointer,
): Reason[] {
  const paths = [before, now].map((items) => Object.keys(objectOf(items)))
  const identify = at.join() === "paths" && paths.every(areUnambiguous) ? templateOf : undefined
  const pairs = pairsOf(documents, before, now, at, identify)
  return pairs.flatMap(({ name, oldName, before: itemBefore, now: itemNow, at: location }) => {
    if (itemBefore === undefined || isExtension(at, name)) return []
    if (itemNow === undefined) return [removal(`The path ${name}`, "path-removed", location)]
    // A callback may contain its own path item.
    if (documents.visited.get(itemNow)?.includes(direction)) return []
    documents.visited.set(itemNow, [...(documents.visited.get(itemNow) ?? []), direction])
    return methods.flatMap((method) => {
      const [operationBefore, operationNow] = [itemBefore[method], itemNow[method]]
      if (operationBefore === undefined) return []
      const operationAt = [...location, method]
      if (operationNow === undefined) {
        const subject = `The operation ${method.toUpperCase()} ${name}`
        return [removal(subject, "operation-removed", operationAt)]
      }
      return compareOperation(
        documents,
        direction,
        { path: oldName, item: itemBefore, operation: objectOf(operationBefore), at: operationAt },
        { path: name, item: itemNow, operation: objectOf(operationNow), at: operationAt },
      )
    })
  })
}

/** Checks for an extension of OpenAPI. The map of webhooks has none. */
function isExtension(at: Pointer, name: string): boolean {
  return name.startsWith("x-") && at.join() !== "webhooks"
}

/** Replaces the names of path parameters, because clients do not send these names. */
export function templateOf(path: string): string {
  return path.replace(/\{[^}]*\}/g, "{}")
}

function areUnambiguous(paths: readonly string[]): boolean {
  return new Set(paths.map(templateOf)).size === paths.length
}

function compareOperation(
  documents: Documents,
  direction: Direction,
  before: Endpoint,
  now: Endpoint,
): readonly Reason[] {
  const opposite = direction === "request" ? "response" : "request"
  const [old, current] = [before.operation, now.operation]
  const pairsAt = (keyword: string) =>
    pairsOf(documents, old[keyword], current[keyword], [...now.at, keyword])
  const [body] = pairsOf(documents, only(old, "requestBody"), only(current, "requestBody"), now.at)
  return [
    ...compareIds(old["operationId"], current["operationId"], now.at),
    ...compareSecurity(documents, old, current, now.at),
    ...compareParameters(documents, direction, before, now),
    ...(body === undefined ? [] : compareBody(documents, direction, body)),
    ...pairsAt("responses").flatMap((pair) => {
      if (pair.before === undefined || isExtension(pair.at, pair.name)) return []
      if (pair.now === undefined) return [removedResponse(pair)]
      return [
        ...compareHeaders(documents, opposite, pair),
        ...compareContent(documents, opposite, pair),
      ]
    }),
    ...pairsAt("callbacks").flatMap((pair) => {
      if (pair.before === undefined) return []
      const subject = `The callback ${pair.name}`
      if (pair.now === undefined) return [removal(subject, "path-removed", pair.at)]
      return compareItems(documents, opposite, pair.before, pair.now, pair.at)
    }),
  ]
}

/** Compares the names of methods in generated clients. An added name breaks no client. */
function compareIds(before: Json | undefined, now: Json | undefined, pointer: Pointer): Reason[] {
  if (before === undefined || before === now) return []
  const change = now === undefined ? "was removed" : `changed to ${JSON.stringify(now)}`
  const message = `The operationId ${JSON.stringify(before)} ${change}, so the method of generated clients has another name. Restore the operationId.`
  return [{ pointer, property: "operationId", rule: "operation-id-changed", message }]
}

/** Returns a map with one entry, or without entries if the object lacks it. */
function only(object: JsonObject, keyword: string): JsonObject {
  const value = object[keyword]
  return value === undefined ? {} : { [keyword]: value }
}

function removedResponse({ name, at: pointer }: Pair): Reason {
  const message = `The response ${name} was removed, so clients no longer receive its status. Restore the response.`
  return { pointer, rule: "response-removed", message, isRemoved: true }
}

function removal(subject: string, rule: string, pointer: Pointer): Reason {
  const message = `${subject} was removed, so clients that use it fail. Restore it.`
  return { pointer, rule, message, isRemoved: true }
}
