import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import type { Contract } from "./contract.ts"
import { readDocument } from "./read-document.ts"
import { readOperations } from "./read-operations.ts"

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "read-document-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The parts that every document has. */
const complete = "openapi: 3.1.1\ninfo: {}\npaths: {}\ncomponents: { schemas: {} }\n"

function read(yaml: string): unknown {
  const folder = createFolder()
  writeFileSync(join(folder, "openapi.yaml"), `${yaml}${complete}`)
  return readDocument(folder, "openapi.yaml").value
}

test("a document with resolvable references is returned as data", () => {
  const yaml = 'a/b: { c: 1 }\nd: { $ref: "#/a~1b/c" }\n'
  expect(read(yaml)).toMatchObject({ "a/b": { c: 1 }, d: { $ref: "#/a~1b/c" } })
})

test.each([
  ["a: b: c\n", "openapi.yaml:1:4: Nested mappings are not allowed in compact mappings"],
  ["a: 1\nb: 2\nb: 3\n", "openapi.yaml:3:1: Map keys must be unique"],
  ["a: 1\nb: *c\n", "openapi.yaml:2:4: the alias *c has no anchor before it"],
  ['a:\n  $ref: "#/b"\n', "openapi.yaml:2:3: the reference #/b has no target in this file"],
  ["a: { $ref: other.yaml }\n", "openapi.yaml:1:6: the reference other.yaml has no target"],
  ['a: { $ref: "#/%zz" }\n', "openapi.yaml:1:6: the reference #/%zz has no target"],
  ["a: { $ref: { b: 1 } }\n", "openapi.yaml:1:6: the value of $ref must be a string"],
])("an error has its line and column: %j", (yaml, message) => {
  expect(() => read(yaml)).toThrow(message)
})

test("all errors are listed together", () => {
  expect(() => read('a: { $ref: "#/b" }\nc: { $ref: "#/d" }\n')).toThrow(
    /^openapi\.yaml:1:6: .+\nopenapi\.yaml:2:6: .+$/,
  )
})

test.each([
  ["", "openapi.yaml:1:1: the document must be an object"],
  ["[]", "openapi.yaml:1:1: the document must be an object"],
  ["openapi: 3\npaths: {}", "openapi.yaml:1:1: openapi must be a string"],
  ["openapi: 3.1.1\npaths: {}", "openapi.yaml:1:1: info must be an object"],
  ["a: 1", "openapi.yaml:1:1: paths must be an object"],
  ["components: { schemas: {} }", "openapi.yaml:1:1: paths must be an object"],
  ["paths:\ncomponents: { schemas: {} }", "openapi.yaml:1:1: paths must be an object"],
  ["a: 1\npaths: []\ncomponents: {}", "openapi.yaml:2:1: paths must be an object"],
  ["paths: {}\ncomponents: {}", "openapi.yaml:2:1: components.schemas must be an object"],
  ["paths: {}\ncomponents: { schemas: { A: } }", "openapi.yaml:2:26: components.schemas.A must be"],
  ["paths: { /a: { post: } }", "openapi.yaml:1:16: paths./a.post must be an object"],
  ["paths: { /a: { post: { security: {} } } }", "paths./a.post.security must be a list"],
])("a part that is missing or of the wrong type has its position: %j", (yaml, message) => {
  const folder = createFolder()
  writeFileSync(join(folder, "openapi.yaml"), yaml)
  expect(() => readDocument(folder, "openapi.yaml")).toThrow(message)
})

test("an unsupported operation has its position", () => {
  const operation =
    "{ operationId: createA, security: [{ bearerAuth: [] }], responses: { abc: {} } }"
  const folder = createFolder()
  writeFileSync(
    join(folder, "a.yaml"),
    `${complete.replace("paths: {}", `paths:\n  /a:\n    post: ${operation}`)}`,
  )
  const { value, locate } = readDocument(folder, "a.yaml")
  expect(() => readOperations((value as Contract).paths, locate)).toThrow(
    "a.yaml:5:80: createA: the key of a response must be a status from 200 to 599, not abc.",
  )
})

test("the generator prints the errors without a stack trace and exits with 1", () => {
  const root = join(import.meta.dirname, "../..")
  const folder = createFolder()
  for (const path of ["scripts/generate", "package.json"]) {
    cpSync(join(root, path), join(folder, path), { recursive: true })
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction")
  mkdirSync(join(folder, "spec"))
  writeFileSync(join(folder, "spec/openapi.yaml"), 'a:\n  $ref: "#/b"\n')

  const generator = join(folder, "scripts/generate/index.ts")
  const { status, stderr } = spawnSync(process.execPath, [generator], { encoding: "utf8" })
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: "spec/openapi.yaml:2:3: the reference #/b has no target in this file\n",
  })
})
