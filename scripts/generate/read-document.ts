import { readFileSync } from "node:fs"
import { join } from "node:path"
import { isScalar, LineCounter, parseDocument, visit, type Document } from "yaml"

/**
 * Reads an OpenAPI document of the repository. Throws an Error that lists every YAML error and
 * every reference without a target, each as `file:line:column: message`.
 */
export function readDocument(root: string, path: string): unknown {
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
    for (const { reference, offset } of findReferences(document)) {
      if (!hasTarget(document, reference)) {
        errors.push(`${locate(offset)}: the reference ${reference} has no target in ${path}`)
      }
    }
  }
  if (errors.length > 0) throw new Error(errors.join("\n"))
  return document.toJS()
}

function findReferences(document: Document): { reference: string; offset: number }[] {
  const references: { reference: string; offset: number }[] = []
  visit(document, {
    Pair: (_key, { key, value }) => {
      if (!isScalar(key) || key.value !== "$ref" || !isScalar(value)) return
      references.push({ reference: String(value.value), offset: value.range?.[0] ?? 0 })
    },
  })
  return references
}

function hasTarget(document: Document, reference: string): boolean {
  if (!reference.startsWith("#/")) return false
  const segments = reference
    .slice(2)
    .split("/")
    .map((segment) => decodeURIComponent(segment).replaceAll("~1", "/").replaceAll("~0", "~"))
  return document.hasIn(segments)
}
