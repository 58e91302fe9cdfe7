import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { readDocument } from "./read-document.ts"

function read(yaml: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), "read-document-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, "openapi.yaml"), yaml)
  return readDocument(folder, "openapi.yaml")
}

test("a document with resolvable references is returned as data", () => {
  const yaml = 'a/b: { c: 1 }\nd: { $ref: "#/a~1b/c" }\n'
  expect(read(yaml)).toEqual({ "a/b": { c: 1 }, d: { $ref: "#/a~1b/c" } })
})

test.each([
  ["a: b: c\n", "openapi.yaml:1:4: Nested mappings are not allowed in compact mappings"],
  ["a: 1\nb: 2\nb: 3\n", "openapi.yaml:3:1: Map keys must be unique"],
  ['a:\n  $ref: "#/b"\n', "openapi.yaml:2:9: the reference #/b has no target in openapi.yaml"],
  ["a: { $ref: other.yaml }\n", "openapi.yaml:1:12: the reference other.yaml has no target"],
])("an error has its line and column: %j", (yaml, message) => {
  expect(() => read(yaml)).toThrow(message)
})

test("all errors are listed together", () => {
  expect(() => read('a: { $ref: "#/b" }\nc: { $ref: "#/d" }\n')).toThrow(
    /^openapi\.yaml:1:12: .+\nopenapi\.yaml:2:12: .+$/,
  )
})
