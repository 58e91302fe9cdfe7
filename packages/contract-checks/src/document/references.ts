import { isObject, type Json } from "./json.ts"
import { referencePointer, valueAt } from "./pointer.ts"
import type { Source } from "./source.ts"
import { fileError } from "../input-error.ts"

/** Throws {@link InputError} if a reference of a document has no target in the document. */
export function rejectDeadReferences(source: Pick<Source, "root" | "file">): void {
  rejectOutsideReferences(source)
  const { root, file } = source
  for (const reference of referencesIn(root)) {
    if (valueAt(root, referencePointer(reference)) === undefined) {
      const message = `The $ref ${reference} has no target in this file. Correct the $ref, or add the target to this file.`
      throw fileError(file, message)
    }
  }
}

/**
 * Throws {@link InputError} if a reference points outside the document. Following the reference
 * would read other files or open connections.
 */
export function rejectOutsideReferences({ root, file }: Pick<Source, "root" | "file">): void {
  const outside = referencesIn(root).find((reference) => !reference.startsWith("#"))
  if (outside === undefined) return
  const message = `The $ref ${outside} points outside this file. Bundle the document into one file.`
  throw fileError(file, message)
}

/** Keywords whose values are data. A `$ref` in them is not a reference. */
const data = new Set(["example", "default", "enum", "const"])

/** Keywords whose values are maps. Their keys are names. */
const maps = new Set(
  [
    "properties patternProperties dependentSchemas $defs definitions",
    "schemas responses parameters examples requestBodies headers securitySchemes links callbacks",
    "pathItems paths webhooks content encoding variables",
  ].flatMap((names) => names.split(" ")),
)

/**
 * Returns every `$ref` of a document, in the order of the document. If the node is a map of names,
 * pass its keyword as `map`.
 */
export function referencesIn(node: Json, map?: string): string[] {
  if (Array.isArray(node)) return node.flatMap((item) => referencesIn(item))
  if (!isObject(node)) return []
  const reference = map === undefined ? node["$ref"] : undefined
  const below = Object.entries(node).flatMap(([key, value]) => {
    if (map === "examples") return isObject(value) ? referencesIn({ ...value, value: null }) : []
    if (map !== undefined) return referencesIn(value)
    const isData = data.has(key) || (key === "examples" && Array.isArray(value))
    return isData ? [] : referencesIn(value, maps.has(key) ? key : undefined)
  })
  return typeof reference === "string" ? [reference, ...below] : below
}
