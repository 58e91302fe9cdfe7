import { isObject, objectOf, type JsonObject } from "./json.ts"
import { resolve, type Pointer } from "./pointer.ts"

/** An operation of a document. */
export interface Operation {
  /** The operationId, or the method and path, such as `POST /v1/labs/orders`. */
  readonly name: string
  readonly pointer: Pointer
  readonly value: JsonObject
  /** The responses by status, with references resolved. */
  readonly responses: ReadonlyMap<string, JsonObject>
}

/** The fields of a path item that are operations (OpenAPI 3.1, Path Item Object). */
export const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

/** Returns every operation under `paths`, in the order of the document. */
export function operationsOf(root: JsonObject): Operation[] {
  return Object.entries(objectOf(root["paths"])).flatMap(([path, item]) =>
    Object.entries(objectOf(resolve(root, item))).flatMap(([method, value]) => {
      if (!methods.includes(method) || !isObject(value)) return []
      const id = value["operationId"]
      const name = typeof id === "string" && id !== "" ? id : `${method.toUpperCase()} ${path}`
      const responses = Object.entries(objectOf(value["responses"])).map(
        ([status, response]) => [status, objectOf(resolve(root, response))] as const,
      )
      return [{ name, pointer: ["paths", path, method], value, responses: new Map(responses) }]
    }),
  )
}
