import { expect, test } from "vitest"
import type { NormalizedOrder } from "../../src/index.ts"
import { aLabOrder } from "../support/a-lab-order.ts"
import { noon } from "../support/field-arbitraries.ts"
import { createTestHandler } from "../support/in-process.ts"
import { createPlacingLab } from "../support/labs.ts"

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
  ..."´ʻʼʽʾʿˈˊˋ`‘’‛′‵＇｀ꞌ՚׳\u1ffd\u1fef".split("").map((mark) => [`O${mark}Brien`, "O'Brien"]),
  // Dashes.
  ..."‐‑‒–—―−﹘﹣－˗⁃".split("").map((dash) => [`Ann${dash}Marie`, "Ann-Marie"]),
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
