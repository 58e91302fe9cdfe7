import fc from "fast-check"
import { expect, test } from "vitest"
import type { NormalizedOrder } from "../../src/index.ts"
import { noon, fieldArbitraries } from "../support/field-arbitraries.ts"
import { createTestHandler } from "../support/in-process.ts"
import { createPlacingLab } from "../support/labs.ts"
import { anyOrder, invalidOrder, validOrder } from "../support/order-arbitraries.ts"

const paths = Object.keys(fieldArbitraries)

/** Creates a function that sends a body to a handler whose lab places every order. */
function createOrderer({ phoneRequired = false } = {}) {
  const orders: NormalizedOrder[] = []
  const lab = createPlacingLab(({ order }) => orders.push(order))
  const { send } = createTestHandler({ now: () => noon, lab: { ...lab, phoneRequired } })
  return async (body: unknown) => {
    const before = orders.length
    const { status, error } = await send({ body })
    const taken = orders.slice(before)
    return { status, code: error.error, details: error.details ?? [], taken }
  }
}

test("every spelling of a valid order reaches the lab in its normalized form", async () => {
  const order = createOrderer()
  await fc.assert(
    fc.asyncProperty(validOrder, async (written) => {
      const { status, taken } = await order(written.body)
      expect({ status, taken }).toEqual({ status: 201, taken: [written.order] })
    }),
    { numRuns: 500 },
  )
})

test("the details list exactly the invalid fields, in the document's order", async () => {
  const orderers = [createOrderer(), createOrderer({ phoneRequired: true })]
  let missingPhones = 0
  await fc.assert(
    fc.asyncProperty(invalidOrder, async ({ body, invalidPaths }) => {
      const phoneless = body.patient["phone"] === undefined
      const allInvalidPaths = paths.filter(
        (path) => invalidPaths.includes(path) || (phoneless && path === "/patient/phone"),
      )
      missingPhones += phoneless ? 1 : 0
      for (const [order, expected] of [
        [orderers[0], invalidPaths],
        [orderers[1], allInvalidPaths],
      ] as const) {
        const response = await order?.(body)
        expect(response).toMatchObject({ status: 400, code: "validation_error", taken: [] })
        expect(response?.details.map(({ path }) => path)).toEqual(expected)
      }
    }),
    { numRuns: 300 },
  )
  expect(missingPhones).toBeGreaterThan(20)
})

test("a missing phone number is rejected only without a fallback", async () => {
  const order = createOrderer({ phoneRequired: true })
  await fc.assert(
    fc.asyncProperty(validOrder, async ({ body, order: expected }) => {
      const { status, details, taken } = await order(body)
      const missing = [{ path: "/patient/phone", message: "is required" }]
      expect({ status, details, taken }).toEqual(
        expected.patient.phone === undefined
          ? { status: 400, details: missing, taken: [] }
          : { status: 201, details: [], taken: [expected] },
      )
    }),
  )
})

test("every accepted order has the documented form, which normalizes to itself", async () => {
  const order = createOrderer()
  const counts = { accepted: 0, rejected: 0 }
  await fc.assert(
    fc.asyncProperty(anyOrder, async (body) => {
      const { status, taken } = await order(body)
      counts[status === 201 ? "accepted" : "rejected"] += 1
      for (const accepted of taken) {
        expectDocumentedForms(accepted)
        expect((await order(toBody(accepted))).taken).toEqual([accepted])
      }
    }),
    { numRuns: 500 },
  )
  expect(counts.accepted).toBeGreaterThan(75)
  expect(counts.rejected).toBeGreaterThan(75)
})

test("the same order gets the same response each time, also with other case and spaces", async () => {
  const order = createOrderer()
  await fc.assert(
    fc.asyncProperty(anyOrder, async (body) => {
      const response = await order(body)
      expect(await order(body)).toEqual(response)
      expect(await order(respelt(body))).toEqual(response)
    }),
    { numRuns: 300 },
  )
})

test("the message of a detail depends only on the field", async () => {
  const order = createOrderer()
  const messages = new Map<string, string>()
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        anyOrder,
        invalidOrder.map(({ body }) => body),
      ),
      async (body) => {
        const { status, details } = await order(body)
        expect([201, 400]).toContain(status)
        for (const { path, message } of details) {
          expect(paths).toContain(path)
          expect(messages.get(path) ?? message).toBe(message)
          messages.set(path, message)
        }
      },
    ),
    { numRuns: 400 },
  )
  expect([...messages.keys()].toSorted()).toEqual(paths.toSorted())
})

function expectDocumentedForms({ patient, address }: NormalizedOrder): void {
  const name = /^(?=.{1,50}$)[A-Za-z0-9][A-Za-z0-9.,'-]*( [A-Za-z0-9.,'-]+)*$/
  expect(patient.firstName).toMatch(name)
  expect(patient.lastName).toMatch(name)
  const [year = 0, month = 0, day = 0] = patient.dob.split("-").map(Number)
  const birth = new Date(0)
  birth.setUTCFullYear(year, month - 1, day)
  expect([birth.getUTCFullYear(), birth.getUTCMonth() + 1, birth.getUTCDate()]).toEqual([
    year,
    month,
    day,
  ])
  expect(patient.dob).toMatch(/^\d{4}-\d\d-\d\d$/)
  expect(birth.getTime()).toBeLessThanOrEqual(noon)
  expect(patient.phone ?? "+13125550100").toMatch(/^\+(1[2-9]\d{9}|[2-9]\d{9,14})$/)
  expect(["female", "male", "other", "unknown"]).toContain(patient.sex)
  for (const text of [address.line1, address.line2 ?? "-", address.city]) {
    expect(text).toMatch(/^\S/u)
    expect(text).toMatch(/\S$/u)
  }
  expect(address.state).toMatch(/^[A-Z]{2}$/)
  expect(address.zip).toMatch(/^[0-9]{5}(-[0-9]{4})?$/)
  expect(address.country).toBe("US")
}

/** Returns the body of a normalized order. */
function toBody({ panel, patient, address }: NormalizedOrder) {
  const { firstName, lastName, dob, email, phone, sex } = patient
  return {
    panel_slug: panel,
    patient: { first_name: firstName, last_name: lastName, dob, email, phone, sex },
    address,
  }
}

/** Returns the same order in other case, with spaces around it, and with letters decomposed. */
function respelt(body: { patient: Record<string, unknown>; address: Record<string, unknown> }) {
  const change = (fields: Record<string, unknown>, edit: (text: string, name: string) => string) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === "string" ? edit(value, name) : value,
      ]),
    )
  return {
    ...body,
    patient: change(body.patient, (text, name) => {
      if (name === "email") return text
      if (name === "sex") return ` ${inCapitals(text)}\t`
      return name.endsWith("_name")
        ? `\n${text.normalize("NFD").replaceAll(" ", "  ")} `
        : ` ${text} `
    }),
    address: change(body.address, (text, name) =>
      name === "state" || name === "country" ? ` ${inCapitals(text)} ` : `\u00a0${text}\n`,
    ),
  }
}

/** Changes only ASCII letters, because `ß` and `ſ` become other letters in capitals. */
function inCapitals(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase())
}
