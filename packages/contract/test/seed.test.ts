import { readFile } from "node:fs/promises"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type JsonObject = Record<string, Json>

const read = (path: string) => readFile(new URL(`../../../spec/${path}`, import.meta.url), "utf8")

const page = await read("seed/page.txt")
const seed = JSON.parse(await read("seed/openapi.json")) as JsonObject
const contract = parse(await read("openapi.yaml")) as JsonObject

const operation = ["paths", "/v1/labs/orders", "post"]
const body = ["content", "application/json", "schema"]

/** Where each heading of the page that is followed by a JSON block stands in a document. */
const blocks = {
  "Request body": [...operation, "requestBody", ...body],
  "201 Lab order created": [...operation, "responses", "201", ...body],
  "400 Validation error": [...operation, "responses", "400", ...body],
  "401 Unauthenticated": [...operation, "responses", "401", ...body],
  "502 Junction upstream error": [...operation, "responses", "502", ...body],
}

test("every JSON block of the page has its place", () => {
  expect(jsonBlocks(page)).toHaveLength(Object.keys(blocks).length)
})

describe.each(Object.entries(blocks))("the page's block %s", (heading, place) => {
  const block = jsonBlocks(page)[Object.keys(blocks).indexOf(heading)]

  test("is what seed/openapi.json says there", () => {
    expect(at(seed, place)).toEqual(block)
  })

  test("is what openapi.yaml says there, but for annotations and optional members on top", () => {
    const ours = schemaOnly(resolved(at(contract, place)))
    expect(withoutAdditions(ours, block as JsonObject)).toEqual(block)
  })
})

test("the page's method, path, server, header and descriptions stand in both documents", () => {
  expect(page).toContain("POST /v1/labs/orders\n")
  expect(page).toMatch(/Required headers\nidempotency-key/)
  for (const document of [seed, contract]) {
    expect(document["servers"]).toEqual([{ url: "https://integrations.platform.loop.health" }])
    expect(page).toContain("curl -X POST https://integrations.platform.loop.health/v1/labs/orders")
    expect(at(document, [...operation, "security"])).toEqual([{ bearerAuth: expect.any(Array) }])
    const [parameter, ...others] = resolved(
      at(document, [...operation, "parameters"]),
      document,
    ) as JsonObject[]
    expect(others.filter((other) => other["required"] === true)).toEqual([])
    expect(parameter).toMatchObject({
      name: "idempotency-key",
      in: "header",
      required: true,
      schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[!-~]+$" },
    })
    const responses = at(document, [...operation, "responses"]) as Record<
      string,
      { description: string }
    >
    expect(
      Object.entries(responses).map(([status, { description }]) => `${status} ${description}`),
    ).toEqual(expect.arrayContaining(Object.keys(blocks).slice(1)))
  }
})

test("the seed says nothing beyond the page", () => {
  expect(Object.keys(at(seed, ["paths"]) as JsonObject)).toEqual(["/v1/labs/orders"])
  expect(Object.keys(at(seed, [...operation, "responses"]) as JsonObject)).toHaveLength(4)
  expect(at(seed, [...operation, "parameters"])).toHaveLength(1)
  expect(at(seed, [...operation, "security"])).toEqual([{ bearerAuth: [] }])
})

/** The top-level JSON objects of the page, in order. */
function jsonBlocks(text: string): Json[] {
  const found: Json[] = []
  let depth = 0
  let start = 0
  // The page's curl line holds `'{ ... }'`, which is no JSON: blocks begin with a brace alone on its line.
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === "{" && depth++ === 0) start = index
    if (brace === "}" && --depth === 0 && text[start + 1] === "\n") {
      found.push(JSON.parse(text.slice(start, index + 1)) as Json)
    }
  }
  return found
}

function at(node: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => (value as JsonObject)[key], node)
}

/** The node with every local reference replaced by what it names. */
function resolved(node: Json | undefined, document: JsonObject = contract): Json {
  if (Array.isArray(node)) return node.map((item) => resolved(item, document))
  if (typeof node !== "object" || node === null) return node as Json
  const reference = node["$ref"]
  if (typeof reference === "string") {
    return resolved(at(document, reference.slice(2).split("/")), document)
  }
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, resolved(value, document)]),
  )
}

/** The schema without the members that a document of ours has on top; one that is required is no addition. */
function withoutAdditions(ours: JsonObject, base: JsonObject): JsonObject {
  const required = (ours["required"] ?? []) as Json[]
  const known = (base["properties"] ?? {}) as JsonObject
  const properties = Object.entries((ours["properties"] ?? {}) as JsonObject).flatMap(
    ([name, schema]): [string, Json][] => {
      const page = known[name]
      if (page === undefined) return required.includes(name) ? [[name, schema]] : []
      return [[name, withoutAdditions(schema as JsonObject, page as JsonObject)]]
    },
  )
  return ours["properties"] === undefined
    ? ours
    : { ...ours, properties: Object.fromEntries(properties) }
}

/** The schema without `description`, the only annotation that openapi.yaml puts on these schemas. */
function schemaOnly(schema: Json): JsonObject {
  const { description: _, properties, items, ...keywords } = schema as JsonObject
  return {
    ...keywords,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties as JsonObject).map(([name, value]) => [
              name,
              schemaOnly(value),
            ]),
          ),
        }),
    ...(items === undefined ? {} : { items: schemaOnly(items) }),
  }
}
