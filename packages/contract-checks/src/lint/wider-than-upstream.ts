import { objectOf, stringsOf, type Json, type JsonObject } from "../document/json.ts"
import { printPointer, resolveAt, type Pointer } from "../document/pointer.ts"
import type { OperationRule } from "./rule.ts"
import { fieldSchema, type Upstream } from "./read-upstream.ts"

/**
 * Creates the rule that reports each field of a request which accepts values that the upstream rejects, and each
 * required field of the upstream that no field becomes.
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
            gaps.unshift(`may be absent where ${name} requires it`)
          }
          if (gaps.length > 0) {
            const message = `${printPointer(field)} ${gaps.join("; ")}`
            yield { pointer: fieldSchema(schema, field), message }
          }
          for (const missing of required.filter((pointer) => !mapped.has(pointer))) {
            mapped.add(missing)
            const parent = field.slice(0, -1)
            const message = `${printPointer(parent)} has no field that becomes ${missing}, which ${name} requires`
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

/** How a schema is wider than another, keyword by keyword. */
function* gapsBetween(ours: JsonObject, theirs: JsonObject, upstream: string): Iterable<string> {
  const theirTypes = typesOf(theirs)
  const moreTypes = typesOf(ours).filter(
    (type) =>
      theirTypes.length > 0 &&
      !theirTypes.includes(type) &&
      !(type === "integer" && theirTypes.includes("number")),
  )
  if (moreTypes.length > 0) {
    yield `may be of type ${moreTypes.join(" or ")} where ${upstream}'s is ${theirTypes.join(" or ")}`
  }
  for (const keyword of ["minLength", "minimum"]) {
    if (below(ours[keyword], theirs[keyword])) yield difference(keyword, ours, theirs, upstream)
  }
  for (const keyword of ["maxLength", "maximum"]) {
    if (below(theirs[keyword], ours[keyword] ?? Infinity))
      yield difference(keyword, ours, theirs, upstream)
  }
  // Whether one pattern implies another cannot be told: only the same one counts as no wider.
  for (const keyword of ["pattern", "format"]) {
    if (theirs[keyword] !== undefined && ours[keyword] !== theirs[keyword]) {
      yield difference(keyword, ours, theirs, upstream)
    }
  }
  const allowed = theirs["enum"]
  if (Array.isArray(allowed)) {
    const values = Array.isArray(ours["enum"]) ? ours["enum"] : undefined
    if (values?.every((value) => allowed.includes(value)) !== true) {
      yield `may be other than ${upstream}'s ${allowed.map(written).join(", ")}`
    }
  }
}

function typesOf({ type }: JsonObject): string[] {
  return typeof type === "string" ? [type] : stringsOf(type)
}

/** Whether the bound is lower than the limit; an absent bound is lower than any, an absent limit is none. */
function below(bound: Json | undefined, limit: Json | undefined): boolean {
  if (typeof limit !== "number") return false
  return typeof bound === "number" ? bound < limit : limit !== Infinity
}

function difference(
  keyword: string,
  ours: JsonObject,
  theirs: JsonObject,
  upstream: string,
): string {
  const [own, their] = [ours[keyword], theirs[keyword]]
  const has = own === undefined ? `no ${keyword}` : `the ${keyword} ${written(own)}`
  return `has ${has} where ${upstream}'s is ${written(their)}`
}

function written(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value)
}
