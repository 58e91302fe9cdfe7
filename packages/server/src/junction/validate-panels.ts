import { panelSlugs } from "@loop-health/integrations-contract"
import { billingTypeValues, consentTypeValues } from "../generated/junction.gen.ts"

/**
 * Finds every fault of a deployment's panels, whose types nobody has checked: they come from a file more often than from
 * code. A fault begins with its place below the value (`.pcos`, or a space for the value itself), names the rule, and repeats
 * no value.
 */
export function validatePanels(panels: unknown): readonly string[] {
  if (!isObject(panels)) return [" must be an object with a member for each panel"]
  const unknown = Object.keys(panels).filter((slug) => !panelSlugs.some((known) => known === slug))
  return [
    ...panelSlugs.flatMap((slug) => panelErrors(panels[slug]).map((error) => `.${slug}${error}`)),
    ...(unknown.length === 0 ? [] : [` may have only ${panelSlugs.join(", ")}`]),
  ]
}

/** Finds every fault of a deployment's consents, in the same way. */
export function validateConsents(consents: unknown): readonly string[] {
  return listOf(
    object({
      consentType: [oneOf(consentTypeValues), "required"],
      version: [text],
      timeOfConsent: [nullable(text)],
    }),
  )(consents)
}

type Check = (value: unknown) => readonly string[]

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const text = rule(
  "must be a text that is not blank",
  (value) => typeof value === "string" && value.trim() !== "",
)
const wholeNumber = rule("must be a whole number", Number.isSafeInteger)

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const checkPanel = object({
  labTestIds: [
    rule(
      "must be UUIDs",
      (ids) => Array.isArray(ids) && ids.every((id) => typeof id === "string" && uuid.test(id)),
    ),
  ],
  collectionMethod: [
    rule("may not be testkit: Junction refuses it as an override", (value) => value !== "testkit"),
    oneOf(["testkit", "walk_in_test", "at_home_phlebotomy", "on_site_collection"]),
  ],
  labAccountId: [text],
  billingType: [oneOf(billingTypeValues)],
  physician: [
    object({
      first_name: [text, "required"],
      last_name: [text, "required"],
      npi: [text, "required"],
      email: [nullable(text)],
      licensed_states: [nullable(listOf(text))],
    }),
  ],
  clinicalNotes: [
    rule("must be a text", (value) => typeof value === "string"),
    rule(
      "may have 1,000 characters at most",
      (value) => typeof value !== "string" || Array.from(value).length <= 1_000,
    ),
  ],
  aoeAnswers: [
    listOf(
      object({
        marker_id: [wholeNumber, "required"],
        question_id: [wholeNumber, "required"],
        answer: [text, "required"],
      }),
    ),
  ],
})

function panelErrors(panel: unknown): readonly string[] {
  const ids = isObject(panel) ? panel["labTestIds"] : undefined
  if (ids === undefined || (Array.isArray(ids) && ids.length === 0)) return [" names no lab test"]
  return checkPanel(panel)
}

function rule(words: string, holds: (value: unknown) => boolean): Check {
  return (value) => (holds(value) ? [] : [` ${words}`])
}

function oneOf(known: readonly string[]): Check {
  return rule(`must be one of ${known.join(", ")}`, (value) => known.some((one) => one === value))
}

function nullable(check: Check): Check {
  return (value) => (value === null ? [] : check(value))
}

function listOf(check: Check): Check {
  return (value) =>
    Array.isArray(value)
      ? value.flatMap((entry: unknown, index) => check(entry).map((error) => `[${index}]${error}`))
      : [" must be a list"]
}

/** An object with these members and no others: one that is misspelt would be left out of every order. */
function object(checks: Readonly<Record<string, readonly (Check | "required")[]>>): Check {
  return (value) => {
    if (!isObject(value)) return [" must be an object"]
    const known = Object.keys(checks)
    const errors = Object.entries(checks).flatMap(([name, rules]) => {
      const member = value[name]
      if (member === undefined) return rules.includes("required") ? [`.${name} is missing`] : []
      return rules.flatMap((check) =>
        check === "required" ? [] : check(member).map((error) => `.${name}${error}`),
      )
    })
    return Object.keys(value).every((name) => known.includes(name))
      ? errors
      : [...errors, ` may have only ${known.join(", ")}`]
  }
}
