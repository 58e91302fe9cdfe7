import { readFile } from "node:fs/promises"
import { Validator as SecondEngine, type OutputUnit, type Schema } from "@cfworker/json-schema"
import { parse } from "yaml"

/** The path and the method of the operation that is fuzzed. */
export const operationPath = "/v1/labs/orders"

interface Response {
  readonly headers?: Readonly<Record<string, object>>
  readonly content: { readonly "application/json": { readonly schema: { readonly $ref: string } } }
  readonly "x-error-codes"?: Readonly<Record<string, object>>
}

/** The contract's document, not the generated files. */
const document = parse(
  await readFile(new URL("../../../../spec/openapi.yaml", import.meta.url), "utf8"),
) as {
  readonly paths: Readonly<
    Record<string, { readonly post: { readonly responses: Readonly<Record<string, Response>> } }>
  >
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** Returns what the contract declares for a status of the operation, or undefined. */
export function declaredResponse(status: number) {
  const response = document.paths[operationPath]?.post.responses[status]
  return response === undefined
    ? undefined
    : {
        headers: Object.keys(response.headers ?? {}),
        validate: validatorFor(response.content["application/json"].schema.$ref),
        codes: response["x-error-codes"] && Object.keys(response["x-error-codes"]),
      }
}

/** Returns a validator for a part of the contract. It uses another library than the server. */
export function validatorFor(reference: string): (value: unknown) => readonly OutputUnit[] {
  const validator = validators.get(reference) ?? createValidator(reference)
  validators.set(reference, validator)
  return validator
}

const validators = new Map<string, ReturnType<typeof createValidator>>()

function createValidator(reference: string): (value: unknown) => readonly OutputUnit[] {
  const { components } = document
  const engine = new SecondEngine({ components, $ref: reference }, "2020-12", false)
  return (value) => engine.validate(value).errors
}

/** A location in a body that the contract declares. */
export interface SchemaLocation {
  readonly path: readonly string[]
  readonly schema: Schema
}

/** Returns every location of a named schema, the root first. */
export function locationsOf(name: string, path: readonly string[] = []): readonly SchemaLocation[] {
  return locationsIn(resolve({ $ref: `#/components/schemas/${name}` }), path)
}

function locationsIn(schema: Schema, path: readonly string[]): readonly SchemaLocation[] {
  return [
    { path, schema },
    ...Object.entries((schema.properties ?? {}) as Record<string, Schema>).flatMap(
      ([name, field]) => locationsIn(resolve(field), [...path, name]),
    ),
  ]
}

function resolve(schema: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1)
  return name === undefined ? schema : (document.components.schemas[name] ?? {})
}
