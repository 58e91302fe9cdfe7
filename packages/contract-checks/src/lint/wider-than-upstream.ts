import { objectOf, stringsOf, type Json, type JsonObject } from "../document/json.ts"
import { printPointer, resolveAt, type Pointer } from "../document/pointer.ts"
import type { OperationRule } from "./rule.ts"
import { fieldSchema, type Upstream } from "./read-upstream.ts"

/**
 * Creates the rule for request fields that may accept values which the upstream rejects. The
 * rule also reports each required field of the upstream to which no field is mapped.
 */
export function widerThanUpstream({ name, root: upstreamRoot, requests }: Upstream): OperationRule {
  return {
    id: "wider-than-upstream",
    severity: "warning",
    *check({ pointer }, root) {
      const operation = printPointer(pointer)
      for (const request of requests) {
        if (printPointer(request.operation) !== operation) continue
        const { schema, upstreamSchema, fields } = request
        const mapped = new Set(fields.map(([, other]) => printPointer(other)))
        for (const [field, other] of fields) {
          const own = objectOf(resolveAt(root, fieldSchema(schema, field)))
          const theirs = objectOf(resolveAt(upstreamRoot, fieldSchema(upstreamSchema, other)))
          const gaps = [...gapsBetween(own, theirs, name)]
          const required = requiredBeside(other, upstreamSchema, upstreamRoot)
          if (
            required.includes(printPointer(other)) &&
            !requiredBeside(field, schema, root).includes(printPointer(field))
          ) {
            gaps.unshift(`only ${name} requires the field`)
          }
          if (gaps.length > 0) {
            const message = `${printPointer(field)} may accept values that ${name} rejects (${gaps.join("; ")}). Narrow the schema, or check the value in the server.`
            yield { pointer: fieldSchema(schema, field), message }
          }
          for (const missing of required.filter((pointer) => !mapped.has(pointer))) {
            mapped.add(missing)
            const parent = field.slice(0, -1)
            const message = `${name} requires ${missing}, but no field of ${printPointer(parent) || "/"} maps to it. Add a field, and map it.`
            yield { pointer: fieldSchema(schema, parent), message }
          }
        }
      }
    },
  }
}

/** Returns pointers to the required fields of the object that contains a field. */
function requiredBeside(field: Pointer, schema: Pointer, root: JsonObject): string[] {
  const parent = field.slice(0, -1)
  const { required } = objectOf(resolveAt(root, fieldSchema(schema, parent)))
  return stringsOf(required).map((name) => printPointer([...parent, name]))
}

/** Returns a text for each keyword by which a schema is wider than the upstream's. */
function* gapsBetween(ours: JsonObject, theirs: JsonObject, upstream: string): Iterable<string> {
  const difference = (keyword: string) => {
    const [own, other] = [ours[keyword], theirs[keyword]].map(written)
    return `${own === undefined ? `no ${keyword}` : `${keyword} is ${own}`}, ${upstream}'s is ${other}`
  }
  const theirTypes = stringsOf([theirs["type"] ?? null].flat())
  if (theirTypes.includes("number")) theirTypes.push("integer")
  const moreTypes = stringsOf([ours["type"] ?? null].flat()).filter(
    (type) => theirTypes.length > 0 && !theirTypes.includes(type),
  )
  if (moreTypes.length > 0) yield difference("type")
  for (const keyword of ["minLength", "minimum"]) {
    if (below(ours[keyword], theirs[keyword])) yield difference(keyword)
  }
  for (const keyword of ["maxLength", "maximum"]) {
    if (below(theirs[keyword], ours[keyword] ?? Infinity)) yield difference(keyword)
  }
  // Whether one pattern implies another is undecidable here. Only equal patterns count as no wider.
  for (const keyword of ["pattern", "format"]) {
    if (theirs[keyword] !== undefined && ours[keyword] !== theirs[keyword]) {
      yield difference(keyword)
    }
  }
  const allowed = theirs["enum"]
  if (Array.isArray(allowed)) {
    const values = Array.isArray(ours["enum"]) ? ours["enum"] : undefined
    if (values?.every((value) => allowed.includes(value)) !== true) {
      yield difference("enum")
    }
  }
}

/** Checks that a bound is below a limit. An absent bound is below each limit. */
function below(bound: Json | undefined, limit: Json | undefined): boolean {
  if (typeof limit !== "number") return false
  return typeof bound === "number" ? bound < limit : limit !== Infinity
}

function written(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : JSON.stringify(value)
}
