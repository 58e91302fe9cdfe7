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
