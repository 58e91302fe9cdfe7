import { readFile } from "node:fs/promises"
import { Validator as SecondEngine } from "@cfworker/json-schema"
import { Ajv2020 } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import fc from "fast-check"
import { expect, test } from "vitest"
import { parse } from "yaml"
import type { CreateOrderRequest } from "../../src/generated/junction.gen.ts"
import { createMemoryLedger } from "../../src/index.ts"
import { createJunctionLab } from "../../src/junction/index.ts"
import { createJunctionSimulator, simulatorPanels } from "@loop-health/integrations-simulator"
import { aLabOrder } from "../support/a-lab-order.ts"
import { junctionOptions, type JunctionOptions } from "./junction-options.ts"
import { createTestHandler } from "../support/in-process.ts"
import { noon } from "../support/field-arbitraries.ts"
import { anyOrder, validOrder } from "../support/order-arbitraries.ts"

/** The part of Junction's API that the server uses. Two validators check it. */
const document = parse(
  await readFile(new URL("../../../../spec/junction.openapi.yaml", import.meta.url), "utf8"),
) as { components: object }
const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema({ $id: "junction", ...document })

function validatorFor(name: string): (value: unknown) => string[] {
  const pointer = `#/components/schemas/${name}`
  const validate = ajv.compile({ $ref: `junction${pointer}` })
  const engine = new SecondEngine({ components: document.components, $ref: pointer }, "2020-12")
  return (value) => {
    const errors = validate(value) ? [] : [ajv.errorsText(validate.errors)]
    return [
      ...errors,
      ...engine.validate(value).errors.map(({ keywordLocation }) => keywordLocation),
    ]
  }
}

const validateUser = validatorFor("CreateUserRequest")
const validateOrder = validatorFor("CreateOrderRequest")

/** A call of Junction and the status of its response. */
interface Call {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly text: string
  readonly status: number
}

/** Creates a handler with the Junction simulator and records its calls. */
function startHandler(options: JunctionOptions) {
  const simulator = createJunctionSimulator({ apiKey: "sk_us_test", now: () => noon })
  const calls: Call[] = []
  const { send } = createTestHandler({
    ledger: createMemoryLedger({ now: () => noon }),
    verifyToken: async () => ({ brandId: "zqx7brand", userId: "zqx7user", scopes: [] }),
    now: () => noon,
    lab: createJunctionLab({
      ...options,
      baseUrl: "https://junction.example",
      apiKey: "sk_us_test",
      fetch: async (request) => {
        const { method, url, headers } = request
        const text = await request.clone().text()
        const response = await simulator.fetch(request)
        calls.push({ method, url, headers: [...headers], text, status: response.status })
        return response
      },
    }),
  })
  return { simulator, calls, send }
}

/** Returns the bodies that were sent to a path. */
function sentTo(calls: readonly Call[], path: string): unknown[] {
  return calls
    .filter(({ url }) => url.endsWith(path))
    .map((call) => JSON.parse(call.text) as unknown)
}

test("every valid order is placed with the data of its request", async () => {
  await fc.assert(
    fc.asyncProperty(validOrder, junctionOptions, async ({ body, order }, options) => {
      const { calls, send, simulator } = startHandler(options)
      const { patient, address } = order
      const phone_number = patient.phone ?? options.fallbackPhone
      const { status, order: created } = await send({ body })
      expect(status).toBe(phone_number === undefined ? 400 : 201)
      expect(calls.map((call) => call.status)).toEqual(status === 201 ? [200, 200] : [])
      expect(simulator.orders().map(({ passthrough }) => passthrough)).toEqual(
        status === 201 ? [created.id] : [],
      )
      const expected = {
        patient_details: {
          first_name: patient.firstName,
          last_name: patient.lastName,
          dob: patient.dob,
          gender: patient.sex,
          phone_number,
          email: patient.email,
        },
        patient_address: {
          receiver_name: `${patient.firstName} ${patient.lastName}`,
          first_line: address.line1,
          ...(address.line2 === undefined ? {} : { second_line: address.line2 }),
          city: address.city,
          state: address.state,
          zip: address.zip,
          country: "US",
          phone_number,
        },
        order_set: { lab_test_ids: simulatorPanels[order.panel].labTestIds },
      }
      for (const sent of sentTo(calls, "/v3/order")) expect(sent).toMatchObject(expected)
    }),
    { numRuns: 150 },
  )
})

test("every accepted order matches Junction's schema and is accepted by Junction", async () => {
  const counts = { placed: 0, rejected: 0 }
  await fc.assert(
    fc.asyncProperty(anyOrder, junctionOptions, async (body, options) => {
      const { calls, send } = startHandler(options)
      const { status, error } = await send({ body })
      counts[status === 201 ? "placed" : "rejected"] += 1
      // The server sends nothing, or Junction accepts the order.
      expect({ status, code: error.error, sent: calls.map((call) => call.status) }).toEqual(
        calls.length === 0
          ? { status: 400, code: "validation_error", sent: [] }
          : { status: 201, code: undefined, sent: [200, 200] },
      )
      for (const sent of sentTo(calls, "/v2/user")) {
        expect(validateUser(sent)).toEqual([])
      }
      for (const sent of sentTo(calls, "/v3/order")) {
        expect(validateOrder(sent)).toEqual([])
        const { patient_details, patient_address } = sent as CreateOrderRequest
        expect(patient_details.phone_number).toMatch(/^\+[1-9]\d{9,14}$/)
        expect(patient_address.phone_number).toBe(patient_details.phone_number)
      }
    }),
    { numRuns: 250 },
  )
  expect(counts.placed).toBeGreaterThan(25)
  expect(counts.rejected).toBeGreaterThan(25)
})

test("stored-only fields and IDs of the caller are never sent to Junction", async () => {
  const canary = fc.stringMatching(/^zqx7[!-~]{0,40}$/)
  const callers = fc.record({
    key: canary,
    token: fc.stringMatching(/^zqx7[A-Za-z0-9._~-]{0,40}$/),
    requestId: fc.stringMatching(/^zqx7[A-Za-z0-9-]{0,40}$/),
    patientId: canary,
    currency: fc.stringMatching(/^zqx7[ -~]{0,4}$/),
    note: canary,
    cents: fc.nat(999).map((last) => 8_007_199_918_273_000 + last),
  })
  await fc.assert(
    fc.asyncProperty(validOrder, callers, junctionOptions, async ({ body }, caller, options) => {
      const { calls, send } = startHandler({ fallbackPhone: "+13125550100", ...options })
      const { status } = await send({
        headers: {
          authorization: `Bearer ${caller.token}`,
          "idempotency-key": caller.key,
          "x-request-id": caller.requestId,
        },
        body: {
          ...body,
          total_cents: caller.cents,
          currency: caller.currency,
          patient_id: caller.patientId,
          [caller.note]: caller.note,
          patient: { ...body.patient, [caller.note]: caller.note },
        },
      })
      expect({ status, calls: calls.length }).toEqual({ status: 201, calls: 2 })
      expect(JSON.stringify(calls)).not.toMatch(/zqx7|8007199918273/i)
    }),
    { numRuns: 100 },
  )
})

test("an order has exactly the patient's data and the deployment's options", async () => {
  const physician = { first_name: "Grace", last_name: "Invented", npi: "1234567893" }
  const { calls, send } = startHandler({
    fallbackPhone: "+13125550100",
    consents: [{ consentType: "hipaa-authorization", version: "1.0" }],
    panels: {
      ...simulatorPanels,
      wellness: {
        ...simulatorPanels.wellness,
        collectionMethod: "walk_in_test",
        labAccountId: "0b7e9c52-3f4d-4a7b-8f11-6c2d9e5a1b40",
        billingType: "patient_bill",
        physician,
        clinicalNotes: "fasting",
        // terms: allow answer, Junction's field name
        aoeAnswers: [{ marker_id: 1, question_id: 2, answer: "no" }],
      },
    },
  })
  const { order } = await send({
    body: aLabOrder({ patient: { phone: undefined }, address: { line2: "Apt 2" } }),
  })
  const [user] = calls
  expect(user?.status).toBe(200)
  expect(sentTo(calls, "/v3/order")).toEqual([
    {
      user_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      patient_details: {
        first_name: "Quillon",
        last_name: "Zephyrine",
        dob: "1990-04-12",
        gender: "female",
        phone_number: "+13125550100",
        email: "quillon@zephyrine.example",
      },
      patient_address: {
        receiver_name: "Quillon Zephyrine",
        first_line: "77 Marmalade Crescent",
        second_line: "Apt 2",
        city: "Chicago",
        state: "IL",
        zip: "60601",
        country: "US",
        phone_number: "+13125550100",
      },
      order_set: { lab_test_ids: simulatorPanels.wellness.labTestIds },
      passthrough: order.id,
      collection_method: "walk_in_test",
      lab_account_id: "0b7e9c52-3f4d-4a7b-8f11-6c2d9e5a1b40",
      billing_type: "patient_bill",
      physician,
      clinical_notes: "fasting",
      // terms: allow answer, Junction's field name
      aoe_answers: [{ marker_id: 1, question_id: 2, answer: "no" }],
      consents: [{ consentType: "hipaa-authorization", version: "1.0" }],
    },
  ])
  expect(validateOrder(sentTo(calls, "/v3/order")[0])).toEqual([])
})

test.each([
  ["patient_details", "first_name", ["", "José", "A  B", " A", "A ", "-A", "a".repeat(51)]],
  ["patient_details", "last_name", ["", "李", "A_B", "A\n", "a".repeat(51)]],
  ["patient_details", "dob", ["04/12/1990", "1990-02-30", ""]],
  ["patient_details", "gender", ["woman", "", "Female"]],
  ["patient_details", "email", ["ada", ""]],
  [
    "patient_details",
    "phone_number",
    ["312555014", "+312555014", "+3125550142312555", "call 3125550142", "----------", ""],
  ],
  ["patient_address", "phone_number", ["5", "+3125550142312555", "call 3125550142"]],
  ["patient_address", "state", ["il", "Illinois", "I", ""]],
  ["patient_address", "zip", ["6060", "606011", "60601-", "60601-12345"]],
  ["patient_address", "country", ["U.S.", ""]],
  ["patient_address", "first_line", [""]],
  ["patient_address", "city", [""]],
] as const)(
  "spec/junction.openapi.yaml rejects invalid values of %s.%s",
  async (parent, field, wrong) => {
    const { calls, send } = startHandler({ panels: simulatorPanels })
    await send({ body: aLabOrder() })
    const sent = sentTo(calls, "/v3/order")[0] as CreateOrderRequest
    expect(validateOrder(sent)).toEqual([])
    const accepted = wrong.filter((value) => {
      const changed = { ...sent, [parent]: { ...sent[parent], [field]: value } }
      return validateOrder(changed).length === 0
    })
    expect(accepted).toEqual([])
  },
)
