import { objectOf, stringsOf, type JsonObject } from "../../document/json.ts"
import { resolve, type Pointer } from "../../document/pointer.ts"
import type { Direction, Reason } from "../schemas/reason.ts"
import { compareElement } from "./compare-elements.ts"
import type { Documents, Pair } from "./pair.ts"

/** An operation of one document, with its path. */
export interface Endpoint {
  readonly path: string
  readonly item: JsonObject
  readonly operation: JsonObject
  /** The location of the operation. */
  readonly at: Pointer
}

/** Headers whose parameters are ignored (OpenAPI 3.1, Parameter Object). */
const ignoredHeaders = ["accept", "content-type", "authorization"]

/** Compares the parameters of an operation and of its path item. */
export function compareParameters(
  documents: Documents,
  direction: Direction,
  before: Endpoint,
  now: Endpoint,
): readonly Reason[] {
  const parametersBefore = parametersOf(documents.before, before)
  const parametersNow = parametersOf(documents.now, now)
  const names = new Set([...parametersNow.keys(), ...parametersBefore.keys()])
  return [...names].flatMap((name) => {
    const [old, current] = [parametersBefore.get(name), parametersNow.get(name)]
    const at = current?.at ?? old?.at ?? now.at
    const pair: Pair = { name, oldName: name, before: old?.value, now: current?.value, at }
    const subject = `parameter ${labelOf(pair.now ?? pair.before ?? {})}`
    return compareElement(documents, "parameter", subject, direction, pair)
  })
}

/** Returns the name and the place of a parameter for messages, such as `limit (query)`. */
function labelOf({ name = null, in: place = null }: JsonObject): string {
  const [label, location] = stringsOf([name, place])
  return `${label} (${location})`
}

interface Parameter {
  readonly value: JsonObject
  readonly at: Pointer
}

/** Returns the parameters by their identity. Those of the operation override the path's. */
function parametersOf(
  root: JsonObject,
  { path, item, operation, at }: Endpoint,
): Map<string, Parameter> {
  const parameters = new Map<string, Parameter>()
  const owners = [
    { owner: item, location: at.slice(0, -1) },
    { owner: operation, location: at },
  ]
  for (const { owner, location } of owners) {
    const list = Array.isArray(owner["parameters"]) ? owner["parameters"] : []
    for (const [index, reference] of list.entries()) {
      const value = objectOf(resolve(root, reference))
      const identity = identify(value, path)
      const found = { value, at: [...location, "parameters", String(index)] }
      if (identity !== undefined) parameters.set(identity, found)
    }
  }
  return parameters
}

/** Returns the identity of a parameter. The name of a path parameter is only a label. */
function identify({ in: place, name }: JsonObject, path: string): string | undefined {
  if (typeof place !== "string" || typeof name !== "string") return undefined
  if (place === "path") {
    const labels = [...path.matchAll(/\{([^}]*)\}/g)].map(([, label]) => label)
    return `path ${labels.includes(name) ? labels.indexOf(name) : name}`
  }
  const header = name.toLowerCase()
  if (place !== "header") return `${place} ${name}`
  return ignoredHeaders.includes(header) ? undefined : `header ${header}`
}
