import { readFile } from "node:fs/promises"
import { relative } from "node:path"
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml"
import type { Document, Node } from "yaml"
import { isObject, type Json, type JsonObject } from "./json.ts"
import { referencePointer, type Pointer } from "./pointer.ts"
import { InputError } from "../input-error.ts"

/** Where something stands in a file; both count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A YAML or JSON file that knows where its values stand. */
export interface Source {
  /** Absolute. */
  readonly file: string
  readonly root: JsonObject
  /** The place of a pointer, references followed; of its nearest ancestor when it is not there. */
  locate(pointer: Pointer): Position
}

/** Reads an OpenAPI document. Throws {@link InputError} for what cannot be read or holds no object. */
export async function readSource(file: string): Promise<Source> {
  const { value, locate } = await readYaml(file)
  if (!isObject(value)) throw new InputError(`${shown(file)}: is no OpenAPI document`)
  return { file, root: value, locate }
}

/** Reads any YAML or JSON file. Throws {@link InputError} for what cannot be read. */
export async function readYaml(
  file: string,
): Promise<{ readonly value: Json; readonly locate: Source["locate"] }> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${shown(file)}: cannot be read (${error.code ?? error.message})`)
  })
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    const [firstLine] = error.message.split("\n")
    throw new InputError(`${shown(file)}:${line}:${col}: is no YAML or JSON: ${firstLine}`)
  }
  return {
    // The core schema of YAML 1.2 makes JSON's values and no others.
    value: document.toJS() as Json,
    locate: (pointer) => {
      const { line, col } = lines.linePos(offsetOf(document, pointer))
      return { line, column: col }
    },
  }
}

function shown(file: string): string {
  return relative(process.cwd(), file) || file
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
      // Sequences of a parsed document hold nodes.
      offset = (item as Node).range?.[0] ?? offset
      node = item
    } else return offset
  }
  return offset
}

/** The node that stands for this one when `token` is looked up in it: an alias's anchor, a reference's target. */
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
