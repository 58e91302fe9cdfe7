import { simulatorPanels } from "@loop-health/integrations-simulator"
import { expect, test } from "vitest"
import { validateConsents, validatePanels } from "../../src/junction/validate-panels.ts"

const { pcos } = simulatorPanels
const physician = { first_name: "Grace", last_name: "Hopper", npi: "1234567890" }
// terms: allow answer, Junction's field name
const marker = { marker_id: 1, question_id: 2, answer: "yes" }

test.each<[string, object, readonly string[]]>([
  [
    "a panel without a lab test",
    { labTestIds: [] },
    [".labTestIds must list at least one lab test ID"],
  ],
  [
    "a lab test ID that is not a UUID",
    { labTestIds: ["hunter2"] },
    [".labTestIds[0] must be a UUID"],
  ],
  [
    "a URN as lab test ID",
    { labTestIds: [`urn:uuid:${pcos.labTestIds[0]}`] },
    [".labTestIds[0] must be a UUID"],
  ],
  ["a string instead of an array", { labTestIds: "hunter2" }, [".labTestIds must be an array"]],
  [
    "a collection method that Junction rejects",
    { collectionMethod: "testkit" },
    [".collectionMethod must be one of: walk_in_test, at_home_phlebotomy, on_site_collection"],
  ],
  ["a blank account", { labAccountId: " " }, [".labAccountId must be a UUID"]],
  [
    "an unknown billing type",
    { billingType: "hunter2" },
    [
      ".billingType must be one of: client_bill, commercial_insurance, patient_bill_passthrough, patient_bill",
    ],
  ],
  ["a number as physician", { physician: 5 }, [".physician must be an object"]],
  [
    "an incomplete physician",
    { physician: { first_name: " ", licensed_states: ["", 5] } },
    [
      ".physician.last_name is missing",
      ".physician.npi is missing",
      ".physician.first_name must be a string that is not blank",
      ".physician.licensed_states[0] must be a string that is not blank",
      ".physician.licensed_states[1] must be a string",
    ],
  ],
  [
    "an unknown field of the physician",
    { physician: { ...physician, hunter2: 1 } },
    [
      ".physician must have only the fields first_name, last_name, npi, email, licensed_states, signature_image",
    ],
  ],
  [
    "long notes",
    { clinicalNotes: "🧪".repeat(1_001) },
    [".clinicalNotes must have at most 1,000 characters"],
  ],
  [
    "order-entry values of other types",
    // terms: allow answer, Junction's field name
    { aoeAnswers: [marker, { ...marker, marker_id: 1.5, answer: null }] },
    // terms: allow answer, Junction's field name
    [".aoeAnswers[1].marker_id must be an integer", ".aoeAnswers[1].answer must be a string"],
  ],
  [
    "an unknown field of the panel",
    { labTestId: "hunter2" },
    [
      // terms: allow answer, Junction's field name
      " must have only the fields labTestIds, collectionMethod, labAccountId, billingType, physician, clinicalNotes, aoeAnswers",
    ],
  ],
])("validatePanels reports %s at its location", (_, change, errors) => {
  const panels = { ...simulatorPanels, pcos: { ...pcos, ...change } }
  expect(validatePanels(panels)).toEqual(errors.map((error) => `.pcos${error}`))
})

test("validatePanels accepts panels with every field", () => {
  const everything = {
    ...pcos,
    collectionMethod: "walk_in_test",
    labAccountId: pcos.labTestIds[0],
    billingType: "client_bill",
    physician: { ...physician, email: null, licensed_states: null },
    clinicalNotes: "🧪".repeat(1_000),
    // terms: allow answer, Junction's field name
    aoeAnswers: [marker],
  }
  expect(validatePanels({ ...simulatorPanels, pcos: everything })).toEqual([])
})

test.each<[unknown, readonly string[]]>([
  [{}, [" must be an array"]],
  [["hunter2"], ["[0] must be an object"]],
  [[{ version: "1.0" }], ["[0].consentType is missing"]],
  [
    [{ consentType: "terms-of-use", version: "", timeOfConsent: "yesterday" }],
    [
      "[0].version must be a string that is not blank",
      "[0].timeOfConsent must be a date and time (RFC 3339)",
    ],
  ],
  [[{ consentType: "terms-of-use", timeOfConsent: null }], []],
  [[{ consentType: "terms-of-use", timeOfConsent: "2026-11-28T12:00:00Z" }], []],
])("validateConsents reports the errors of %j", (consents, errors) => {
  expect(validateConsents(consents)).toEqual(errors)
})
