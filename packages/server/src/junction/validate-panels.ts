import { panelSlugs } from "@loop-health/integrations-contract"
import { consentsConfig, panelConfig } from "../generated/junction-validators.gen.ts"

/**
 * Finds the errors in a deployment's panels, which are untyped if they come from a file. An error begins with its
 * location below the value (`.pcos`, or a space for the value itself), names the rule, and repeats no value.
 */
export function validatePanels(panels: unknown): readonly string[] {
  if (!isObject(panels)) return [" must be an object with a member for each panel"]
  const unknown = Object.keys(panels).filter((slug) => !panelSlugs.some((known) => known === slug))
  return [
    ...panelSlugs.flatMap((slug) => panelErrors(panels[slug]).map((error) => `.${slug}${error}`)),
    ...(unknown.length === 0 ? [] : [` may have only ${panelSlugs.join(", ")}`]),
  ]
}

/** Finds the errors in a deployment's consents, in the same form. */
export function validateConsents(consents: unknown): readonly string[] {
  return findErrors(consentsConfig, consents)
}

function panelErrors(panel: unknown): readonly string[] {
  const ids = isObject(panel) ? panel["labTestIds"] : undefined
  if (ids === undefined || (Array.isArray(ids) && ids.length === 0)) return [" names no lab test"]
  return findErrors(panelConfig, panel)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The properties of Ajv's error that come from the schema, and the location of the value. */
interface AjvError {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly parentSchema: { readonly properties?: object }
}

interface AjvValidate {
  (value: unknown): boolean
  errors?: readonly AjvError[] | null
}

function findErrors(validate: AjvValidate, value: unknown): readonly string[] {
  if (validate(value)) return []
  return (validate.errors ?? []).map((error) => {
    const location = error.instancePath.replace(/\/(\d+)/g, "[$1]").replaceAll("/", ".")
    return `${location}${toRule(error)}`
  })
}

const typeNames: Readonly<Record<string, string>> = {
  array: "a list",
  integer: "a whole number",
  object: "an object",
  string: "a text",
}

function toRule({ keyword, params, parentSchema }: AjvError): string {
  switch (keyword) {
    case "additionalProperties":
      return ` may have only ${Object.keys(parentSchema.properties ?? {}).join(", ")}`
    case "enum":
      return ` must be one of ${[params["allowedValues"]].flat().join(", ")}`
    case "format":
      return params["format"] === "uuid" ? " must be a UUID" : " must be a date and time (RFC 3339)"
    case "maxLength":
      return ` may have ${Number(params["limit"]).toLocaleString("en")} characters at most`
    case "required":
      return `.${String(params["missingProperty"])} is missing`
    case "type":
      return ` must be ${[params["type"]]
        .flat()
        .map((type) => typeNames[String(type)] ?? type)
        .join(" or ")}`
    default:
      // The schemas have one pattern, for texts.
      return " must be a text that is not blank"
  }
}
