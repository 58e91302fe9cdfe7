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

/** The contract itself, not what was made of it. */
const document = parse(
  await readFile(new URL("../../../../spec/openapi.yaml", import.meta.url), "utf8"),
) as {
  readonly paths: Readonly<
    Record<string, { readonly post: { readonly responses: Readonly<Record<string, Response>> } }>
  >
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** What the contract declares for a status of the operation; undefined for one that it does not declare. */
export function declaredResponse(status: number) {
  const response = document.paths[operationPath]?.post.responses[status]
  return response === undefined
    ? undefined
    : {
        headers: Object.keys(response.headers ?? {}),
        faultsOf: judgeBy(response.content["application/json"].schema.$ref),
        codes: response["x-error-codes"] && Object.keys(response["x-error-codes"]),
      }
}

/** A judge of values by a part of the contract, with another engine than the server's: what is wrong, and where. */
export function judgeBy(reference: string): (value: unknown) => readonly OutputUnit[] {
  const judge = judges.get(reference) ?? newJudge(reference)
  judges.set(reference, judge)
  return judge
}

const judges = new Map<string, ReturnType<typeof newJudge>>()

function newJudge(reference: string): (value: unknown) => readonly OutputUnit[] {
  const { components } = document
  const engine = new SecondEngine({ components, $ref: reference }, "2020-12", false)
  return (value) => engine.validate(value).errors
}

/** A place in a body that the contract knows. */
export interface Place {
  readonly path: readonly string[]
  readonly schema: Schema
}

/** Every place of a named schema, itself first. */
export function placesOf(name: string, path: readonly string[] = []): readonly Place[] {
  return placesIn(resolve({ $ref: `#/components/schemas/${name}` }), path)
}

function placesIn(schema: Schema, path: readonly string[]): readonly Place[] {
  return [
    { path, schema },
    ...Object.entries((schema.properties ?? {}) as Record<string, Schema>).flatMap(
      ([name, member]) => placesIn(resolve(member), [...path, name]),
    ),
  ]
}

function resolve(schema: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1)
  return name === undefined ? schema : (document.components.schemas[name] ?? {})
}
