import type { OpenAPI3 } from "openapi-typescript"

/** The keywords of a schema that hover text needs. */
interface Schema {
  $ref?: string
  description?: string
  example?: unknown
  properties?: Record<string, Schema>
}

interface MediaType {
  readonly schema: Schema
  readonly examples: Readonly<Record<string, { readonly value?: unknown }>>
}

const constraintKeywords = ["minimum", "maximum", "minLength", "maxLength", "maxItems", "pattern"]

/** Returns a copy in which each property has a description with its constraints, and an example. */
export function withHoverText(document: OpenAPI3): OpenAPI3 {
  const copy = withConstraints(document)
  const schemas = (copy.components?.schemas ?? {}) as Record<string, Schema>
  const resolve = ({ $ref }: Schema) => schemas[$ref?.split("/").at(-1) ?? ""]
  // Editors do not follow a reference.
  for (const { properties = {} } of Object.values(schemas)) {
    for (const property of Object.values(properties)) {
      const description = property.description ?? resolve(property)?.description
      if (description !== undefined) property.description = description
    }
  }
  const addExamples = (schema: Schema | undefined, example: unknown) => {
    if (typeof example !== "object" || example === null) return
    for (const [name, value] of Object.entries(example)) {
      const property = schema?.properties?.[name]
      if (property === undefined || value === null) continue
      if (typeof value === "object") addExamples(resolve(property), value)
      else property.example ??= value
    }
  }
  for (const { schema, examples } of mediaTypes(copy)) {
    for (const { value } of Object.values(examples)) addExamples(resolve(schema), value)
  }
  return copy
}

/** Returns every media type object that has examples. */
function mediaTypes(node: unknown): MediaType[] {
  if (typeof node !== "object" || node === null) return []
  const own = "schema" in node && "examples" in node ? [node as MediaType] : []
  return [...own, ...Object.values(node).flatMap(mediaTypes)]
}

/**
 * Returns a copy in which each schema's description lists the constraints that its type cannot
 * express.
 */
function withConstraints<Node>(node: Node): Node {
  if (Array.isArray(node)) return node.map(withConstraints) as Node
  if (typeof node !== "object" || node === null) return node
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withConstraints(value as unknown)]),
  )
  const constraints = constraintKeywords
    .filter((keyword) => ["number", "string"].includes(typeof copy[keyword]))
    .map((keyword) => `${keyword} ${String(copy[keyword])}`)
  const description = copy["description"]
  if (constraints.length > 0 && typeof description === "string") {
    copy["description"] = `${description.trim()}\n\nConstraints: ${constraints.join(", ")}.`
  }
  return copy as Node
}
