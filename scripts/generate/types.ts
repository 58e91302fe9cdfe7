import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript"
import { withHoverText } from "./hover-text.ts"

/**
 * Creates a document's types: a root type for every schema, an array for every enum. Immutable
 * types are readonly.
 */
export async function typesModule(document: OpenAPI3, { immutable = false } = {}): Promise<string> {
  const tree = await openapiTS(withHoverText(document), {
    // A property with a default stays optional in requests.
    defaultNonNullable: false,
    enumValues: true,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    rootTypesKeepCasing: true,
    immutable,
    silent: true,
  })
  return astToString(tree)
}
