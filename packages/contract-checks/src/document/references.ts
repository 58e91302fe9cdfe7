import { isObject, type Json } from "./json.ts"
import { referencePointer, valueAt } from "./pointer.ts"
import type { Source } from "./source.ts"
import { fileError } from "../input-error.ts"

/** Throws {@link InputError} if a reference of a document has no target in the document. */
export function rejectDeadReferences({ root, file }: Pick<Source, "root" | "file">): void {
  for (const reference of referencesIn(root)) {
    const isLocal = reference.startsWith("#")
    if (!isLocal || valueAt(root, referencePointer(reference)) === undefined) {
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

/** Returns every `$ref` of a document, in the order of the document. */
export function referencesIn(node: Json): string[] {
  if (typeof node !== "object" || node === null) return []
  const reference = isObject(node) ? node["$ref"] : undefined
  const below = Object.values(node).flatMap((value) => referencesIn(value))
  return typeof reference === "string" ? [reference, ...below] : below
}
