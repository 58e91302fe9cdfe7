import { relative } from "node:path"
import { isObject, type Json } from "./json.ts"
import { referencePointer, valueAt } from "./pointer.ts"
import type { Source } from "./source.ts"
import { InputError } from "../input-error.ts"

/** Makes sure that a document is whole: throws {@link InputError} when a reference leads nowhere or to another file. */
export function rejectDeadReferences({ root, file }: Pick<Source, "root" | "file">): void {
  for (const reference of referencesIn(root)) {
    const isLocal = reference.startsWith("#")
    if (!isLocal || valueAt(root, referencePointer(reference)) === undefined) {
      const name = relative(process.cwd(), file)
      throw new InputError(`${name}: the reference ${reference} names nothing in this file`)
    }
  }
}

/** Every `$ref` of a document, in its order. */
export function referencesIn(node: Json): string[] {
  if (typeof node !== "object" || node === null) return []
  const reference = isObject(node) ? node["$ref"] : undefined
  const below = Object.values(node).flatMap((value) => referencesIn(value))
  return typeof reference === "string" ? [reference, ...below] : below
}
