import { readFile } from "node:fs/promises"
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml"
import type { Document, Node } from "yaml"
import { isObject, type Json, type JsonObject } from "./json.ts"
import { referencePointer, type Pointer } from "./pointer.ts"
import { fileError, unreadableError } from "../input-error.ts"

/** A YAML or JSON file, with the positions of its values. */
export interface Source {
  /** Absolute path of the file. */
  readonly file: string
  readonly root: JsonObject
  /**
   * Returns the position of a value, or of its nearest ancestor in the file. Follows references.
   * Lines and columns start at 1.
   */
  locate(pointer: Pointer): { readonly line: number; readonly column: number }
}

/** Reads an OpenAPI document. Throws {@link InputError} if the file is unreadable or invalid. */
export async function readSource(file: string): Promise<Source> {
  const { value, locate } = await readYaml(file)
  if (isObject(value)) {
    const version = value["openapi"]
    if (typeof version === "string" && version.startsWith("3."))
      return { file, root: value, locate }
    const message = 'The field openapi must be a version of OpenAPI 3 in quotes, such as "3.1.1".'
    throw fileError(file, message, locate(["openapi"]))
  }
  throw fileError(
    file,
    "This file is not an OpenAPI document, because its top level is not an object. Correct the path.",
  )
}

/** Reads any YAML or JSON file. Throws {@link InputError} if it is unreadable or invalid. */
export async function readYaml(
  file: string,
): Promise<{ readonly value: Json; readonly locate: Source["locate"] }> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw unreadableError(file, error)
  })
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    const [firstLine] = error.message.split("\n")
    throw fileError(file, `This file is not valid YAML or JSON. Correct this error: ${firstLine}`, {
      line,
      column: col,
    })
  }
  return {
    value: toJson(document, file),
    locate: (pointer) => {
      const { line, col } = lines.linePos(offsetOf(document, pointer))
      return { line, column: col }
    },
  }
}

/** Converts a document to JSON. The core schema of YAML 1.2 has only JSON's values. */
function toJson(document: Document.Parsed, file: string): Json {
  try {
    return document.toJS() as Json
  } catch (error) {
    // The parser limits what aliases expand to, and the depth of a document is limited by the
    // stack.
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error
    throw fileError(file, "This file has too many aliases or nested levels. Remove some of them.")
  }
}

function offsetOf(document: Document.Parsed, pointer: Pointer): number {
  let node: unknown = document.contents
  let offset = document.contents?.range[0] ?? 0
  for (const token of pointer) {
    node = followed(document, node, token)
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === token)
      if (!isScalar(pair?.key)) return offset
      offset = pair.key.range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      const item = node.items[Number(token)]
      if (item === undefined) return offset
      // The items of a parsed sequence are nodes.
      offset = (item as Node).range?.[0] ?? offset
      node = item
    } else return offset
  }
  return offset
}

/** Returns the node in which to look up `token`, after aliases and references. */
function followed(document: Document.Parsed, node: unknown, token: string): unknown {
  let current = isAlias(node) ? node.resolve(document) : node
  for (const seen = new Set<string>(); isMap(current) && !current.has(token);) {
    const reference: unknown = current.get("$ref")
    if (typeof reference !== "string" || !reference.startsWith("#") || seen.has(reference)) break
    seen.add(reference)
    current = document.getIn(referencePointer(reference), true)
  }
  return current
}
