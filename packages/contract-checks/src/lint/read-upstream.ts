import { dirname, join } from "node:path"
import { fileError } from "../input-error.ts"
import { isObject, objectOf, type Json, type JsonObject } from "../document/json.ts"
import { parsePointer, resolveAt, type Pointer } from "../document/pointer.ts"
import { readSource, readYaml, type Source } from "../document/source.ts"

/** The API to which the server sends the contract's requests. */
export interface Upstream {
  /** The name of the upstream in messages. */
  readonly name: string
  /** The OpenAPI document. */
  readonly root: JsonObject
  readonly requests: readonly MappedRequest[]
}

/** A request of the contract that becomes a request of the upstream. */
export interface MappedRequest {
  /** The location of the operation in the contract. */
  readonly operation: Pointer
  /** The location of the body's schema in the contract. */
  readonly schema: Pointer
  /** The location of the body's schema in the upstream's document. */
  readonly upstreamSchema: Pointer
  /** Pairs of a contract field and its upstream field, as pointers into the bodies. */
  readonly fields: readonly (readonly [Pointer, Pointer])[]
}

/** Returns the location of a field's schema below the schema of the body. */
export function fieldSchema(schema: Pointer, field: Pointer): Pointer {
  return [...schema, ...field.flatMap((token) => ["properties", token])]
}

/**
 * Reads the file that maps fields of the contract to fields of its upstream. Throws
 * {@link InputError} if the file or the upstream's document is unreadable or invalid, or if an
 * operation or a field does not exist.
 */
export async function readUpstream(file: string, contract: Source): Promise<Upstream> {
  const { value, locate } = await readYaml(file)
  const reject = (pointer: Pointer, message: string): never => {
    throw fileError(file, message, locate(pointer))
  }
  const { name, document, operations } = objectOf(value)
  if (typeof name !== "string")
    return reject(["name"], 'The field "name" must be a string, such as "Junction".')
  if (typeof document !== "string") {
    return reject(
      ["document"],
      `The field "document" must be the path of the upstream's OpenAPI document.`,
    )
  }
  if (!Array.isArray(operations)) {
    return reject(["operations"], 'The field "operations" must be a list of { from, to, fields }.')
  }
  const { root } = await readSource(join(dirname(file), document))

  const requests = operations.map((item, index): MappedRequest => {
    const at = ["operations", String(index)]
    const { from, to, fields } = objectOf(item)
    const [operation, schema] = locationsOf(from)
    if (!isObject(resolveAt(contract.root, operation))) {
      return reject(
        [...at, "from"],
        'The field "from" must be an operation of the contract, as <method> <path>.',
      )
    }
    const [, upstreamSchema] = locationsOf(to)
    if (!isObject(resolveAt(root, upstreamSchema))) {
      return reject(
        [...at, "to"],
        `The field "to" must be an operation of ${document} with a JSON body, as <method> <path>.`,
      )
    }
    if (!isObject(fields))
      return reject(
        at,
        'The field "fields" must map fields of the contract to fields of the upstream.',
      )
    // The rule body-schema reports a request without a schema.
    const isWhole = isObject(resolveAt(contract.root, schema))
    const pairs = Object.entries(fields).map(([own, other]) => {
      const pair = [parsePointer(own), parsePointer(textOf(other))] as const
      if (isWhole && !isObject(resolveAt(contract.root, fieldSchema(schema, pair[0])))) {
        return reject(
          [...at, "fields", own],
          `The contract's request has no field ${own}. Correct the pointer.`,
        )
      }
      if (!isObject(resolveAt(root, fieldSchema(upstreamSchema, pair[1])))) {
        return reject(
          [...at, "fields", own],
          `${name}'s request has no field ${textOf(other)}. Correct the pointer.`,
        )
      }
      return pair
    })
    return { operation, schema, upstreamSchema, fields: pairs }
  })
  return { name, root, requests }
}

/** Returns the locations of an operation, `<method> <path>`, and of its request's schema. */
function locationsOf(operation: Json | undefined): readonly [Pointer, Pointer] {
  const [method = "", path = ""] = textOf(operation).split(" ")
  const location = ["paths", path, method]
  return [location, [...location, "requestBody", "content", "application/json", "schema"]]
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : ""
}
