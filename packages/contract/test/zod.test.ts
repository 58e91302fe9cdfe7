import { expect, expectTypeOf, test } from "vitest"
import type { z } from "zod"
import document from "../src/generated/openapi.gen.json" with { type: "json" }
import type { LabOrder, LabOrderRequest } from "../src/index.ts"
import {
  validateApiError,
  validateIdempotencyKey,
  validateLabOrder,
  validateLabOrderRequest,
} from "../src/validators.ts"
import * as schemas from "../src/zod.ts"

const operation = document.paths["/v1/labs/orders"].post
const request = operation.requestBody.content["application/json"].examples.complete.value
const created = operation.responses["201"].content["application/json"].examples.created.value

function withPatient(patient: object): object {
  return { ...request, patient: { ...request.patient, ...patient } }
}

test.each([
  ["the whole request", request],
  [
    "required fields only",
    operation.requestBody.content["application/json"].examples.minimal.value,
  ],
  [
    "null where it is permitted",
    { ...request, total_cents: null, currency: null, patient_id: null },
  ],
  ["null where it is not permitted", withPatient({ phone: null })],
  ["an unknown panel", { ...request, panel_slug: "WELLNESS" }],
  ["an empty name", withPatient({ first_name: "" })],
  ["a missing name", withPatient({ last_name: undefined })],
  ["an invalid email address", withPatient({ email: "ada" })],
  ["a fraction of a cent", { ...request, total_cents: 1.5 }],
  ["a negative price", { ...request, total_cents: -1 }],
  ["two emoji, which are two characters", { ...request, currency: "🧪🧪" }],
  ["nine characters", { ...request, currency: "ABCDEFGHI" }],
  ["an unknown field", { ...request, tomorrow: 1 }],
  ["a string instead of an object", "wellness"],
])("the zod schema and the validator agree on %s", (_, value) => {
  // JSON omits undefined properties.
  const sent: unknown = JSON.parse(JSON.stringify(value))
  expect(schemas.labOrderRequestSchema.safeParse(sent).success).toBe(
    validateLabOrderRequest(sent).valid,
  )
})

test("the zod schema is stricter in two cases and removes unknown fields", () => {
  const strict = [{ ...request, total_cents: 2 ** 53 }, withPatient({ email: "a@b.c" })]
  for (const value of strict) {
    expect(validateLabOrderRequest(value).valid).toBe(true)
    expect(schemas.labOrderRequestSchema.safeParse(value).success).toBe(false)
  }
  expect(schemas.labOrderRequestSchema.parse({ ...request, tomorrow: 1 })).toEqual(request)
})

test("an issue of the zod schema names the field", () => {
  const result = schemas.labOrderRequestSchema.safeParse(withPatient({ email: "ada" }))
  expect(result.error?.issues.map((issue) => issue.path)).toEqual([["patient", "email"]])
})

test("the zod schemas and the validators agree on orders, errors, and keys", () => {
  const error = {
    error: "validation_error",
    message: "odd",
    details: [{ path: "/a", message: "b" }],
  }
  const pairs = [
    [
      schemas.labOrderSchema,
      validateLabOrder,
      [created, { ...created, id: null }, { ...created, currency: undefined }],
    ],
    [schemas.apiErrorSchema, validateApiError, [error, { ...error, details: {} }, { error: "x" }]],
    [schemas.idempotencyKeySchema, validateIdempotencyKey, ["key-1", "", "a b", "k".repeat(256)]],
  ] as const
  for (const [schema, validate, values] of pairs) {
    const results = values.map((value) => validate(value).valid)
    expect(values.map((value) => schema.safeParse(value).success)).toEqual(results)
    expect(new Set(results)).toEqual(new Set([true, false]))
  }
})

test("the input and output of the zod schemas have the contract's types", () => {
  expectTypeOf<LabOrderRequest>().toExtend<z.input<typeof schemas.labOrderRequestSchema>>()
  expectTypeOf<z.output<typeof schemas.labOrderSchema>>().toEqualTypeOf<LabOrder>()
  expectTypeOf<z.output<typeof schemas.labOrderRequestSchema>["panel_slug"]>().toEqualTypeOf<
    LabOrderRequest["panel_slug"]
  >()
  // Optional properties of zod's output can be undefined, which exactOptionalPropertyTypes
  // distinguishes.
  expectTypeOf<z.output<typeof schemas.labOrderRequestSchema>>().toExtend<LoosenedRequest>()
})

type Loosened<Type> = { [Key in keyof Type]: Type[Key] | undefined }
type LoosenedRequest = Loosened<Omit<LabOrderRequest, "patient" | "address">> & {
  patient: Loosened<LabOrderRequest["patient"]>
  address: Loosened<LabOrderRequest["address"]>
}
