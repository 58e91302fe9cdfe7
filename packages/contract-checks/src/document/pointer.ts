import { isObject, type Json, type JsonObject } from "./json.ts"

/** A location in a document, token by token. */
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

/** The value at a place, every local reference on the way and at its end followed; undefined where there is none. */
export function resolveAt(root: JsonObject, pointer: Pointer): Json | undefined {
  let value: Json | undefined = root
  for (const token of pointer) {
    if (Array.isArray(value)) value = value[Number(token)]
    else value = isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined
    value = resolve(root, value)
  }
  return value
}

/** The value itself, or what it refers to inside the document; undefined for a reference to nothing or in a circle. */
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

/** The place that a local `$ref` names; its fragment may be percent-encoded (RFC 6901, section 6). */
export function referencePointer(reference: string): Pointer {
  try {
    return parsePointer(decodeURIComponent(reference))
  } catch {
    return parsePointer(reference)
  }
}

/** The value at a place as it is written, no reference followed. */
export function valueAt(root: JsonObject, pointer: Pointer): Json | undefined {
  return pointer.reduce<Json | undefined>((value, token) => {
    if (Array.isArray(value)) return value[Number(token)]
    return isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined
  }, root)
}
