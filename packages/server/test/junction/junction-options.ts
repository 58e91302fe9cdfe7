import type { PanelSlug } from "@loop-health/integrations-contract"
import fc from "fast-check"
import { billingTypeValues, consentTypeValues } from "../../src/generated/junction.gen.ts"
import type { JunctionLabOptions } from "../../src/junction/index.ts"
import { simulatorPanels } from "@loop-health/integrations-simulator"

/** The options of the lab that apply to every order. */
export type JunctionOptions = Pick<JunctionLabOptions, "panels" | "fallbackPhone" | "consents">

const text = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  // Junction trims names and rejects blank ones.
  .map((end) => `A${end}`)

function anyPanel(slug: PanelSlug) {
  return fc
    .record(
      {
        collectionMethod: fc.constantFrom(
          "walk_in_test",
          "at_home_phlebotomy",
          "on_site_collection",
        ),
        labAccountId: fc.uuid(),
        billingType: fc.constantFrom(...billingTypeValues),
        physician: fc.record(
          {
            first_name: text,
            last_name: text,
            npi: fc.stringMatching(/^\d{10}$/),
            email: fc.constantFrom(null, "grace@example.com"),
            licensed_states: fc.constantFrom<(string[] | null)[]>(null, [], ["IL", "TX"]),
          },
          { noNullPrototype: true, requiredKeys: ["first_name", "last_name", "npi"] },
        ),
        clinicalNotes: fc.oneof(text, fc.constantFrom("", "n".repeat(1000), "😀".repeat(1000))),
        // terms: allow answer, Junction's field name
        aoeAnswers: fc.array(
          fc.record(
            // terms: allow answer, Junction's field name
            { marker_id: fc.integer(), question_id: fc.nat(), answer: text },
            { noNullPrototype: true },
          ),
          { maxLength: 2 },
        ),
      },
      { noNullPrototype: true, requiredKeys: [] },
    )
    .map((options) => ({ ...simulatorPanels[slug], ...options }))
}

/** All valid options, with and without a fallback phone. */
export const junctionOptions: fc.Arbitrary<JunctionOptions> = fc.record(
  {
    panels: fc.record({
      hashimotos: anyPanel("hashimotos"),
      pcos: anyPanel("pcos"),
      fertility: anyPanel("fertility"),
      wellness: anyPanel("wellness"),
      hormone_metabolic: anyPanel("hormone_metabolic"),
      performance: anyPanel("performance"),
    }),
    fallbackPhone: fc.constantFrom("+13125550100", "+442079460123", "+312345678901234"),
    consents: fc.array(
      fc.record(
        {
          consentType: fc.constantFrom(...consentTypeValues),
          version: fc.constantFrom("1.0", "2026-11"),
          timeOfConsent: fc.constantFrom(null, "2026-11-23T09:00:00Z"),
        },
        { noNullPrototype: true, requiredKeys: ["consentType"] },
      ),
      { maxLength: 3 },
    ),
  },
  { noNullPrototype: true, requiredKeys: ["panels"] },
)
