import { isObject, objectOf, stringsOf, type Json, type JsonObject } from "../json.ts"
import { printPointer, resolve, type Pointer } from "../pointer.ts"
import { refuseDeadReferences } from "../references.ts"
import type { Source } from "../source.ts"

/** What the names of the components that {@link comparable} adds begin with. */
export const addedComponent = "compared."

/**
 * The document in the form that `redocly diff` judges rightly. It pairs the parameters of two lists by how alike they
 * are written, so that one that gained a long description counts as removed and added. Here each is a reference
 * to a component that is named after its place, `in` and `name`, which is what makes it the same parameter (OpenAPI
 * 3.1, Parameter Object). Throws UnusableInput for a reference that leads nowhere: Redocly would judge half a document.
 */
export function comparable(source: Source): JsonObject {
  refuseDeadReferences(source)
  const { root } = source
  const components = objectOf(root["components"])
  // The document's own are left out: nothing refers to them any more.
  const parameters: JsonObject = {}
  const name = (holder: Json, pointer: Pointer): Json => {
    if (!isObject(holder) || !Array.isArray(holder["parameters"])) return holder
    const named = holder["parameters"].map((item) => {
      const parameter = objectOf(resolve(root, item))
      const identity = stringsOf([parameter["in"] ?? null, parameter["name"] ?? null])
      const component = componentName([...pointer, ...identity])
      parameters[component] = parameter
      return { $ref: `#${printPointer(["components", "parameters", component])}` }
    })
    return { ...holder, parameters: named }
  }
  const paths = Object.entries(objectOf(root["paths"])).map(([path, item]) => {
    if (!isObject(item)) return [path, item] as const
    const operations = Object.entries(item).map(
      ([method, operation]) => [method, name(operation, [path, method])] as const,
    )
    return [path, name(Object.fromEntries(operations), [path])] as const
  })
  return {
    ...root,
    // A release has its package's version, the contract has none yet: that is no change.
    info: { ...objectOf(root["info"]), version: "0.0.0" },
    paths: Object.fromEntries(paths),
    components: { ...components, parameters },
  }
}

/** One name for one place, in the letters that OpenAPI allows (3.1, Components Object). */
function componentName(pointer: Pointer): string {
  const letters = printPointer(pointer).replace(
    /[^A-Za-z0-9-]/g,
    (letter) => `_${letter.codePointAt(0)}_`,
  )
  return addedComponent + letters
}
