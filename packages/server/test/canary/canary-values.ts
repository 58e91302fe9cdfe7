import { panelSlugs } from "@loop-health/integrations-contract"
import fc from "fast-check"

/** Part of every canary, and of no message, header, or path of the server. */
const mark = "zqx7"

/** A text that is recognized in any output. */
export const word = fc.stringMatching(/^zqx7[a-z0-9]{4,12}$/)

/** Canaries among characters that are often quoted, escaped, cut, or replaced incorrectly. */
export const text = fc
  .tuple(
    word,
    fc.constantFrom("", " ", '"', "'", "\n    at ", "\r\n", "<b>", "%0d%0a", "\\", "$&", "é", "\0"),
    word,
    fc.constantFrom("", "😀", "\t", ", ", "`", "]}"),
  )
  .map((parts) => parts.join(""))

/** Numbers that are recognized in any output. */
const number = fc.nat(999).map((last) => 8_007_199_918_273_000 + last)

/** Any JSON value, with canaries as strings, numbers, and names. */
const anything: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.oneof(
      text,
      number,
      number.map((value) => -value - 0.5),
      fc.constantFrom(null, true),
    ),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(text, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

/** Bodies with any value in the contract's fields and in unknown fields. */
export const anyBody = fc.oneof(
  anything,
  fc
    .record(
      {
        panel_slug: anything,
        patient: fields("first_name last_name dob email phone sex"),
        address: fields("line1 line2 city state zip country"),
        total_cents: anything,
        currency: anything,
        patient_id: anything,
        unknown: anything,
      },
      { noNullPrototype: true, requiredKeys: [] },
    )
    .chain((body) => text.map((name) => ({ ...body, [name]: body.unknown }))),
)

function fields(names: string): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(names.split(" ").map((name) => [name, anything]))
  const record = fc.record(model, { noNullPrototype: true, requiredKeys: [] })
  return fc.oneof({ weight: 4, arbitrary: record }, anything)
}

const digits = (length: number) =>
  fc.string({
    unit: fc.constantFrom(..."23456789".split("")),
    minLength: length,
    maxLength: length,
  })

/** Texts that an address may contain: the canaries of `text` without control characters. */
const addressLine = text.map((value) => value.replaceAll(/[\0\t\r\n]/g, " "))

/** Valid bodies with a canary in every field. */
export const validBody = fc
  .record({
    names: fc.tuple(word, word, addressLine, addressLine, text),
    dob: fc.tuple(fc.integer({ min: 1920, max: 1999 }), fc.integer({ min: 10, max: 12 })),
    phone: digits(7).map((local) => `312${local}`),
    zip: fc.tuple(digits(5), digits(4)),
    cents: number,
  })
  .map(({ names: [first, last, line1, city, unknown], dob, phone, zip, cents }) => ({
    panel_slug: "wellness",
    patient: {
      first_name: first,
      last_name: last,
      dob: `${dob.join("-")}-17`,
      email: `${first}@${last}.example`,
      phone,
      sex: "female",
      [unknown]: unknown,
    },
    address: { line1, line2: line1, city, state: "IL", zip: zip.join("-"), country: "US" },
    total_cents: cents,
    currency: first.slice(0, 8),
    patient_id: last,
    [unknown]: unknown,
  }))

/** Bodies that match the contract but are invalid for a lab in every possible field. */
export const rejectedBody = validBody.map((body) => ({
  ...body,
  patient: {
    ...body.patient,
    first_name: `${body.patient.first_name}_`,
    dob: body.patient.last_name,
    phone: body.patient.email,
    sex: body.patient.last_name,
  },
  address: {
    ...body.address,
    state: body.patient.first_name,
    zip: `${body.address.zip}7`,
    country: body.patient.last_name,
  },
  total_cents: body.total_cents * 4,
  currency: `${mark}\0`,
  patient_id: `${body.patient_id}\0`,
}))

/**
 * Returns every value of a body that no output may contain: strings, numbers, and unknown names.
 */
export function valuesOf(value: unknown): string[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, field]) => [
      ...(name.includes(mark) ? [name] : []),
      ...valuesOf(field),
    ])
  }
  return [String(value)].filter((text) => text.length >= 4 && !harmless.includes(text))
}

/** Phrases of the server's own messages, or of JSON. */
const harmless: readonly string[] = [...panelSlugs, "female", "null", "true"]

/** Returns the values and canaries that the output contains. */
export function findLeaks(output: unknown, values: readonly string[] = []): string[] {
  const text = JSON.stringify(output)
  const found = values.filter(
    (value) => text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1)),
  )
  return [...found, ...(text.toLowerCase().match(/.{0,20}(zqx7|8007199918273).{0,20}/g) ?? [])]
}
