import { isObject, objectOf, type JsonObject } from "./json.ts"
import { resolve, type Pointer } from "./pointer.ts"

/** One operation of a document. */
export interface Operation {
  /** Its operationId, or `POST /v1/labs/orders` while it has none. */
  readonly name: string
  readonly pointer: Pointer
  readonly value: JsonObject
  /** Its responses, references followed, by status as written. */
  readonly responses: ReadonlyMap<string, JsonObject>
}

// OpenAPI 3.1, Path Item Object: the fixed fields of a path item that are operations.
const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

/** Every operation under `paths`, in the document's order. */
export function operationsOf(root: JsonObject): Operation[] {
  return Object.entries(objectOf(root["paths"])).flatMap(([path, item]) =>
    Object.entries(objectOf(resolve(root, item))).flatMap(([method, value]) => {
      if (!methods.includes(method) || !isObject(value)) return []
      const id = value["operationId"]
      const responses = Object.entries(objectOf(value["responses"])).map(
        ([status, response]) => [status, objectOf(resolve(root, response))] as const,
      )
      return [
        {
          name: typeof id === "string" && id !== "" ? id : `${method.toUpperCase()} ${path}`,
          pointer: ["paths", path, method],
          value,
          responses: new Map(responses),
        },
      ]
    }),
  )
}
