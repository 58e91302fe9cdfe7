import { panelSlugs } from "@loop-health/integrations-contract"
import { consentsConfig, panelConfig } from "../generated/junction-validators.gen.ts"

/**
 * Returns the errors in a deployment's panels. Each error is the location inside the value, such as
 * `.pcos`, then a space and the rule. Errors contain no values.
 */
export function validatePanels(panels: unknown): readonly string[] {
  if (!isObject(panels)) return [` must be an object with the fields ${panelSlugs.join(", ")}`]
  const unknown = Object.keys(panels).filter((slug) => !panelSlugs.some((known) => known === slug))
  return [
    ...panelSlugs.flatMap((slug) => panelErrors(panels[slug]).map((error) => `.${slug}${error}`)),
    ...(unknown.length === 0 ? [] : [` must have only the fields ${panelSlugs.join(", ")}`]),
  ]
}

/** Returns the errors in a deployment's consents, in the form of {@link validatePanels}. */
export function validateConsents(consents: unknown): readonly string[] {
  return findErrors(consentsConfig, consents)
}

function panelErrors(panel: unknown): readonly string[] {
  const ids = isObject(panel) ? panel["labTestIds"] : undefined
  if (ids === undefined || (Array.isArray(ids) && ids.length === 0))
    return [".labTestIds must list at least one lab test ID"]
  return findErrors(panelConfig, panel)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The properties of Ajv's error that contain no value. */
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
  array: "an array",
  integer: "an integer",
  object: "an object",
  string: "a string",
}

function toRule({ keyword, params, parentSchema }: AjvError): string {
  switch (keyword) {
    case "additionalProperties":
      return ` must have only the fields ${Object.keys(parentSchema.properties ?? {}).join(", ")}`
    case "enum":
      return ` must be one of: ${[params["allowedValues"]].flat().join(", ")}`
    case "format":
      return params["format"] === "uuid" ? " must be a UUID" : " must be a date and time (RFC 3339)"
    case "maxLength":
      return ` must have at most ${Number(params["limit"]).toLocaleString("en")} characters`
    case "required":
      return `.${String(params["missingProperty"])} is missing`
    case "type":
      return ` must be ${[params["type"]]
        .flat()
        .map((type) => typeNames[String(type)] ?? type)
        .join(" or ")}`
    default:
      // The only pattern in the schemas is the one for strings.
      return " must be a string that is not blank"
  }
}
