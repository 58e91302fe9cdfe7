import { validateApiError } from "@loop-health/integrations-contract/validators"
import { expect, test } from "vitest"
import { aLabOrder, patientValues } from "../../support/a-lab-order.ts"
import { startTestService } from "../../support/deployment.ts"
import type { OrderRequest, OrderResponse } from "../../support/order-requests.ts"

function expectRejection(response: OrderResponse, code: string): void {
  expect(response.status).toBe(400)
  expect(validateApiError(response.error)).toMatchObject({ valid: true })
  expect(response.error.error).toBe(code)
  for (const value of patientValues) expect(response.body).not.toContain(value)
}

const deep = `${"[".repeat(70)}${"]".repeat(70)}`

test.each<[string, string, OrderRequest]>([
  ["a body of text/plain", "unsupported_media_type", { headers: { "content-type": "text/plain" } }],
  ["a request without a media type", "unsupported_media_type", { headers: { "content-type": "" } }],
  [
    "a form",
    "unsupported_media_type",
    { headers: { "content-type": "application/x-www-form-urlencoded" } },
  ],
  [
    "JSON in Latin-1",
    "unsupported_media_type",
    { headers: { "content-type": "application/json; charset=iso-8859-1" } },
  ],
  ["a compressed body", "unsupported_media_type", { headers: { "content-encoding": "gzip" } }],
  ["a body of 1 MB", "payload_too_large", { bytes: `"${"x".repeat(1_000_000)}"` }],
  [
    "a request without a key",
    "idempotency_key_missing",
    { headers: { "idempotency-key": undefined } },
  ],
  ["an empty key", "idempotency_key_missing", { headers: { "idempotency-key": "" } }],
  [
    "a key of 256 characters",
    "idempotency_key_invalid",
    { headers: { "idempotency-key": "k".repeat(256) } },
  ],
  ["a key with a space", "idempotency_key_invalid", { headers: { "idempotency-key": "a b" } }],
  ["an empty body", "invalid_json", { bytes: "" }],
  [
    "half a body",
    "invalid_json",
    { bytes: '{"panel_slug":"wellness","patient":{"first_name":"Quillon"' },
  ],
  [
    "JSON with trailing text",
    "invalid_json",
    { bytes: `${JSON.stringify(aLabOrder())} Zephyrine` },
  ],
  ["bytes that are not UTF-8", "invalid_json", { bytes: new Uint8Array([0x22, 0xff, 0x22]) }],
  ["a null body", "validation_error", { bytes: "null" }],
  ["an array as body", "validation_error", { bytes: "[]" }],
  [
    "a string with half of a surrogate pair",
    "validation_error",
    { bytes: JSON.stringify(aLabOrder()).replace("pat_0001", "\\ud83d") },
  ],
  [
    "a body with 70 levels",
    "validation_error",
    { bytes: JSON.stringify({ ...aLabOrder(), deep: 0 }).replace('"deep":0', `"deep":${deep}`) },
  ],
])("rejects %s as %s and sends nothing to Junction", async (_label, code, request) => {
  const { send, simulator } = await startTestService()
  expectRejection(await send(request), code)
  expect(simulator.journal).toEqual([])
})

test.each([
  // Rules of the schema.
  ["/panel_slug", aLabOrder({ panel_slug: "Wellness" }), "must be one of: "],
  ["/patient", { ...aLabOrder(), patient: null }, "must be an object"],
  ["/patient/email", aLabOrder({ patient: { email: "Zephyrine" } }), "must be an email address"],
  ["/address/city", aLabOrder({ address: { city: undefined } }), "is required"],
  ["/address/line2", aLabOrder({ address: { line2: null } }), "must be a string"],
  ["/total_cents", aLabOrder({ total_cents: -1 }), "must be at least 0"],
  ["/currency", aLabOrder({ currency: "US" }), "must have at least 3 characters"],
  // Rules of the normalization.
  ["/patient/first_name", aLabOrder({ patient: { first_name: "李" } }), "must be 1 to 50 letters"],
  [
    "/patient/last_name",
    aLabOrder({ patient: { last_name: "x".repeat(51) } }),
    "must be 1 to 50 letters",
  ],
  ["/patient/dob", aLabOrder({ patient: { dob: "04/12/1990" } }), "must be a calendar date"],
  ["/patient/dob", aLabOrder({ patient: { dob: "1990-02-30" } }), "must be a calendar date"],
  ["/patient/dob", aLabOrder({ patient: { dob: "2999-01-01" } }), "must be a calendar date"],
  [
    "/patient/phone",
    aLabOrder({ patient: { phone: "call Quillon" } }),
    "must be a US phone number",
  ],
  ["/patient/phone", aLabOrder({ patient: { phone: "0125550142" } }), "must be a US phone number"],
  [
    "/patient/phone",
    aLabOrder({ patient: { phone: "+44 (0)7700 900123" } }),
    "must be a US phone number",
  ],
  ["/patient/email", aLabOrder({ patient: { email: "a@localhost" } }), "must be an email address"],
  ["/patient/dob", aLabOrder({ patient: { dob: "1899-12-31" } }), "must be a calendar date"],
  [
    "/address/line2",
    aLabOrder({ address: { line2: "Apt\u202e2" } }),
    "must not exceed 320 characters",
  ],
  [
    "/patient/sex",
    aLabOrder({ patient: { sex: "Zephyrine" } }),
    "must be one of: female, male, other, unknown",
  ],
  ["/address/line1", aLabOrder({ address: { line1: "   " } }), "must not be blank"],
  ["/address/state", aLabOrder({ address: { state: "Zephyria" } }), "must be the two-letter code"],
  ["/address/zip", aLabOrder({ address: { zip: "6060" } }), "must be a ZIP code"],
  ["/address/country", aLabOrder({ address: { country: "CA" } }), "must be US"],
  ["/total_cents", aLabOrder({ total_cents: 2 ** 53 }), "must be at most 9007199254740991"],
  ["/patient_id", aLabOrder({ patient_id: "a\0b" }), "must not contain the character U+0000"],
  ["/patient_id", aLabOrder({ patient_id: "x".repeat(256) }), "must not contain the character"],
])("rejects a body that is invalid at %s with the path and the rule", async (path, body, rule) => {
  const { send, simulator } = await startTestService()
  const response = await send({ body })
  expectRejection(response, "validation_error")
  expect(response.error.details).toEqual([
    { path, message: expect.stringContaining(rule) as string },
  ])
  expect(response.error.message).toMatch(`${path}: ${rule}`)
  expect(simulator.journal).toEqual([])
})

test("lists all invalid fields of a body, in the order of the contract", async () => {
  const { send } = await startTestService()
  const response = await send({ body: { total_cents: 1.5, address: {}, patient: { sex: "" } } })
  expect(response.error.details?.map((detail) => detail.path)).toEqual([
    "/panel_slug",
    "/patient/first_name",
    "/patient/last_name",
    "/patient/dob",
    "/patient/email",
    "/patient/sex",
    "/address/line1",
    "/address/city",
    "/address/state",
    "/address/zip",
    "/address/country",
    "/total_cents",
  ])
})

test("lists fields that break the schema together with fields that no lab accepts", async () => {
  const { send, simulator } = await startTestService()
  const patient = { last_name: "", dob: "1990-02-30", email: "ada@localhost", phone: 5 }
  const body = { ...aLabOrder({ patient, total_cents: "5", currency: "US\0" }), address: "Sample" }
  const { status, error } = await send({ body })
  expect(status).toBe(400)
  expect(error.details?.map(({ path, message }) => `${path} ${message}`)).toEqual([
    "/patient/last_name must not be empty",
    "/patient/dob must be a calendar date from 1900-01-01 to today, as YYYY-MM-DD",
    "/patient/email must be an email address at a domain name with a dot, without quotes, of at most 254 characters",
    "/patient/phone must be a string",
    "/address must be an object",
    "/total_cents must be an integer or null",
    "/currency must not contain the character U+0000",
  ])
  expect(simulator.journal).toEqual([])
})

test("rejects a patient without a phone if the server has no fallback phone", async () => {
  const { send } = await startTestService({ variables: { JUNCTION_FALLBACK_PHONE: "" } })
  const response = await send({ body: aLabOrder({ patient: { phone: undefined } }) })
  expectRejection(response, "validation_error")
  expect(response.error.details).toEqual([{ path: "/patient/phone", message: "is required" }])
})

test("rejects a key that was used with another body, and keeps its order", async () => {
  const { send, simulator } = await startTestService()
  const headers = { "idempotency-key": "reused" }
  const first = await send({ headers })
  expectRejection(
    await send({ headers, body: aLabOrder({ panel_slug: "pcos" }) }),
    "idempotency_key_reused",
  )
  expect((await send({ headers })).body).toBe(first.body)
  // A body with null differs from a body without the field.
  expectRejection(
    await send({ headers, body: aLabOrder({ remark: null }) }),
    "idempotency_key_reused",
  )
  expect(simulator.orders()).toHaveLength(1)
})

test("rejects a key while its request with another body is in progress", async () => {
  const { send, simulator } = await startTestService()
  const headers = { "idempotency-key": "racing" }
  simulator.fault({ name: "delay", ms: 50 })
  const responses = await Promise.all([
    send({ headers }),
    send({ headers, body: aLabOrder({ panel_slug: "pcos" }) }),
  ])
  expect(new Set(responses.map((response) => response.status))).toEqual(new Set([201, 400]))
  expect(responses.find((response) => response.status === 400)?.error.error).toBe(
    "idempotency_key_reused",
  )
  expect(simulator.orders()).toHaveLength(1)
})

test("lists the fields that the lab rejects by the contract's paths, and accepts the key again", async () => {
  const { send, simulator } = await startTestService()
  simulator.fault({
    name: "status",
    status: 422,
    body: {
      detail: [
        {
          type: "value_error",
          loc: ["body", "patient_details", "dob"],
          msg: "Quillon",
          input: "1990-04-12",
        },
        {
          type: "value_error",
          loc: ["body", "patient_address", "zip"],
          msg: "x",
          input: "Zephyrine",
        },
      ],
    },
  })
  const headers = { "idempotency-key": "corrected" }
  const rejected = await send({ headers })
  expectRejection(rejected, "patient_rejected")
  expect(rejected.error.details?.map((detail) => detail.path)).toEqual([
    "/patient/dob",
    "/address/zip",
  ])

  const corrected = await send({ headers, body: aLabOrder({ patient: { dob: "1990-04-21" } }) })
  expect(corrected.status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})

test.each([
  ["Phone number is not correct", "/patient/phone"],
  ["Lab Labcorp does not support state NY", "/address/state"],
])("reports the lab's rule '%s' at %s", async (detail, path) => {
  const { send, simulator } = await startTestService()
  simulator.fault({ name: "status", status: 400, body: { detail } })
  const response = await send()
  expectRejection(response, "patient_rejected")
  expect(response.error.details).toEqual([{ path, message: "was declined by the lab" }])
})

test("sends a rejected order to Junction after a retry of the caller", async () => {
  const { send, simulator } = await startTestService()
  const headers = { "idempotency-key": "again" }
  // Junction stores this response under its idempotency key, so the retry needs another one.
  simulator.fault({ name: "status", status: 400, body: { detail: "Phone number is not correct" } })
  expect((await send({ headers })).status).toBe(400)
  expect((await send({ headers })).status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})
