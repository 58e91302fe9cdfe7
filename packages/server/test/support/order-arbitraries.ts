import { panelSlugs } from "@loop-health/integrations-contract"
import fc from "fast-check"
import type { NormalizedOrder } from "../../src/index.ts"
import { fieldArbitraries } from "./field-arbitraries.ts"

/** An order as a caller may write it. */
export interface OrderExample {
  readonly body: {
    readonly patient: Readonly<Record<string, unknown>>
    readonly address: Readonly<Record<string, unknown>>
    readonly [field: string]: unknown
  }
  /** The normalized order, if every field is valid. */
  readonly order: NormalizedOrder
  /** The invalid fields, in the document's order. */
  readonly invalidPaths: readonly string[]
}

type Path = keyof typeof fieldArbitraries
const paths = Object.keys(fieldArbitraries) as Path[]

/** Orders that match the contract, with exactly these fields invalid for a lab. */
function examplesWith(invalidPaths: fc.Arbitrary<readonly Path[]>): fc.Arbitrary<OrderExample> {
  return fc
    .record({
      invalidPaths,
      panel: fc.constantFrom(...panelSlugs),
      fields: fc.record(fieldArbitraries),
    })
    .map(({ invalidPaths: invalid, panel, fields }) => {
      const write = (path: Path) =>
        invalid.includes(path) ? fields[path].invalid : fields[path].valid[0]
      return {
        invalidPaths: invalid,
        body: {
          panel_slug: panel,
          patient: {
            first_name: write("/patient/first_name"),
            last_name: write("/patient/last_name"),
            dob: write("/patient/dob"),
            email: write("/patient/email"),
            phone: write("/patient/phone"),
            sex: write("/patient/sex"),
          },
          address: {
            line1: write("/address/line1"),
            line2: write("/address/line2"),
            city: write("/address/city"),
            state: write("/address/state"),
            zip: write("/address/zip"),
            country: write("/address/country"),
          },
          total_cents: write("/total_cents"),
          currency: write("/currency"),
          patient_id: write("/patient_id"),
        },
        order: {
          panel,
          patient: {
            firstName: fields["/patient/first_name"].valid[1],
            lastName: fields["/patient/last_name"].valid[1],
            dob: fields["/patient/dob"].valid[1],
            email: fields["/patient/email"].valid[1],
            phone: fields["/patient/phone"].valid[1],
            sex: fields["/patient/sex"].valid[1],
          },
          address: {
            line1: fields["/address/line1"].valid[1],
            line2: fields["/address/line2"].valid[1],
            city: fields["/address/city"].valid[1],
            state: fields["/address/state"].valid[1],
            zip: fields["/address/zip"].valid[1],
            country: "US" as const,
          },
        },
      }
    })
}

/** Valid orders, in every spelling that a caller may use. */
export const validOrder = examplesWith(fc.constant([]))

/** Orders with one to four invalid fields. */
export const invalidOrder = examplesWith(fc.subarray(paths, { minLength: 1, maxLength: 4 }))

/** Texts that are nearly valid: dates, numbers, names, and letters with unusual case folding. */
const anyText = fc.oneof(
  fc.string({
    unit: fc.constantFrom(..."0123456789-+T:Z.() /".split("")),
    minLength: 1,
    maxLength: 16,
  }),
  fc.stringMatching(/^[12]\d{3}-[01]\d-[0-3]\d(T00:00)?$/),
  fc.stringMatching(/^\+?1?[ (]?\d{3}[)-]? ?\d{3}-?\d{4}$/),
  fc.stringMatching(/^\d{5}-?\d{0,4}$/),
  fc.string({
    unit: fc.constantFrom(..."aZéßﬁ\u0301'’‐-. \u00a07".split("")),
    minLength: 1,
    maxLength: 60,
  }),
  fc.string({
    unit: fc.constantFrom(..."iIıİlLkK\u212aſsS. ".split("")),
    minLength: 2,
    maxLength: 3,
  }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 8 }),
)

/** Valid orders with up to three fields replaced by arbitrary text. */
export const anyOrder = fc
  .tuple(
    validOrder,
    fc.dictionary(fc.constantFrom(..."first_name last_name dob phone sex".split(" ")), anyText, {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    fc.dictionary(fc.constantFrom(..."line1 line2 city state zip country".split(" ")), anyText, {
      maxKeys: 1,
      noNullPrototype: true,
    }),
  )
  .map(([{ body }, patient, address]): OrderExample["body"] => ({
    ...body,
    patient: { ...body.patient, ...patient },
    address: { ...body.address, ...address },
  }))
