import { readFileSync } from "node:fs"
import { join } from "node:path"
import { isScalar, LineCounter, parseDocument, visit, type Document, type Node } from "yaml"

/**
 * Reads an OpenAPI document of the repository. Throws an Error that lists every YAML error and
 * every alias and reference without a target, each as `file:line:column: message`.
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
    for (const { offset, message } of findDeadLinks(document)) {
      errors.push(`${locate(offset)}: ${message}`)
    }
  }
  if (errors.length > 0) throw new Error(errors.join("\n"))
  return document.toJS()
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
