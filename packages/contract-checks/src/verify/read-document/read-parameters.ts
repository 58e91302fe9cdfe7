import { isObject, objectOf, type Json, type JsonObject } from "../../document/json.ts"
import { resolve } from "../../document/pointer.ts"
import type { ApiParameter } from "./api-document.ts"
import { bundleSchema } from "./schema.ts"

/** A parameter as the document declares it. */
export interface ReadParameter extends ApiParameter {
  /** Whether the extension `x-idempotency` marks the parameter. */
  readonly isIdempotencyKey: boolean
}

/** Headers that OpenAPI 3.1, section 4.8.12.2 excludes from the parameters. */
const otherHeaders = ["accept", "content-type", "authorization"]

/**
 * Returns the path, query, and header parameters of an operation. A parameter of the operation
 * replaces a parameter of the path with the same name and location.
 */
export function readParameters(
  root: JsonObject,
  pathItem: JsonObject,
  operation: JsonObject,
): readonly ReadParameter[] {
  const parameters = new Map<string, ReadParameter>()
  for (const list of [pathItem["parameters"], operation["parameters"]]) {
    for (const reference of Array.isArray(list) ? list : []) {
      const parameter = readParameter(root, objectOf(resolve(root, reference)))
      if (parameter !== undefined) parameters.set(`${parameter.in} ${parameter.name}`, parameter)
    }
  }
  return [...parameters.values()]
}

function readParameter(root: JsonObject, parameter: JsonObject): ReadParameter | undefined {
  const { name, in: location } = parameter
  if (typeof name !== "string") return undefined
  if (location !== "path" && location !== "query" && location !== "header") return undefined
  if (location === "header" && otherHeaders.includes(name.toLowerCase())) return undefined
  const mark = parameter["x-idempotency"]
  return {
    name,
    in: location,
    required: parameter["required"] === true || location === "path",
    schema: bundleSchema(root, parameter["schema"]),
    example: readExample(root, parameter),
    isIdempotencyKey: mark !== undefined && mark !== false,
  }
}

function readExample(root: JsonObject, parameter: JsonObject): Json | undefined {
  const [named] = Object.values(objectOf(parameter["examples"]))
  const schema = objectOf(resolve(root, parameter["schema"]))
  const { example, examples, default: standard, enum: allowed, const: only } = schema
  return [
    parameter["example"],
    isObject(named) ? objectOf(resolve(root, named))["value"] : undefined,
    example,
    firstOf(examples),
    standard,
    only,
    firstOf(allowed),
  ].find((value) => value !== undefined)
}

function firstOf(value: Json | undefined): Json | undefined {
  return Array.isArray(value) ? value[0] : undefined
}
