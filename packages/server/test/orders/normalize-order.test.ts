import document from "@loop-health/integrations-contract/openapi.json" with { type: "json" }
import fc from "fast-check"
import {
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString as parsePhoneNumber,
} from "libphonenumber-js/min"
import { expect, test } from "vitest"
import type { NormalizedOrder } from "../../src/index.ts"
import { aLabOrder } from "../support/a-lab-order.ts"
import { noon } from "../support/field-arbitraries.ts"
import { createTestHandler } from "../support/in-process.ts"
import { createPlacingLab } from "../support/labs.ts"

/** Without Brazil and Belarus, where the library removes a prefix from international numbers. */
const callingCodes = getCountries()
  .filter((country) => country !== "BR" && country !== "BY")
  .map((country) => getCountryCallingCode(country))

/** Sends an order. Returns the invalid fields, or the order that reached the lab. */
async function order(changes: Parameters<typeof aLabOrder>[0]) {
  const orders: NormalizedOrder[] = []
  const lab = createPlacingLab((placement) => orders.push(placement.order))
  const { send } = createTestHandler({ now: () => noon, lab })
  const { status, error, order: created } = await send({ body: aLabOrder(changes) })
  const details = error.details ?? []
  return { status, details, paths: details.map(({ path }) => path), taken: orders[0], created }
}

const long = "\u0344".repeat(200)

test.each([
  ["a spacing accent that would become a space", "Nu\u02dcez"],
  ["a spacing diaeresis", "Bront\u00a8e"],
  ["an accent without a letter", "A \u0301B"],
  ["a soft hyphen, which would vanish", "Ann\u00adMarie"],
  ["a zero-width space", "Ann\u200bMarie"],
  ["a zero-width no-break space, which is white space in JavaScript", "Ann\ufeffMarie"],
  ["a bidirectional override", "Ann\u202eMarie"],
  ["a combining grapheme joiner", "Ann\u034fMarie"],
  ["a variation selector", "Ann\ufe0f"],
  ["an enclosing circle, which would vanish", "Ann\u20dd"],
  ["a vowel sign of another script, which would vanish", "Ann\u093f"],
  ["a form feed", "Ann\fMarie"],
  ["a line separator", "Ann\u2028Marie"],
  ["letters of another script", "Анна"],
  ["201 characters that normalize to one letter", `a${long}`],
  ["60,000 characters", "a".repeat(60_000)],
])("a name with %s is rejected", async (_label, name) => {
  expect(await order({ patient: { first_name: name } })).toMatchObject({
    status: 400,
    paths: ["/patient/first_name"],
  })
  expect(await order({ patient: { last_name: name } })).toMatchObject({
    status: 400,
    paths: ["/patient/last_name"],
  })
})

test.each([
  // Apostrophes.
  ..."´΄᾽ʻʼʽʾʿˈˊˋ`‘’‛′‵＇｀ꞌ՚׳\u1ffd\u1fef".split("").map((mark) => [`O${mark}Brien`, "O'Brien"]),
  // Dashes.
  ..."‐‑‒–—―−﹘﹣－˗⁃־⸺〜".split("").map((dash) => [`Ann${dash}Marie`, "Ann-Marie"]),
  // Letters that Unicode does not decompose.
  ["GROẞMANN", "GROSSMANN"],
  ["Ħal Għawdex ħ", "Hal Ghawdex h"],
  ["Ŧŧ Ŋŋ", "Tt Nn"],
  ["Ǥǥ Ʒʒ", "Gg Zz"],
  ["Əliyev Məmməd", "Eliyev Memmed"],
  ["Ɓɓ Ɗɗ Ƙƙ Ƴƴ", "Bb Dd Kk Yy"],
  ["Ɛɛ Ɔɔ Ɖɖ Ƒƒ Ɣɣ Ʋʋ", "Ee Oo Dd Ff Gg Vv"],
  ["Ɨɨ Ʉʉ Ɵɵ Ɩɩ Ƶƶ ĸ", "Ii Uu Oo Ii Zz k"],
  ["Þórður Ðæsk", "Thordur Daesk"],
  // Letters with accents, in both forms.
  ["Nuñez", "Nunez"],
  ["Nun\u0303ez", "Nunez"],
  ["Nguyễn Thị Ánh", "Nguyen Thi Anh"],
  ["a".repeat(50), "a".repeat(50)],
  ["é".normalize("NFD").repeat(50), "e".repeat(50)],
])("the name %s reaches the lab as %s", async (written, normalized) => {
  const { status, taken } = await order({ patient: { first_name: written, last_name: written } })
  expect(status).toBe(201)
  expect(taken?.patient).toMatchObject({ firstName: normalized, lastName: normalized })
})

const textFields = ["/address/line1", "/address/line2", "/address/city"] as const

/** Sends an order in which the field at a path has another value. */
async function orderWith(path: string, value: unknown) {
  const [parent = "", name] = path.slice(1).split("/")
  return order({ [parent]: name === undefined ? value : { [name]: value } })
}

test.each(
  textFields.flatMap((path) => [
    [path, "a null character", "1 Main\0St"],
    [path, "a line feed", "1 Main St\nApt 2"],
    [path, "a tab", "1 Main\tSt"],
    [path, "an escape character", "1 Main\u001b[31mSt"],
    [path, "a delete character", "1 Main\u007fSt"],
    [path, "a C1 control character", "1 Main\u009bSt"],
    [path, "a line separator", "1 Main\u2028St"],
    [path, "a bidirectional override", "1 Main\u202eSt"],
    [path, "a bidirectional isolate", "1 Main\u2066St"],
    [path, "a zero-width space", "1 Main\u200bSt"],
    [path, "only a zero-width space", "\u200b"],
    [path, "a word joiner", "1 Main\u2060St"],
    [path, "a soft hyphen", "1 Main\u00adSt"],
    [path, "a Hangul filler", "1 Main\u3164St"],
    [path, "a tag character", "1 Main\u{e0041}St"],
    [path, "321 characters", "x".repeat(321)],
    [path, "60,000 characters", "x".repeat(60_000)],
    [path, "321 characters, of which 320 are spaces", `${" ".repeat(320)}x`],
  ]),
)("an order whose %s has %s is rejected", async (path, _label, value) => {
  expect(await orderWith(path, value)).toMatchObject({ status: 400, paths: [path] })
})

test.each([
  [" 1 Main St., Apt #5 ½ ", "1 Main St., Apt #5 ½"],
  ["Calle Peñón ", "Calle Peñón"],
  ["x".repeat(320), "x".repeat(320)],
  ["😀".repeat(320), "😀".repeat(320)],
])("the address %s is accepted", async (written, sent) => {
  const { status, taken } = await order({ address: { line1: written, line2: written } })
  expect(status).toBe(201)
  expect(taken?.address).toMatchObject({ line1: sent, line2: sent })
})

test.each(["1899-12-31", "1066-10-14", "0001-01-01", "2026-11-24", "1899-12-31T00:00:00Z"])(
  "the date of birth %s is rejected",
  async (dob) => {
    expect(await order({ patient: { dob } })).toMatchObject({
      status: 400,
      paths: ["/patient/dob"],
    })
  },
)

test.each(["1900-01-01", "2026-11-23"])("the date of birth %s is accepted", async (dob) => {
  expect((await order({ patient: { dob } })).taken?.patient.dob).toBe(dob)
})

test.each([
  "ZZ",
  "AB",
  "XX",
  "QC",
  "aa1",
  "ﬂ",
  "ıl",
  "Bavaria",
  "Washington, Oregon",
  "IL,",
  ",",
  "A,K",
])("the state %s is rejected", async (state) => {
  expect(await order({ address: { state } })).toMatchObject({
    status: 400,
    paths: ["/address/state"],
  })
})

test.each([
  ["Puerto Rico", "PR"],
  ["pr", "PR"],
  ["Commonwealth of Puerto Rico", "PR"],
  ["Guam", "GU"],
  ["U.S. Virgin Islands", "VI"],
  ["US Virgin Islands", "VI"],
  ["Virgin Islands", "VI"],
  ["Virgin Islands, U.S.", "VI"],
  ["American Samoa", "AS"],
  ["Northern Mariana Islands", "MP"],
  ["Armed Forces Europe", "AE"],
  ["Armed Forces Americas", "AA"],
  ["Armed Forces Pacific", "AP"],
  ["A.P.", "AP"],
  ["Washington, D.C.", "DC"],
  ["Washington,DC", "DC"],
  ["Washington D.C.", "DC"],
  ["D.C.", "DC"],
  ["Washington", "WA"],
])("the state %s reaches the lab as %s", async (state, code) => {
  expect((await order({ address: { state } })).taken?.address.state).toBe(code)
})

test.each(["PR", "Puerto Rico", "pr.", "GU", "VI", "U.S. Virgin Islands", "AS", "MP"])(
  "the country %s is a part of the United States",
  async (country) => {
    const { taken } = await order({ address: { country, state: "PR", zip: "00901" } })
    expect(taken?.address).toMatchObject({ country: "US", state: "PR" })
  },
)

test.each(["IL", "CA", "GB", "AE", "DC", "Illinois", "toString", "__proto__"])(
  "the country %s is rejected",
  async (country) => {
    expect(await order({ address: { country } })).toMatchObject({
      status: 400,
      paths: ["/address/country"],
    })
  },
)

test.each([
  ["256 characters", "x".repeat(256)],
  ["60,000 characters", "x".repeat(60_000)],
  ["the character U+0000", "a\0b"],
])("a patient_id with %s is rejected", async (_label, patientId) => {
  expect(await order({ patient_id: patientId })).toMatchObject({
    status: 400,
    paths: ["/patient_id"],
  })
})

test("a patient_id of 255 characters is returned", async () => {
  const patientId = "😀".repeat(255)
  expect((await order({ patient_id: patientId })).created.patient_id).toBe(patientId)
})

test.each([
  // A 0 that is dialed only inside the country.
  "+44 (0)7700 900123",
  "+44(0)20 7946 0958",
  "+44 07700 900123",
  "+4407700900123",
  "+44 (020) 7946 0958",
  "+49 (0) 30 901820",
  "+49 0171 1234567",
  "+31 (0)6 12345678",
  "+353 (0)87 123 4567",
  // US numbers with + and without 1.
  "+(312) 555-0142",
  "+312-555-0142",
  "+312 5550142",
  "+3125550142",
  "+(646) 555-0142",
  "+646-555-0142",
  "+479 555 0142",
  "+ (646) 555-0142",
  "+917 555 0142",
  // Numbers of another country without its code.
  "98765 43210",
  "0171 1234567",
  "07700 900123",
  "00 44 7700 900123",
  "011 44 7700 900123",
  "31255 50142",
  // Extensions and other text.
  "312-555-0142 x12",
  "(312) 555-0142 ext. 5",
  "312-555-0142,5",
  "312-555-0142 / 312-555-0143",
  "3125550142 3125550143",
  // Country codes that do not exist, and numbers that are too long or short.
  "+999 1234 567890",
  "+2100123456789",
  "+44 7700 90012",
  "+44 7700 9001234",
  "+33 1 23 45 67 8",
  // Other marks.
  "++44 7700 900123",
  "+44 + 7700900123",
  "(312 555-0142",
  "312) 555-0142",
  "((312)) 555-0142",
  "+1 () 312 555 0142",
  "3-1-2-5-5-5-0-1-4-2",
  `+44${" ".repeat(30_000)}7700900123x`,
  "3125550142".padStart(60_000, "1"),
  `+44${"0".repeat(60_000)}x`,
  `+44${"(0)".repeat(20_000)}x`,
  `312${"-".repeat(60_000)}5550142`,
])("the phone number %s is rejected", async (phone) => {
  expect(await order({ patient: { phone } })).toMatchObject({
    status: 400,
    paths: ["/patient/phone"],
  })
})

test.each([
  ["(312) 555-0142", "+13125550142"],
  ["312.555.0142", "+13125550142"],
  ["1-312-555-0142", "+13125550142"],
  ["1 (312) 555 0142", "+13125550142"],
  ["+1 (312) 555-0142", "+13125550142"],
  ["312 - 555 - 0142", "+13125550142"],
  ["+44 7700 900123", "+447700900123"],
  ["+44 (7700) 900-123", "+447700900123"],
  ["+4420 7946 0958", "+442079460958"],
  ["+45 32 12 34 56", "+4532123456"],
  ["+47 95 55 01 42", "+4795550142"],
  ["+65 6123 4567", "+6561234567"],
  ["+354 555 1234", "+3545551234"],
  ["+52 (55) 1234 5678", "+525512345678"],
  // In these countries, the 0 is a part of the number.
  ["+39 06 6982 1234", "+390669821234"],
  ["+225 07 12 34 56 78", "+2250712345678"],
])("the phone number %s reaches the lab as %s", async (phone, e164) => {
  expect((await order({ patient: { phone } })).taken?.patient.phone).toBe(e164)
})

test("every accepted phone number is the one that libphonenumber-js reads", async () => {
  const counts = { accepted: 0, rejected: 0 }
  const digit = fc.constantFrom(..."0123456789".split(""))
  const written = fc.oneof(
    fc
      .tuple(
        fc.constantFrom("", "+1", "1 ", "+44", "+31 ", "+49", "+39 0", "+354 ", "+52 ", "00"),
        fc.array(
          fc.oneof({ weight: 9, arbitrary: digit }, fc.constantFrom(..." -.()/".split(""))),
          {
            minLength: 7,
            maxLength: 16,
          },
        ),
      )
      .map(([start, rest]) => start + rest.join("")),
    fc
      .tuple(fc.constantFrom(...callingCodes), fc.array(digit, { minLength: 7, maxLength: 12 }))
      .map(([code, rest]) => `+${code}${rest.join("")}`),
  )
  await fc.assert(
    fc.asyncProperty(written, async (phone) => {
      const { status, taken } = await order({ patient: { phone } })
      counts[status === 201 ? "accepted" : "rejected"] += 1
      if (status !== 201) return
      expect(taken?.patient.phone).toBe(parsePhoneNumber(phone, "US")?.number)
    }),
    { numRuns: 1_500 },
  )
  expect(counts.accepted).toBeGreaterThan(100)
  expect(counts.rejected).toBeGreaterThan(100)
})

test.each([
  "ada@localhost",
  "ada@example",
  '"ada b"@example.com',
  '"ada"@example.com',
  "ada@[127.0.0.1]",
  "ada@[IPv6:::1]",
  "ada@255.255.255.255",
  "ada@example.1",
  `ada@${"a.".repeat(124)}bcd`,
  `${"a".repeat(64)}@${"a.".repeat(94)}bc`,
])("the email address %s is valid in the contract, and rejected for the lab", async (email) => {
  const { status, details } = await order({ patient: { email } })
  expect({ status, details }).toEqual({
    status: 400,
    details: [
      {
        path: "/patient/email",
        message:
          "must be an email address at a domain name with a dot, without quotes, of at most 254 characters",
      },
    ],
  })
})

test.each([
  "ada",
  "ada@example.com\u202e",
  "a\u200bda@example.com",
  "ada\0@example.com",
  "ada@exam\nple.com",
  `${"a".repeat(60_000)}@example.com`,
  `ada@${"a".repeat(60_000)}.com`,
  `ada@${"a.".repeat(30_000)}com`,
])("the email address %j is rejected", async (email) => {
  expect(await order({ patient: { email } })).toMatchObject({
    status: 400,
    details: [{ path: "/patient/email", message: "must be an email address" }],
  })
})

test.each(["ada@example.com", "O'Hara+lab@x-y.example.org", "a@b.c", "ada@xn--p1ai.xn--p1ai"])(
  "the email address %s reaches the lab",
  async (email) => {
    expect((await order({ patient: { email } })).taken?.patient.email).toBe(email)
  },
)

interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly "x-narrower"?: readonly string[]
}
const schemas = document.components.schemas as Readonly<Record<string, Schema>>

/** Returns the rules of `x-narrower` with the paths of their fields. */
function narrowerRules(schema: Schema = {}, path = ""): (readonly [string, string])[] {
  const target = schemas[schema.$ref?.slice("#/components/schemas/".length) ?? ""]
  return [
    ...(schema["x-narrower"] ?? []).map((rule) => [path, rule] as const),
    ...(target === undefined ? [] : narrowerRules(target, path)),
    ...Object.entries(schema.properties ?? {}).flatMap(([field, property]) =>
      narrowerRules(property, `${path}/${field}`),
    ),
  ]
}

test("the contract lists every rule of the server as x-narrower, with the messages of the server", async () => {
  const lab = { ...createPlacingLab(), phoneRequired: true }
  const { send } = createTestHandler({ now: () => noon, lab })
  const valid = aLabOrder()
  const bodies = [
    JSON.stringify({ ...valid, deep: 0 }).replace(":0}", `:${"[".repeat(70)}${"]".repeat(70)}}`),
    JSON.stringify(valid).replace("pat_0001", String.raw`\ud800`),
    JSON.stringify({ ...valid, number: 0 }).replace(":0}", ":1e400}"),
    JSON.stringify(aLabOrder({ patient: { phone: undefined } })),
    JSON.stringify({
      ...valid,
      patient: {
        ...Object.fromEntries(Object.keys(valid.patient).map((field) => [field, "-"])),
        email: "a@b",
      },
      address: {
        ...Object.fromEntries(Object.keys(valid.address).map((field) => [field, "\0"])),
        line2: "\0",
      },
      total_cents: 2 ** 53,
      currency: "US\0",
      patient_id: "\0",
    }),
  ]
  const responses = await Promise.all(bodies.map((bytes) => send({ bytes })))
  const rules = responses.flatMap(({ error }) => error.details ?? [])
  const listed = narrowerRules(schemas["LabOrderRequest"])
  expect(new Set(rules.map(({ path, message }) => `${path} ${message}`))).toEqual(
    new Set(listed.map(([path, rule]) => `${path} ${rule}`)),
  )
})
