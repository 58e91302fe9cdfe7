import { isObject, type Json, type JsonObject } from "../../document/json.ts"
import { printPointer, type Pointer } from "../../document/pointer.ts"

/**
 * Returns JSON in which the text of one value is replaced. The new text can have a form that
 * `JSON.stringify` never writes.
 */
export function writeJson(value: Json, replacedAt: Pointer, text: string): string {
  const target = printPointer(replacedAt)
  const write = (node: Json, pointer: Pointer): string => {
    if (printPointer(pointer) === target) return text
    if (Array.isArray(node)) {
      return `[${node.map((item, index) => write(item, [...pointer, String(index)])).join(",")}]`
    }
    if (!isObject(node)) return JSON.stringify(node)
    const names = Object.keys(node)
    const [last] = replacedAt.slice(-1)
    // A field that the value does not have is added at the end of its object.
    const isParent = printPointer(replacedAt.slice(0, -1)) === printPointer(pointer)
    if (isParent && last !== undefined && !names.includes(last)) names.push(last)
    const fields = names.map(
      (name) => `${JSON.stringify(name)}:${write(node[name] ?? null, [...pointer, name])}`,
    )
    return `{${fields.join(",")}}`
  }
  return write(value, [])
}

/** Returns a copy without a field. */
export function withoutField(value: Json, [name, ...rest]: Pointer): Json {
  if (name === undefined) return value
  if (Array.isArray(value)) {
    return value.map((item, index) => (String(index) === name ? withoutField(item, rest) : item))
  }
  if (!isObject(value)) return value
  const { [name]: field, ...others } = value
  if (field === undefined || rest.length === 0) return others
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === name ? withoutField(inner, rest) : inner,
    ]),
  )
}

/** Returns a copy with the fields of every object in reverse order. */
export function reverseFields(value: Json): Json {
  if (Array.isArray(value)) return value.map(reverseFields)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, reverseFields(inner)]),
  ) satisfies JsonObject
}

/** Parses JSON. Returns undefined for other text. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
