import { panelSlugs } from "@loop-health/integrations-contract"
import fc from "fast-check"
import type { NormalizedOrder } from "../../src/index.ts"
import { freeSpellings, spellings } from "./field-arbitraries.ts"

/** An order as people write it. */
export interface WrittenOrder {
  readonly body: {
    readonly patient: Readonly<Record<string, unknown>>
    readonly address: Readonly<Record<string, unknown>>
    readonly [member: string]: unknown
  }
  /** The same as a lab gets it, if nothing is at fault. */
  readonly order: NormalizedOrder
  /** The members that no lab takes, or that cannot be kept, in the document's order. */
  readonly faults: readonly string[]
}

type Path = keyof typeof spellings
const paths = Object.keys(spellings) as Path[]

/** Contract-valid orders with faults in exactly these members. */
function writtenWith(faults: fc.Arbitrary<readonly Path[]>): fc.Arbitrary<WrittenOrder> {
  return fc
    .record({
      faults,
      panel: fc.constantFrom(...panelSlugs),
      members: fc.record(spellings),
      free: fc.record(freeSpellings),
    })
    .map(({ faults: wrong, panel, members, free }) => {
      const write = (path: Path) =>
        wrong.includes(path) ? members[path].bad : members[path].good[0]
      const [email, line2] = [free.email, free.line2]
      return {
        faults: wrong,
        body: {
          panel_slug: panel,
          patient: {
            first_name: write("/patient/first_name"),
            last_name: write("/patient/last_name"),
            dob: write("/patient/dob"),
            email: email[0],
            phone: write("/patient/phone"),
            sex: write("/patient/sex"),
          },
          address: {
            line1: write("/address/line1"),
            line2: line2[0],
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
            firstName: members["/patient/first_name"].good[1],
            lastName: members["/patient/last_name"].good[1],
            dob: members["/patient/dob"].good[1],
            email: email[1],
            phone: members["/patient/phone"].good[1],
            sex: members["/patient/sex"].good[1],
          },
          address: {
            line1: members["/address/line1"].good[1],
            line2: line2[1],
            city: members["/address/city"].good[1],
            state: members["/address/state"].good[1],
            zip: members["/address/zip"].good[1],
            country: "US" as const,
          },
        },
      }
    })
}

/** Orders that a lab can take, in every way that people write them. */
export const goodOrder = writtenWith(fc.constant([]))

/** Orders with one to four members that no lab takes, or that cannot be kept. */
export const faultyOrder = writtenWith(fc.subarray(paths, { minLength: 1, maxLength: 4 }))

/** Texts near every rule: dates, numbers and names that nearly are, and letters that fold oddly. */
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

/** Good orders with up to three members replaced by any text at all. */
export const anyOrder = fc
  .tuple(
    goodOrder,
    fc.dictionary(fc.constantFrom(..."first_name last_name dob phone sex".split(" ")), anyText, {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    fc.dictionary(fc.constantFrom(..."line1 line2 city state zip country".split(" ")), anyText, {
      maxKeys: 1,
      noNullPrototype: true,
    }),
  )
  .map(([{ body }, patient, address]): WrittenOrder["body"] => ({
    ...body,
    patient: { ...body.patient, ...patient },
    address: { ...body.address, ...address },
  }))
