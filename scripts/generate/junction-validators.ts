import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js"
import { compileStandalone } from "./validators.ts"

/** The parts of `spec/junction.openapi.yaml` that validators are generated from. */
export interface JunctionDocument {
  readonly components: { readonly schemas: Readonly<Record<string, AnySchemaObject>> }
}

/** Creates the validators of a deployment's panels and consents. */
export function junctionValidatorsModule({ components: { schemas } }: JunctionDocument): string {
  const ajv = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    messages: false,
    // The allowed properties of an object are in the error's schema.
    verbose: true,
    code: { source: true, esm: true, lines: true },
  })
  // The formats of ajv-formats are imports, or accept more, such as urn:uuid.
  ajv.addFormat("uuid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)
  ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i)
  ajv.addVocabulary(["components", "example"])
  ajv.addSchema({ $id: "junction", components: { schemas: rejectUnknown(schemas) } })
  ajv.addSchema({ $id: "panelConfig", $ref: "junction#/components/schemas/PanelConfig" })
  ajv.addSchema({ $id: "consentsConfig", $ref: "junction#/components/schemas/ConsentsConfig" })
  return compileStandalone(ajv, ["panelConfig", "consentsConfig"])
}

/**
 * Returns schemas that reject unknown properties, because every order would lack a misspelled one.
 */
function rejectUnknown<Node>(node: Node): Node {
  if (Array.isArray(node)) return node.map(rejectUnknown) as Node
  if (typeof node !== "object" || node === null) return node
  const copy = Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, rejectUnknown(value as unknown)]),
  )
  return { ...copy, ...("properties" in node ? { additionalProperties: false } : {}) } as Node
}
