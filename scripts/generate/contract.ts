import type { AnySchemaObject } from "ajv/dist/2020.js"
import type { Operation } from "./read-operations.ts"

/** The parts of `spec/openapi.yaml` that code is generated from. */
export interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, AnySchemaObject>>
    readonly parameters?: Readonly<Record<string, object>>
  }
}

/** Returns the names of the schemas of request bodies. */
export function requestSchemas(operations: readonly Operation[]): string[] {
  return unique(operations.flatMap(({ request }) => request ?? []))
}

/** Returns the names of the schemas of success responses. */
export function successSchemas(operations: readonly Operation[]): string[] {
  return unique(operations.map(({ success }) => success.schema))
}

/** Returns the names of the schemas of error bodies. */
export function errorSchemas(operations: readonly Operation[]): string[] {
  return unique(operations.flatMap(({ errors }) => errors.map(({ schema }) => schema)))
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}

/** Returns a schema's name in camelCase. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** A field of a schema or of a schema that it refers to. */
interface Field {
  readonly pointer: string
  readonly schema: AnySchemaObject
  readonly required: boolean
}

/** Returns the fields of a schema at every depth, in the document's order. */
export function fieldsOf(contract: Contract, schemaName: string, prefix = ""): Field[] {
  const parent = contract.components.schemas[schemaName] ?? {}
  const properties = (parent["properties"] ?? {}) as Record<string, AnySchemaObject>
  const required = (parent["required"] ?? []) as readonly string[]
  return Object.entries(properties).flatMap(([name, schema]) => {
    const pointer = `${prefix}/${name}`
    const { $ref } = schema as { readonly $ref?: string }
    const inner = $ref?.slice($ref.lastIndexOf("/") + 1)
    return [
      { pointer, schema, required: required.includes(name) },
      ...(inner === undefined ? [] : fieldsOf(contract, inner, pointer)),
    ]
  })
}
