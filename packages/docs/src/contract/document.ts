import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** The parts of a JSON Schema that the pages show. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly required?: readonly string[]
  readonly enum?: readonly string[]
  readonly format?: string
  readonly "x-narrower"?: readonly string[]
  readonly [keyword: string]: unknown
}

/** The meaning of an error code. */
export interface ErrorCode {
  readonly retry: "never" | "same_key" | "new_token"
  readonly order: "not_created" | "different_order" | "unknown" | "in_progress"
  readonly summary: string
  readonly action: string
}

interface Example {
  readonly summary?: string
  readonly value: unknown
}

/** The schema and the examples of a body. */
export interface MediaType {
  readonly schema?: Schema
  readonly examples?: Readonly<Record<string, Example>>
}

/** A parameter of an operation, or a header of a response. */
export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: Schema
  readonly examples?: Readonly<Record<string, Example>>
}

/** A response of an operation. */
export interface Response {
  readonly description: string
  readonly headers?: Readonly<Record<string, Omit<Parameter, "name" | "in">>>
  readonly content?: Readonly<Record<string, MediaType>>
  readonly "x-error-codes"?: Readonly<Record<string, ErrorCode>>
}

/** An operation of the contract, with its references resolved. */
export interface Operation {
  /** HTTP method in upper case. */
  readonly method: string
  readonly path: string
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: {
    readonly required?: boolean
    readonly content: Readonly<Record<string, MediaType>>
  }
  readonly responses: Readonly<Record<string, Response>>
}

interface Document {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

/**
 * Returns the bundled contract. In tests, the environment variable `CONTRACT` can be the path of
 * another contract.
 */
export function readDocument(): string {
  const bundled = import.meta.resolve("@loop-health/integrations-contract/openapi.json")
  return readFileSync(process.env["CONTRACT"] ?? fileURLToPath(bundled), "utf8")
}

const root: unknown = JSON.parse(readDocument())

/** The contract, with every reference resolved. */
export const contract = resolve(root) as Document

/** Name of the service: the first label of its host. */
export const service = new URL(contract.servers[0]?.url ?? "").hostname.split(".")[0] ?? ""

/** Returns every operation, in the contract's order. */
export function operations(): readonly Operation[] {
  return Object.entries(contract.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => method in item)
      .map((method) => ({ ...item[method], method: method.toUpperCase(), path }) as Operation),
  )
}

/** Replaces the references in a value. The contract has no recursive schemas. */
function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve)
  if (typeof value !== "object" || value === null) return value
  if ("$ref" in value && typeof value.$ref === "string") return resolve(follow(value.$ref))
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, resolve(child)]))
}

/** Returns the value at a local reference (RFC 6901). Throws if the reference is dead. */
function follow(reference: string): unknown {
  const keys = reference.replace("#/", "").split("/")
  return keys.reduce<unknown>((parent, key) => {
    const name = key.replaceAll("~1", "/").replaceAll("~0", "~")
    const child = (parent as Readonly<Record<string, unknown>>)[name]
    if (child === undefined) throw new Error(`The contract has no ${reference}.`)
    return child
  }, root)
}
