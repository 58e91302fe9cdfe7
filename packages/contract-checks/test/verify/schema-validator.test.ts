import { expect, test } from "vitest"
import { verifyContract } from "../../src/index.ts"
import { bundleSchema, expandSchema } from "../../src/verify/read-document/schema.ts"
import { validatorFor } from "../../src/verify/schema-validator.ts"
import { createWidgetService, widgetContract } from "./support/widget-service.ts"

const email = validatorFor({ type: "string", format: "email" })

test.each([
  ["a@example.com", "valid"],
  ["example.com", "invalid"],
  ["a@b", "disputed"],
  ['"a b"@example.com', "disputed"],
])("the verdict of two validators on the email %s is %s", (value, verdict) => {
  expect(email.verdict(value)).toBe(verdict)
})

test("a validator explains the first violation", () => {
  const validator = validatorFor({ properties: { size: { type: "integer" } } })
  expect(validator.explain({ size: "1" })).toBe("/size: must be integer")
})

test("a case with a disputed value is dropped and counted", async () => {
  const contract = structuredClone(widgetContract)
  // Only one validator accepts the trailing dot, so each body with the documented name is disputed.
  Object.assign(contract.components.schemas.NewWidget.properties.name, { format: "hostname" })
  const media = contract.paths["/widgets"].post.requestBody.content["application/json"]
  media.example.name = "example."
  const { disputed, findings } = await verifyContract({
    contract,
    fetch: createWidgetService(),
    token: "secret-key-of-the-test",
    seed: 1,
    groups: ["boundaries"],
  })
  expect(disputed).toBeGreaterThan(10)
  // The service does not check the format, so it accepts a few names that both validators reject.
  expect(new Set(findings.map(({ field }) => field))).toEqual(new Set(["/name"]))
})

test("OpenAPI 3.0 keywords become JSON Schema", () => {
  const root = { openapi: "3.0.3" }
  const schema = {
    type: "object",
    properties: {
      size: { type: "integer", maximum: 9, exclusiveMaximum: true, nullable: true },
      nullable: { type: "string", enum: ["a"], nullable: true },
    },
  }
  expect(bundleSchema(root, schema)).toEqual({
    type: "object",
    properties: {
      size: { type: ["integer", "null"], exclusiveMaximum: 9 },
      nullable: { type: ["string", "null"], enum: ["a", null] },
    },
  })
})

test("a schema is expanded into one schema per branch, with its allOf merged", () => {
  const root = { components: { schemas: { Named: { required: ["name"] } } } }
  const schema = {
    allOf: [{ $ref: "#/components/schemas/Named" }, { required: ["size"] }],
    oneOf: [{ type: "object" }, { type: "null" }],
  }
  const required = expect.arrayContaining(["name", "size"])
  expect(expandSchema(root, schema)).toEqual([
    { type: "object", required },
    { type: "null", required },
  ])
})

test("a schema that refers to itself is expanded without an end", () => {
  const root = { components: { schemas: { Node: { $ref: "#/components/schemas/Node" } } } }
  expect(expandSchema(root, { $ref: "#/components/schemas/Node" })).toEqual([{}])
})
