// Texts and types of the form schemas. packages/server/test/orders/form-schemas.test.ts compares
// their rules with the API's.
import type { StandardSchemaV1 } from "@standard-schema/spec"
import { expect, expectTypeOf, test } from "vitest"
import * as z from "zod"
import {
  createLabOrderForm,
  fieldMessage,
  fieldMessages,
  type LabOrderFormResult,
  type LabOrderFormValues,
} from "../src/form.ts"
import document from "../src/generated/openapi.gen.json" with { type: "json" }
import { labOrderRequestRules } from "../src/generated/request-rules.gen.ts"
import type { LabOrderRequest } from "../src/index.ts"
import { validateLabOrderRequest } from "../src/validators.ts"
import { createLabOrderFormSchema } from "../src/zod.ts"

const { complete, minimal } =
  document.paths["/v1/labs/orders"].post.requestBody.content["application/json"].examples

const forms = [
  ["the form", createLabOrderForm],
  ["the zod schema", createLabOrderFormSchema],
] as const

/** Returns the texts of the issues by dotted path. */
function textsOf(
  create: (typeof forms)[number][1],
  values: unknown,
  ...options: Parameters<typeof createLabOrderForm>
) {
  const result = create(...options)["~standard"].validate(values) as LabOrderFormResult
  return (result.issues ?? []).map(({ path, message }) => [path.join("."), message])
}

test.each(forms)("%s explains each empty required field to a person", (_name, create) => {
  const patient = { first_name: "", last_name: "", dob: "", email: "" }
  const address = { line1: "", city: "", state: "", zip: "", country: "" }
  expect(textsOf(create, { panel_slug: "", patient, address })).toEqual([
    ["panel_slug", "Select a panel."],
    ["patient.first_name", "Enter a first name."],
    ["patient.last_name", "Enter a last name."],
    ["patient.dob", "Enter a date of birth."],
    ["patient.email", "Enter an email address, such as name@example.com."],
    ["address.line1", "Enter a street and number."],
    ["address.city", "Enter a city."],
    ["address.state", "Enter a state."],
    ["address.zip", "Enter a ZIP code."],
    ["address.country", "Enter a country."],
  ])
})

test.each(forms)("%s explains how to write each invalid field", (_name, create) => {
  const { patient, address } = complete.value
  const values = {
    ...complete.value,
    patient: { ...patient, dob: "04/12/1990", phone: "1", sex: "-" },
    address: { ...address, state: "Bavaria", zip: "6060", country: "CA" },
  }
  expect(textsOf(create, values)).toEqual([
    ["patient.dob", "Enter a date as YYYY-MM-DD, from 1900 to today."],
    ["patient.phone", "Enter a US phone number, or an international number that starts with +."],
    ["patient.sex", "Select female, male, other, or unknown."],
    ["address.state", "Enter a US state or territory, such as IL or Illinois."],
    ["address.zip", "Enter a ZIP code, such as 12345 or 12345-6789."],
    ["address.country", "Enter US. Labs accept only patients in the United States."],
  ])
})

test.each(forms)("%s uses the texts of toMessage", (_name, create) => {
  const values = { ...minimal.value, patient: { ...minimal.value.patient, dob: "" } }
  expect(textsOf(create, values, { toMessage: (issue) => fieldMessage(issue).id })).toEqual([
    ["patient.dob", "patient.dob.missing"],
  ])
  expect(textsOf(create, values, { toMessage: ({ message }) => message })).toEqual([
    ["patient.dob", "must not be empty"],
  ])
})

test.each(forms)("%s accepts the examples, with the clock of the caller", (_name, create) => {
  expect(textsOf(create, complete.value)).toEqual([])
  expect(textsOf(create, minimal.value)).toEqual([])
  const now = () => Date.parse("1985-11-01")
  expect(textsOf(create, minimal.value, { now })).toEqual([
    ["patient.dob", "Enter a date as YYYY-MM-DD, from 1900 to today."],
  ])
})

test("every rule for a field has texts of its own", () => {
  const schema = validateLabOrderRequest({ patient: {}, address: {} })
  const required = schema.valid ? [] : schema.issues
  const narrower = Object.entries(labOrderRequestRules).flatMap(([path, rules]) =>
    path === "" ? [] : rules.map((message) => ({ path, message })),
  )
  const ids = [...required, ...narrower].map((detail) => fieldMessage(detail).id)
  expect(ids).not.toContain("other")
  const unused = Object.keys(fieldMessages).filter((id) => !ids.some((one) => one === id))
  expect(unused).toEqual(["panel_slug.invalid", "declined", "other"])
})

test.each([
  ["/patient/dob", "was declined by the lab", "patient.dob", "declined"],
  ["/patient/dob", "a rule of tomorrow", "patient.dob", "patient.dob.invalid"],
  ["/patient/sex", "must not be empty", "patient.sex", "patient.sex.invalid"],
  ["/patient", "is required", "patient", "other"],
  ["/a_field_of_tomorrow", "is required", undefined, "other"],
  ["/__proto__", "is required", undefined, "other"],
  ["", "must contain only well-formed Unicode", undefined, "other"],
])("the API's detail %s %s is shown at %s as %s", (path, message, field, id) => {
  expect(fieldMessage({ path, message })).toEqual({
    field,
    id,
    message: fieldMessages[id as "other"],
  })
})

test("the form is a Standard Schema of the request", () => {
  const schema: StandardSchemaV1<LabOrderFormValues, LabOrderRequest> = createLabOrderForm()
  expect(schema["~standard"]).toMatchObject({ version: 1, vendor: "loop-health" })
  expectTypeOf<StandardSchemaV1.InferInput<typeof schema>>().toEqualTypeOf<LabOrderFormValues>()
  expectTypeOf<StandardSchemaV1.InferOutput<typeof schema>>().toEqualTypeOf<LabOrderRequest>()
  // The initial values of inputs.
  expectTypeOf<{
    panel_slug: ""
    patient: { first_name: ""; last_name: ""; dob: ""; email: ""; phone: undefined }
    address: { line1: ""; line2: ""; city: ""; state: ""; zip: ""; country: "US" }
    total_cents: ""
  }>().toExtend<LabOrderFormValues>()
})

test("the fields of the zod schema can be picked and extended", () => {
  const schema = createLabOrderFormSchema()
  expectTypeOf<z.input<typeof schema>>().toExtend<LabOrderFormValues>()
  expectTypeOf<z.output<typeof schema>["panel_slug"]>().toEqualTypeOf<
    LabOrderRequest["panel_slug"]
  >()
  const step = schema.pick({ address: true }).extend({ consent: z.literal(true) })
  const { address } = minimal.value
  expect(step.parse({ address, consent: true })).toEqual({ address, consent: true })
  const { error } = step.safeParse({ address: { ...address, zip: "6060" }, consent: false })
  expect(error?.issues.map(({ path }) => path.join("."))).toEqual(["address.zip", "consent"])
  expect(schema.shape.patient.shape.dob.safeParse("1990-04-12").success).toBe(true)
})
