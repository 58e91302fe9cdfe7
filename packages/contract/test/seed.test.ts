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

/** Path in the documents of the JSON block under each heading of the page. */
const blocks = {
  "Request body": [...operation, "requestBody", ...body],
  "201 Lab order created": [...operation, "responses", "201", ...body],
  "400 Validation error": [...operation, "responses", "400", ...body],
  "401 Unauthenticated": [...operation, "responses", "401", ...body],
  "502 Junction upstream error": [...operation, "responses", "502", ...body],
}

test("every JSON block of the page has a path", () => {
  expect(jsonBlocks(page)).toHaveLength(Object.keys(blocks).length)
})

describe.each(Object.entries(blocks))("the JSON block %s of the page", (heading, path) => {
  const block = jsonBlocks(page)[Object.keys(blocks).indexOf(heading)]

  test("equals the schema in seed/openapi.json", () => {
    expect(at(seed, path)).toEqual(block)
  })

  test("equals the schema in openapi.yaml without annotations and added optional fields", () => {
    const ours = schemaOnly(resolved(at(contract, path)))
    expect(withoutAdditions(ours, block as JsonObject)).toEqual(block)
  })
})

test("both documents have the method, path, server, header, and descriptions of the page", () => {
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

test("the seed contains only the operation of the page", () => {
  expect(Object.keys(at(seed, ["paths"]) as JsonObject)).toEqual(["/v1/labs/orders"])
  expect(Object.keys(at(seed, [...operation, "responses"]) as JsonObject)).toHaveLength(4)
  expect(at(seed, [...operation, "parameters"])).toHaveLength(1)
  expect(at(seed, [...operation, "security"])).toEqual([{ bearerAuth: [] }])
})

/** Returns the top-level JSON objects of the page, in order. */
function jsonBlocks(text: string): Json[] {
  const found: Json[] = []
  let depth = 0
  let start = 0
  // The page's curl line contains `'{ ... }'`, which is not JSON. A JSON block starts with a brace
  // alone on its line.
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

/** Returns the node with every local reference replaced by its target. */
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

/** Returns the schema without optional properties that the page does not have. */
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

/** Returns the schema without the annotations in openapi.yaml: `description` and `x-narrower`. */
function schemaOnly(schema: Json): JsonObject {
  const {
    description: _description,
    "x-narrower": _rules,
    properties,
    items,
    ...keywords
  } = schema as JsonObject
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
