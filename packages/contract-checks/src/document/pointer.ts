import { isObject, type Json, type JsonObject } from "./json.ts"

/** A location in a document, as the tokens of a JSON Pointer. */
export type Pointer = readonly string[]

/** Reads a JSON Pointer (RFC 6901), with or without the `#` of a URI fragment. */
export function parsePointer(text: string): Pointer {
  return text
    .replace(/^#/, "")
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
}

/** Writes a JSON Pointer (RFC 6901). */
export function printPointer(pointer: Pointer): string {
  return pointer.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")
}

/** Returns the value at a location, if it exists. Follows local references. */
export function resolveAt(root: JsonObject, pointer: Pointer): Json | undefined {
  return pointer.reduce<Json | undefined>(
    (value, token) => resolve(root, childOf(value, token)),
    root,
  )
}

/**
 * Returns the target of a local reference, or any other value itself. Returns undefined for a
 * reference without a target in the document.
 */
export function resolve(root: JsonObject, value: Json | undefined): Json | undefined {
  let current = value
  for (const seen = new Set<string>(); isObject(current);) {
    const reference = current["$ref"]
    if (typeof reference !== "string") return current
    if (seen.has(reference) || !reference.startsWith("#")) return undefined
    seen.add(reference)
    current = valueAt(root, referencePointer(reference))
  }
  return current
}

/**
 * Returns the location of the target of a local `$ref`. The `$ref` may be percent-encoded (RFC
 * 6901, section 6).
 */
export function referencePointer(reference: string): Pointer {
  try {
    return parsePointer(decodeURIComponent(reference))
  } catch {
    return parsePointer(reference)
  }
}

/** Returns the value at a location without following references. */
export function valueAt(root: JsonObject, pointer: Pointer): Json | undefined {
  return pointer.reduce<Json | undefined>(childOf, root)
}

function childOf(value: Json | undefined, token: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(token)]
  return isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined
}
