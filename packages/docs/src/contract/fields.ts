import type { Schema } from "./document.ts"
import { code, prose } from "./markdown.ts"

interface Field {
  /** Such as `patient.first_name`. `details[].path` is in an item of a list. */
  readonly path: string
  readonly schema: Schema
  readonly required: boolean
}

/** Keywords that the page shows in other places, or that are comments. */
const shownElsewhere = ["type", "description", "properties", "items", "required", "examples"]

/** Returns a list of a schema's fields at every depth, with types and rules. */
export function fieldList(schema: Schema): string {
  return fieldsOf(schema)
    .flatMap(({ path, schema: field, required }) => {
      const description = field.description === undefined ? "" : `<br/>${prose(field.description)}`
      const heading = `${code(path)} ${typeOf(field)}${required ? ", **required**" : ""}`
      return [`- ${heading}${description}`, ...rulesOf(field).map((rule) => `  - ${rule}`)]
    })
    .map((line) => line.replaceAll(/\s*\n\s*/g, " "))
    .join("\n")
}

function fieldsOf(schema: Schema, prefix = ""): readonly Field[] {
  if (schema.items !== undefined) return fieldsOf(schema.items, `${prefix.slice(0, -1)}[].`)
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => [
    {
      path: `${prefix}${name}`,
      schema: child,
      required: schema.required?.includes(name) ?? false,
    },
    ...fieldsOf(child, `${prefix}${name}.`),
  ])
}

function typeOf({ type }: Schema): string {
  return [type ?? "any"].flat().join(" or ")
}

function rulesOf(schema: Schema): readonly string[] {
  const keywords = Object.entries(schema)
    .filter(([keyword]) => !shownElsewhere.includes(keyword) && !keyword.startsWith("x-"))
    .map(([keyword, value]) =>
      Array.isArray(value)
        ? `One of: ${value.map((item) => code(String(item))).join(", ")}`
        : `${keyword}: ${code(String(value))}`,
    )
  const narrower = schema["x-narrower"] ?? []
  return [...keywords, ...narrower.map((rule) => `Rule: ${prose(rule)}`)]
}

/** Returns a schema without descriptions and extensions, as the API page states it. */
export function statedSchema(schema: Schema): Schema {
  const { properties, items, ...keywords } = schema
  const stated = Object.entries(keywords).filter(
    ([keyword]) => !["description", "examples"].includes(keyword) && !keyword.startsWith("x-"),
  )
  return {
    ...Object.fromEntries(stated.filter(([keyword]) => keyword !== "required")),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, child]) => [name, statedSchema(child)]),
          ),
        }),
    ...(items === undefined ? {} : { items: statedSchema(items) }),
    ...Object.fromEntries(stated.filter(([keyword]) => keyword === "required")),
  }
}
