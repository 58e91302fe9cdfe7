// The form schemas accept exactly the values that the API accepts, with its paths and messages.
import {
  createLabOrderForm,
  type LabOrderFormOptions,
  type LabOrderFormResult,
} from "@loop-health/integrations-contract/form"
import { createLabOrderFormSchema } from "@loop-health/integrations-contract/zod"
import fc from "fast-check"
import { expect, test } from "vitest"
import { aLabOrder } from "../support/a-lab-order.ts"
import { noon } from "../support/field-arbitraries.ts"
import { createTestHandler } from "../support/in-process.ts"
import { createPlacingLab } from "../support/labs.ts"
import { anyOrder, invalidOrder } from "../support/order-arbitraries.ts"

interface Detail {
  readonly path: string
  readonly message: string
}

const forms = { "the form": createLabOrderForm, "the zod schema": createLabOrderFormSchema }

/** Returns the request of a form, or its invalid fields with the API's messages. */
async function validate(
  form: keyof typeof forms,
  values: unknown,
  options: LabOrderFormOptions = {},
) {
  const schema = forms[form]({ now: () => noon, toMessage: ({ message }) => message, ...options })
  const result = (await schema["~standard"].validate(values)) as LabOrderFormResult
  const details = (result.issues ?? []).map(({ path, message }) => ({
    path: ["", ...path].join("/"),
    message,
  }))
  return { details, request: result.issues === undefined ? result.value : undefined }
}

/** Sends a request to the API. Returns the invalid fields. */
async function send(body: unknown, phoneRequired = false): Promise<readonly Detail[]> {
  const lab = { ...createPlacingLab(), phoneRequired }
  const { status, error } = await createTestHandler({ now: () => noon, lab }).send({ body })
  expect([201, 400]).toContain(status)
  return status === 201 ? [] : (error.details ?? [])
}

/** Returns an order in which the field at a path has another value. */
function orderWith(path: string, value: unknown) {
  const [parent = "", name] = path.slice(1).split("/")
  return aLabOrder({ [parent]: name === undefined ? value : { [name]: value } })
}

const broken = "😀".slice(0, 1)
const invisible = ["\0", "\n", "\u200b", "\u202e", "\u00ad"].map((mark) => `1 Main${mark}St`)
const wrongTypes = [null, 5, true, {}, []]
const nameValues = {
  valid: [
    "Ada",
    " Ada  Maria ",
    "Nuñez",
    "GROẞMANN",
    "O’Brien",
    "Ann—Marie",
    "a".repeat(50),
    "J. 3",
  ],
  invalid: [
    "",
    " ",
    "Анна",
    "李",
    "-A",
    "A/B",
    "Ann\u00adMarie",
    "a".repeat(51),
    "a\u0344".repeat(101),
  ],
}

/** Values of each field that the API accepts and rejects. */
const corpus: Readonly<Record<string, { valid: readonly unknown[]; invalid: readonly unknown[] }>> =
  {
    "/panel_slug": { valid: ["pcos", "fertility"], invalid: ["", "WELLNESS", "other", undefined] },
    "/patient/first_name": nameValues,
    "/patient/last_name": nameValues,
    "/patient/dob": {
      valid: ["1990-04-12", " 1990-04-12 ", "1990-04-12T00:00:00Z", "1900-01-01", "2026-11-23"],
      invalid: ["", " ", "04/12/1990", "1990-02-30", "1899-12-31", "2026-11-24", "1990-4-2", "x"],
    },
    "/patient/email": {
      valid: ["ada@example.com", "O'Hara+lab@x-y.example.org", "a@b.c", "ADA@EXAMPLE.COM"],
      invalid: ["", "ada", "ada@localhost", '"a b"@example.com', "ada@[127.0.0.1]", "ada@a.b "],
    },
    "/patient/phone": {
      valid: [
        undefined,
        "",
        " ",
        "3125550142",
        "(312) 555-0142",
        "+44 7700 900123",
        "+1 3125550142",
      ],
      invalid: ["0125550142", "+44 (0)7700 900123", "+312 555 0142", "312-555-0142 x1", "1", null],
    },
    "/patient/sex": {
      valid: [undefined, "", "\t", "female", " F. ", "Non-Binary", "X", "U"],
      invalid: ["femal", "__proto__", "0", "constructor", "mf"],
    },
    "/address/line1": {
      valid: ["1 Main St.", " Calle Peñón ", "😀".repeat(320)],
      invalid: ["", "  ", "x".repeat(321), undefined, ...invisible],
    },
    "/address/line2": {
      valid: [undefined, "", " ", "\u00a0", "Apt 2", "x".repeat(320)],
      invalid: ["x".repeat(321), ...invisible],
    },
    "/address/city": {
      valid: ["Chicago", " St. Louis "],
      invalid: ["", "  ", "x".repeat(321), undefined, ...invisible],
    },
    "/address/state": {
      valid: [
        "IL",
        "il",
        "Illinois",
        "New  York",
        "D.C.",
        "Washington, D.C.",
        "pr",
        "Guam",
        "A.P.",
      ],
      invalid: ["", " ", "ZZ", "Bavaria", "ILL", "I L", "__proto__", "x".repeat(60_000), undefined],
    },
    "/address/zip": {
      valid: ["60601", " 60601 ", "60601-1234"],
      invalid: ["", " ", "6060", "606011", "60601-12", "60601 1234", "6060A", "٦٠٦٠١", undefined],
    },
    "/address/country": {
      valid: ["US", "usa", "U.S.A.", "United States", "Puerto Rico", "gu"],
      invalid: ["", " ", "CA", "IL", "America", "constructor", undefined],
    },
    "/total_cents": {
      valid: [undefined, null, "", " ", Number.NaN, 0, 19_900, 2 ** 53 - 1, 1.0],
      invalid: [-1, 1.5, "5", 2 ** 53, true],
    },
    "/currency": {
      valid: [undefined, null, "", "   ", "USD", "😀😀😀", "ABCDEFGH"],
      invalid: ["US", "😀😀", "ABCDEFGHI", "US\0", 5],
    },
    "/patient_id": {
      valid: [undefined, null, "", "pat_0001", "x", "😀".repeat(255)],
      invalid: ["x".repeat(256), "a\0b", 5],
    },
  }

const names = Object.keys(forms) as (keyof typeof forms)[]

test.each(names)("%s accepts the values that the API accepts", async (form) => {
  for (const [path, { valid }] of Object.entries(corpus)) {
    for (const value of valid) {
      const { details, request } = await validate(form, orderWith(path, value))
      expect({ path, value, form: details, api: await send(request) }).toEqual({
        path,
        value,
        form: [],
        api: [],
      })
    }
  }
})

test.each(names)("%s rejects the values that the API rejects, with its details", async (form) => {
  for (const [path, { invalid }] of Object.entries(corpus)) {
    for (const value of invalid) {
      const order = orderWith(path, value)
      const { details } = await validate(form, order)
      expect({ path, value, paths: details.map((one) => one.path) }).toEqual({
        path,
        value,
        paths: [path],
      })
      expect({ path, value, api: await send(order) }).toEqual({ path, value, api: details })
    }
  }
})

test.each(names)(
  "%s and the API reject the same wrong types with the same messages",
  async (form) => {
    const paths = [...Object.keys(corpus), "/patient", "/address"]
    const orders = paths.flatMap((path) =>
      wrongTypes.map((value) => ({ ...aLabOrder(), ...spread(path, value) })),
    )
    for (const order of [...orders, ...wrongTypes.slice(0, 3), "order", [], {}]) {
      expect({ order, details: (await validate(form, order)).details }).toEqual({
        order,
        details: await send(order),
      })
    }
  },
)

/** Returns the fields of an order that differ if the value at a path is another one. */
function spread(path: string, value: unknown): object {
  return path.lastIndexOf("/") === 0 ? { [path.slice(1)]: value } : orderWith(path, value)
}

/** An order form before its person has filled in anything. */
const empty = {
  panel_slug: "",
  patient: { first_name: "", last_name: "", dob: "", email: "", phone: "", sex: "" },
  address: { line1: "", line2: "", city: "", state: "", zip: "", country: "" },
  total_cents: "",
  currency: "",
  patient_id: "",
}

const required = Object.keys(corpus).filter((path) => corpus[path]?.invalid.includes(""))

test.each(names)("%s reports every empty required field at once, as the API does", async (form) => {
  const { details } = await validate(form, empty)
  expect(details.map(({ path }) => path)).toEqual(required)
  const sent = await send(empty)
  expect(sent.filter(({ path }) => required.includes(path))).toEqual(details)
})

test.each(names)("%s removes empty optional fields, and changes nothing else", async (form) => {
  const order = aLabOrder({
    patient: { phone: " ", sex: "" },
    address: { line2: "", line1: " 1 Main St. " },
    total_cents: Number.NaN,
    currency: "",
    patient_id: null,
  })
  const copy = structuredClone(order)
  const { request } = await validate(form, order)
  expect(JSON.parse(JSON.stringify(request))).toEqual({
    panel_slug: order.panel_slug,
    patient: {
      first_name: "Quillon",
      last_name: "Zephyrine",
      dob: "1990-04-12",
      email: "quillon@zephyrine.example",
    },
    address: { ...copy.address, line1: " 1 Main St. ", line2: undefined },
    patient_id: null,
  })
  expect(order).toEqual(copy)
})

test.each(names)(
  "%s requires a phone number if the server has no fallback number",
  async (form) => {
    for (const phone of [undefined, "", "1", "3125550142"]) {
      const order = aLabOrder({ patient: { phone: phone === "" ? undefined : phone } })
      const { details } = await validate(form, aLabOrder({ patient: { phone } }), {
        phoneRequired: true,
      })
      expect({ phone, details }).toEqual({ phone, details: await send(order, true) })
    }
  },
)

test.each(names)(
  "%s names the fields with half of an emoji, for which the API rejects the whole body",
  async (form) => {
    const order = aLabOrder({ address: { line1: `1 Main St ${broken}` }, patient_id: broken })
    const [detail, ...others] = await send(order)
    expect([detail?.path, others]).toEqual(["", []])
    expect((await validate(form, order)).details).toEqual([
      { path: "/address/line1", message: detail?.message },
      { path: "/patient_id", message: detail?.message },
    ])
  },
)

test.each(names)(
  "%s and the API agree on invented orders with several invalid fields",
  async (form) => {
    const counts = { accepted: 0, rejected: 0 }
    const orders = fc.oneof(
      anyOrder,
      invalidOrder.map(({ body }) => body),
    )
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const { details, request } = await validate(form, order)
        counts[request === undefined ? "rejected" : "accepted"] += 1
        expect(await send(request ?? withoutBlank(order))).toEqual(details)
      }),
      { numRuns: 300 },
    )
    expect(counts.rejected).toBeGreaterThan(100)
  },
)

/** Returns an order without the optional fields that are empty. */
function withoutBlank(order: Readonly<Record<string, unknown>>): object {
  const kept = Object.entries(order).map(([name, value]) => {
    if (typeof value === "object" && value !== null) return [name, withoutBlank({ ...value })]
    const isBlank = optional.includes(name) && typeof value === "string" && value.trim() === ""
    return [name, isBlank ? undefined : value]
  })
  return Object.fromEntries(kept) as object
}

const optional = ["phone", "sex", "line2", "currency", "patient_id"]
