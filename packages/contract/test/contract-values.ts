import fc from "fast-check"
import { labOrderFields, panelSlugs } from "../src/index.ts"
import { shortText } from "./near-misses.ts"

const goodEmail = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,12}(\.[A-Z0-9'+-]{1,9})?$/),
    fc.stringMatching(/^([a-z0-9]{1,9}(-[A-Z0-9]{1,3})?\.){1,3}[a-z0-9]{1,6}$/),
  )
  .map(([local, host]) => `${local}@${host}`)

const email = fc.oneof(
  { weight: 5, arbitrary: goodEmail },
  fc
    .tuple(
      fc.oneof(goodEmail, fc.constantFrom('"a b"@c.de', "a@[127.0.0.1]", "a@[IPv6:1::2]")),
      fc.nat(),
      fc.constantFrom(".", "@", " ", "-", "\n", "é", ",", "_", "a.b", '"', "\\", ":", "[", "]"),
    )
    .map(([text, at, cut]) => {
      const position = at % (text.length + 1)
      return text.slice(0, position) + cut + text.slice(position)
    }),
)

/** Creates records as JSON.parse does. */
const plain = { noNullPrototype: true } as const
const text = shortText()

/** Valid requests. */
export const request = fc.record(
  {
    panel_slug: fc.constantFrom(...panelSlugs),
    patient: fc.record(
      { first_name: text, last_name: text, dob: text, email, phone: text, sex: text },
      { ...plain, requiredKeys: ["first_name", "last_name", "dob", "email"] },
    ),
    address: fc.record(
      { line1: text, line2: text, city: text, state: text, zip: text, country: text },
      { ...plain, requiredKeys: ["line1", "city", "state", "zip", "country"] },
    ),
    total_cents: fc.oneof(fc.nat(), fc.constantFrom(null, -0, 2 ** 53 + 2, 1e20)),
    currency: fc.oneof(shortText(3), fc.constant(null)),
    patient_id: fc.oneof(text, fc.constant(null)),
  },
  { ...plain, requiredKeys: ["panel_slug", "patient", "address"] },
)

/** Orders, some with invalid nulls and numbers. */
export const order = fc.record(
  Object.fromEntries(
    labOrderFields.map((field) => [
      field,
      fc.oneof(shortText(0), fc.constantFrom(null, "x", "x", 0)),
    ]),
  ),
  plain,
)

/** Valid orders. */
export const goodOrder = order.map((record) =>
  Object.fromEntries(
    Object.entries(record).map(([field, value]) => [
      field,
      field === "total_cents" ? 5 : typeof value === "string" ? value : "x",
    ]),
  ),
)

const detail = fc.record({ path: shortText(0), message: shortText(0) }, plain)
/** Error bodies. Some have 19 to 21 details, because the limit is 20. */
export const apiError = fc.record(
  {
    error: shortText(0),
    message: shortText(0),
    details: fc.oneof(
      fc.array(detail, { maxLength: 3 }),
      fc.array(detail, { minLength: 19, maxLength: 21 }),
    ),
  },
  { ...plain, requiredKeys: ["error", "message"] },
)

const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 255,
})
/**
 * Keys of visible ASCII characters, keys of 255 and 256 characters, and keys with other characters.
 */
export const key = fc.oneof(
  visible,
  visible.map((start) => start.padEnd(255, "k")),
  visible.map((start) => start.padEnd(256, "k")),
  fc
    .tuple(visible, shortText(0), visible)
    .map(([start, middle, end]) => start.slice(0, 90) + middle + end.slice(0, 90)),
)
