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
    "required members only",
    operation.requestBody.content["application/json"].examples.minimal.value,
  ],
  ["null where it may be", { ...request, total_cents: null, currency: null, patient_id: null }],
  ["null where it may not", withPatient({ phone: null })],
  ["an unknown panel", { ...request, panel_slug: "WELLNESS" }],
  ["an empty name", withPatient({ first_name: "" })],
  ["a missing name", withPatient({ last_name: undefined })],
  ["no e-mail address", withPatient({ email: "ada" })],
  ["a fraction of a cent", { ...request, total_cents: 1.5 }],
  ["a negative price", { ...request, total_cents: -1 }],
  ["two emoji, which are two characters", { ...request, currency: "🧪🧪" }],
  ["nine characters", { ...request, currency: "ABCDEFGHI" }],
  ["a member of tomorrow", { ...request, tomorrow: 1 }],
  ["no object", "wellness"],
])("the form schema and the validator say the same of %s", (_, value) => {
  // What is undefined is not on the wire.
  const sent: unknown = JSON.parse(JSON.stringify(value))
  expect(schemas.labOrderRequestSchema.safeParse(sent).success).toBe(
    validateLabOrderRequest(sent).valid,
  )
})

test("a form is stricter than the service on two points, and leaves out what the contract does not know", () => {
  const strict = [{ ...request, total_cents: 2 ** 53 }, withPatient({ email: "a@b.c" })]
  for (const value of strict) {
    expect(validateLabOrderRequest(value).valid).toBe(true)
    expect(schemas.labOrderRequestSchema.safeParse(value).success).toBe(false)
  }
  expect(schemas.labOrderRequestSchema.parse({ ...request, tomorrow: 1 })).toEqual(request)
})

test("an issue of a form names the member", () => {
  const result = schemas.labOrderRequestSchema.safeParse(withPatient({ email: "ada" }))
  expect(result.error?.issues.map((issue) => issue.path)).toEqual([["patient", "email"]])
})

test("orders, errors and keys are judged alike", () => {
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
    const verdicts = values.map((value) => validate(value).valid)
    expect(values.map((value) => schema.safeParse(value).success)).toEqual(verdicts)
    expect(new Set(verdicts)).toEqual(new Set([true, false]))
  }
})

test("what a form takes and gives has the contract's types", () => {
  expectTypeOf<LabOrderRequest>().toExtend<z.input<typeof schemas.labOrderRequestSchema>>()
  expectTypeOf<z.output<typeof schemas.labOrderSchema>>().toEqualTypeOf<LabOrder>()
  expectTypeOf<z.output<typeof schemas.labOrderRequestSchema>["panel_slug"]>().toEqualTypeOf<
    LabOrderRequest["panel_slug"]
  >()
  // Optional members may also be undefined in a form's output; a project with exactOptionalPropertyTypes notices.
  expectTypeOf<z.output<typeof schemas.labOrderRequestSchema>>().toExtend<LoosenedRequest>()
})

type Loosened<Type> = { [Member in keyof Type]: Type[Member] | undefined }
type LoosenedRequest = Loosened<Omit<LabOrderRequest, "patient" | "address">> & {
  patient: Loosened<LabOrderRequest["patient"]>
  address: Loosened<LabOrderRequest["address"]>
}
