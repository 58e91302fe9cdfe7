import { readFileSync } from "node:fs"
import { join } from "node:path"
import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
} from "yaml"

/** A document with the positions of its values. */
export interface SpecDocument {
  readonly value: unknown
  /** Returns `file:line:column` of a value, or of its nearest ancestor in the file. */
  readonly locate: (keys: readonly string[]) => string
}

/**
 * The parts that the generators read: the keys of each, in which `*` is any key, and its type. A
 * `!` after the type marks a required part.
 */
const parts: readonly (readonly [keys: string, type: string])[] = [
  ["", "object!"],
  ["openapi", "string!"],
  ["info", "object!"],
  ["paths", "object!"],
  ["paths *", "object"],
  ["components", "object!"],
  ["components schemas", "object!"],
  ["components schemas * properties", "object"],
  ["components schemas * properties *", "object"],
  ["components schemas * required", "list"],
  ["components *", "object"],
  ["components * *", "object"],
  ...["get", "put", "post", "delete", "options", "head", "patch", "trace"].flatMap((method) => {
    const operation = `paths * ${method}`
    return [
      [operation, "object"],
      [`${operation} security`, "list"],
      [`${operation} security *`, "object"],
      [`${operation} security * *`, "list"],
      [`${operation} parameters`, "list"],
      [`${operation} parameters *`, "object"],
      [`${operation} requestBody`, "object"],
      [`${operation} requestBody content`, "object"],
      [`${operation} requestBody content *`, "object"],
      [`${operation} requestBody content * schema`, "object"],
      [`${operation} responses`, "object"],
      [`${operation} responses *`, "object"],
      [`${operation} responses * x-error-codes`, "object"],
      [`${operation} responses * content`, "object"],
      [`${operation} responses * content *`, "object"],
      [`${operation} responses * content * schema`, "object"],
    ] as const
  }),
]

/**
 * Reads an OpenAPI document of the repository. Throws an Error that lists every YAML error and
 * every alias and reference without a target, or every part of the wrong type, each as
 * `file:line:column: message`.
 */
export function readDocument(root: string, path: string): SpecDocument {
  const lineCounter = new LineCounter()
  const document = parseDocument(readFileSync(join(root, path), "utf8"), {
    lineCounter,
    prettyErrors: false,
  })
  const locate = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset)
    return `${path}:${line}:${col}`
  }
  const errors = document.errors.map(
    ({ pos: [offset], message }) => `${locate(offset)}: ${message}`,
  )
  if (errors.length === 0) {
    for (const { offset, message } of findDeadLinks(document)) {
      errors.push(`${locate(offset)}: ${message}`)
    }
  }
  const locateKeys = (keys: readonly string[]) => locate(offsetOf(document, keys))
  if (errors.length === 0) {
    const wrong = parts.flatMap(([keys, type]) => findWrongTypes(document, keys, type))
    errors.push(...wrong.map(({ keys, message }) => `${locateKeys(keys)}: ${message}`))
  }
  if (errors.length > 0) throw new Error(errors.join("\n"))
  return { value: document.toJS(), locate: locateKeys }
}

/** Returns an error for each part that is missing or has another type. */
function findWrongTypes(
  document: Document,
  pattern: string,
  type: string,
): { keys: readonly string[]; message: string }[] {
  const expected = type.replace("!", "")
  const find = (node: unknown, above: readonly string[], below: readonly string[]) => {
    const value = node === undefined ? undefined : resolveAlias(document, node)
    const [key, ...rest] = below
    if (key === undefined) {
      if (value === undefined ? type === expected : isOfType(value, expected)) return []
      const name = above.length === 0 ? "the document" : above.join(".")
      return [
        {
          keys: above,
          message: `${name} must be ${expected === "object" ? "an" : "a"} ${expected}`,
        },
      ]
    }
    // The error about the part above is enough.
    if (!isMap(value) && !isSeq(value)) return []
    const names = key === "*" ? value.items.map((item, at) => keyOf(item) ?? String(at)) : [key]
    return names.flatMap((name): { keys: readonly string[]; message: string }[] =>
      find(value.get(isSeq(value) ? Number(name) : name, true), [...above, name], rest),
    )
  }
  return find(document.contents, [], pattern.split(" ").filter(Boolean))
}

function isOfType(node: unknown, type: string): boolean {
  if (type === "string") return isScalar(node) && typeof node.value === "string"
  return type === "list" ? isSeq(node) : isMap(node)
}

function keyOf(item: unknown): string | undefined {
  return isPair(item) && isScalar(item.key) ? String(item.key.value) : undefined
}

function resolveAlias(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node
}

/** Returns the offset of a key, or of the nearest one above it. */
function offsetOf(document: Document, keys: readonly string[]): number {
  let node: unknown = document.contents
  let offset = document.contents?.range?.[0] ?? 0
  for (const key of keys) {
    const value = resolveAlias(document, node)
    if (isMap(value)) {
      const pair = value.items.find((item) => keyOf(item) === key)
      if (!isScalar(pair?.key)) break
      offset = pair.key.range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(value)) {
      node = value.items[Number(key)]
      offset = (node as Node | undefined)?.range?.[0] ?? offset
    } else break
  }
  return offset
}

/** Returns an error for each alias and each `$ref` of a document without a target. */
function findDeadLinks(document: Document): { offset: number; message: string }[] {
  const errors: { offset: number; message: string }[] = []
  const report = (node: Node, message: string) =>
    errors.push({ offset: node.range?.[0] ?? 0, message })
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return
      report(alias, `the alias *${alias.source} has no anchor before it`)
    },
    Pair: (_key, { key, value }) => {
      if (!isScalar(key) || key.value !== "$ref") return
      const reference = isScalar(value) ? value.value : undefined
      if (typeof reference !== "string") report(key, "the value of $ref must be a string")
      else if (!hasTarget(document, reference)) {
        report(key, `the reference ${reference} has no target in this file`)
      }
    },
  })
  return errors
}

function hasTarget(document: Document, reference: string): boolean {
  if (!reference.startsWith("#/")) return false
  try {
    const segments = reference
      .slice(2)
      .split("/")
      .map((segment) => decodeURIComponent(segment).replaceAll("~1", "/").replaceAll("~0", "~"))
    return document.hasIn(segments)
  } catch {
    // A percent sign without two hexadecimal digits.
    return false
  }
}
