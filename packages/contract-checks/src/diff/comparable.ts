import {
  isObject,
  mapObject,
  objectOf,
  stringsOf,
  type Json,
  type JsonObject,
} from "../document/json.ts"
import {
  printPointer,
  referencePointer,
  resolve,
  valueAt,
  type Pointer,
} from "../document/pointer.ts"
import { referencesIn, rejectDeadReferences } from "../document/references.ts"
import type { Source } from "../document/source.ts"
import { withComparableSchemas } from "./comparable-schema.ts"

/** The prefix of the names of the components that {@link comparable} adds. */
export const addedComponent = "compared."

/** Components that are inlined, and kept only if a reference to them remains. */
const inlined = ["parameters", "pathItems", "callbacks"]

/**
 * Returns the document in a form that `redocly diff` compares correctly. Throws {@link InputError}
 * for a reference without a target, because Redocly would compare only a part of the document.
 *
 * - Redocly pairs parameters by the similarity of their text, so a parameter with a new description
 *   counts as removed and added. Here, each parameter is a reference to a component that is named
 *   after its location, `in`, and `name`, which identify it (OpenAPI 3.1, Parameter Object).
 * - Redocly does not compare a path item that is a reference, or a reference with keywords beside
 *   it if only one document has them. Both are inlined.
 */
export function comparable(source: Source): JsonObject {
  rejectDeadReferences(source)
  const root = withComparableSchemas(source.root)
  /** The parameters of all operations, by their new names. */
  const parameters: JsonObject = {}

  const withNamedParameters = (owner: JsonObject, pointer: Pointer): JsonObject => {
    if (!Array.isArray(owner["parameters"])) return owner
    const named = owner["parameters"].map((item) => {
      const parameter = objectOf(resolve(root, item))
      const identity = stringsOf([parameter["in"] ?? null, parameter["name"] ?? null])
      const component = componentName([...pointer, ...identity])
      parameters[component] = parameter
      return { $ref: `#${printPointer(["components", "parameters", component])}` }
    })
    return { ...owner, parameters: named }
  }
  const withCallbacks = (operation: JsonObject, pointer: Pointer, above: Above): JsonObject => {
    if (!isObject(operation["callbacks"])) return operation
    const callbacks = mapObject(operation["callbacks"], (reference, name) => {
      const found = followed(root, reference, above)
      if (found === undefined) return reference
      return pathItems(found.value, [...pointer, "callbacks", name], found.above)
    })
    return { ...operation, callbacks }
  }
  const pathItems = (items: Json, pointer: Pointer, above: Above): Json => {
    if (!isObject(items)) return items
    return mapObject(items, (reference, path) => {
      const found = followed(root, reference, above)
      if (found === undefined || path.startsWith("x-")) return reference
      const location = [...pointer, path]
      const operations = mapObject(found.value, (operation, method) => {
        if (!isObject(operation)) return operation
        const at = [...location, method]
        return withNamedParameters(withCallbacks(operation, at, found.above), at)
      })
      return withNamedParameters(operations, location)
    })
  }

  const result = {
    ...mapObject(root, (value, key) =>
      key === "paths" || key === "webhooks" ? pathItems(value, [key], []) : value,
    ),
    // Only a release has the version of its package. The difference is not a change.
    info: { ...objectOf(root["info"]), version: "0.0.0" },
    components: {
      ...mapObject(objectOf(root["components"]), (section, name) =>
        inlined.includes(name) ? {} : section,
      ),
      parameters,
    },
  }
  const complete = withReferencedComponents(result, root)
  rejectDeadReferences({ ...source, root: complete })
  return complete
}

/** The references that are being inlined. A circular reference stays. */
type Above = readonly string[]

/** The names of components are restricted (OpenAPI 3.1, Components Object). */
function componentName(pointer: Pointer): string {
  const escaped = (letter: string) => `_${letter.codePointAt(0)}_`
  return addedComponent + printPointer(pointer).replace(/[^A-Za-z0-9-]/g, escaped)
}

/** Returns the target of a reference, with the keywords beside it, or undefined for a circle. */
function followed(
  root: JsonObject,
  value: Json | undefined,
  above: Above,
): { readonly value: JsonObject; readonly above: Above } | undefined {
  if (!isObject(value)) return undefined
  const { $ref: reference, ...beside } = value
  if (typeof reference !== "string") return { value, above }
  if (above.includes(reference)) return undefined
  const target = followed(root, valueAt(root, referencePointer(reference)), [...above, reference])
  return target && { value: { ...target.value, ...beside }, above: target.above }
}

/** Adds the components of `root` to which a reference remains. */
function withReferencedComponents(document: JsonObject, root: JsonObject): JsonObject {
  const components = objectOf(document["components"])
  const missing = referencesIn(document)
    .map((reference) => referencePointer(reference).slice(0, 3))
    .filter(([top, section = ""]) => top === "components" && inlined.includes(section))
    .filter((pointer) => valueAt(document, pointer) === undefined)
  if (missing.length === 0) return document
  const kept = { ...components }
  for (const pointer of missing) {
    const [, section = "", name = ""] = pointer
    kept[section] = { ...objectOf(kept[section]), [name]: valueAt(root, pointer) ?? null }
  }
  // The added components may contain references.
  return withReferencedComponents({ ...document, components: kept }, root)
}
