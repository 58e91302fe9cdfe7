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

/** What the names of the components that {@link comparable} adds begin with. */
export const addedComponent = "compared."

/** The components that are written out where they are used, and kept only where something still refers to them. */
const writtenOut = ["parameters", "pathItems", "callbacks"]

interface Rewriting {
  readonly root: JsonObject
  /** The parameters of all operations, by the names they get. */
  readonly parameters: JsonObject
}

/**
 * The document in the form that `redocly diff` judges rightly. It pairs the parameters of two lists by how alike they
 * are written, so that one that gained a long description counts as removed and added: here each is a reference
 * to a component that is named after its place, `in` and `name`, which is what makes it the same parameter (OpenAPI
 * 3.1, Parameter Object). It looks into no path item that is a reference, and into no schema that is a reference on one
 * side only with keywords beside it: both are written out. Throws InputError for a reference that leads nowhere, in
 * the document or in the result: Redocly would judge half a document.
 */
export function comparable(source: Source): JsonObject {
  rejectDeadReferences(source)
  const root = withComparableSchemas(source.root)
  const rewriting = { root, parameters: {} }
  const result = {
    ...mapObject(root, (value, key) =>
      key === "paths" || key === "webhooks" ? pathItems(rewriting, value, [key], []) : value,
    ),
    // A release has its package's version, the contract has none yet: that is no change.
    info: { ...objectOf(root["info"]), version: "0.0.0" },
    components: {
      ...mapObject(objectOf(root["components"]), (section, name) =>
        writtenOut.includes(name) ? {} : section,
      ),
      parameters: rewriting.parameters,
    },
  }
  const whole = withWhatIsReferredTo(result, root)
  rejectDeadReferences({ ...source, root: whole })
  return whole
}

/** `above` are the references that are being written out around this place: a circle is left as it is. */
function pathItems(
  rewriting: Rewriting,
  items: Json,
  pointer: Pointer,
  above: readonly string[],
): Json {
  if (!isObject(items)) return items
  return mapObject(items, (reference, path) => {
    const found = followed(rewriting.root, reference, above)
    if (found === undefined || path.startsWith("x-")) return reference
    const location = [...pointer, path]
    const operations = mapObject(found.value, (operation, method) =>
      isObject(operation)
        ? withNamedParameters(
            rewriting,
            withCallbacks(rewriting, operation, [...location, method], found.above),
            [...location, method],
          )
        : operation,
    )
    return withNamedParameters(rewriting, operations, location)
  })
}

function withCallbacks(
  rewriting: Rewriting,
  operation: JsonObject,
  pointer: Pointer,
  above: readonly string[],
): JsonObject {
  if (!isObject(operation["callbacks"])) return operation
  const callbacks = mapObject(operation["callbacks"], (reference, name) => {
    const found = followed(rewriting.root, reference, above)
    if (found === undefined) return reference
    return pathItems(rewriting, found.value, [...pointer, "callbacks", name], found.above)
  })
  return { ...operation, callbacks }
}

/** The object that is meant, what stands beside its references included; undefined for anything else, and in a circle. */
function followed(
  root: JsonObject,
  value: Json | undefined,
  above: readonly string[],
): { readonly value: JsonObject; readonly above: readonly string[] } | undefined {
  if (!isObject(value)) return undefined
  const { $ref: reference, ...beside } = value
  if (typeof reference !== "string") return { value, above }
  if (above.includes(reference)) return undefined
  const target = followed(root, valueAt(root, referencePointer(reference)), [...above, reference])
  return target && { value: { ...target.value, ...beside }, above: target.above }
}

function withNamedParameters(
  { root, parameters }: Rewriting,
  holder: JsonObject,
  pointer: Pointer,
): JsonObject {
  if (!Array.isArray(holder["parameters"])) return holder
  const named = holder["parameters"].map((item) => {
    const parameter = objectOf(resolve(root, item))
    const identity = stringsOf([parameter["in"] ?? null, parameter["name"] ?? null])
    const component = componentName([...pointer, ...identity])
    parameters[component] = parameter
    return { $ref: `#${printPointer(["components", "parameters", component])}` }
  })
  return { ...holder, parameters: named }
}

/** One name for one place, in the letters that OpenAPI allows (3.1, Components Object). */
function componentName(pointer: Pointer): string {
  const letters = printPointer(pointer).replace(
    /[^A-Za-z0-9-]/g,
    (letter) => `_${letter.codePointAt(0)}_`,
  )
  return addedComponent + letters
}

/** With those of the components that are written out, as they stand in `root`, that something still refers to. */
function withWhatIsReferredTo(document: JsonObject, root: JsonObject): JsonObject {
  const components = objectOf(document["components"])
  const missing = referencesIn(document)
    .map((reference) => referencePointer(reference).slice(0, 3))
    .filter(([top, section = ""]) => top === "components" && writtenOut.includes(section))
    .filter((pointer) => valueAt(document, pointer) === undefined)
  if (missing.length === 0) return document
  const kept = { ...components }
  for (const pointer of missing) {
    const [, section = "", name = ""] = pointer
    kept[section] = { ...objectOf(kept[section]), [name]: valueAt(root, pointer) ?? null }
  }
  // What is kept may refer to more.
  return withWhatIsReferredTo({ ...document, components: kept }, root)
}
