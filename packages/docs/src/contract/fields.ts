import type { Schema } from "./document.ts"
import { blocks, code, prose } from "./markdown.ts"

interface Field {
  /** Path of the field, such as `patient.first_name`. `details[].path` is in an item of a list. */
  readonly path: string
  readonly schema: Schema
  readonly required: boolean
}

/** Keywords that are not shown beside the type. */
const shownElsewhere = [
  "type",
  "description",
  "properties",
  "items",
  "required",
  "examples",
  "enum",
]

/**
 * Returns a list of a schema's fields at every depth. Each field has its type and rules. With
 * `example`, each text, number, or boolean field also has its value in the example.
 */
export function fieldList(schema: Schema, example?: unknown): string {
  const items = fieldsOf(schema)
    .flatMap(({ path, schema: field, required }) => {
      const description = field.description === undefined ? "" : `<br/>${prose(field.description)}`
      const heading = `**${code(path)}** ${typeOf(field)}${required ? ", **required**" : ""}`
      const details = [...rulesOf(field), ...exampleOf(path, example)]
      return [`- ${heading}${description}`, ...details.map((detail) => `  - ${detail}`)]
    })
    .map((line) => line.replaceAll(/\s*\n\s*/g, " "))
  return blocks('<div class="fields">', items.join("\n"), "</div>")
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

/** Returns a schema's type and its keywords, such as `string (minLength 1)`. */
function typeOf(schema: Schema): string {
  const type = [schema.type ?? "any"].flat().join(" or ")
  const keywords = Object.entries(schema)
    .filter(([keyword]) => !shownElsewhere.includes(keyword) && !keyword.startsWith("x-"))
    .map(([keyword, value]) => `${keyword} ${prose(String(value))}`)
  return keywords.length === 0 ? type : `${type} (${keywords.join(", ")})`
}

function rulesOf({ enum: values, "x-narrower": narrower = [] }: Schema): readonly string[] {
  const choices = values?.map((value) => code(value)).join(", ")
  return [
    ...(choices === undefined ? [] : [`One of: ${choices}`]),
    ...narrower.map((message) => `Message for rejected values: ${code(message)}`),
  ]
}

/** Returns the field's value in the example. Empty for an object, a list, or an item of a list. */
function exampleOf(path: string, example: unknown): readonly string[] {
  const value = path
    .split(".")
    .reduce<unknown>((parent, key) => (parent as Record<string, unknown> | null)?.[key], example)
  if (value === undefined || (typeof value === "object" && value !== null)) return []
  return [`Example: ${code(JSON.stringify(value))}`]
}

/** Returns a schema without descriptions, examples, and extensions, as on the API page. */
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
