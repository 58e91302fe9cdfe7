import type { Json } from "../../document/json.ts"
import type {
  ApiCredential,
  ApiExample,
  ApiOperation,
  ApiParameter,
} from "../read-document/api-document.ts"

/** A header line. */
export type HeaderLine = readonly [name: string, value: string]

/** A request, independent of the transport. */
export interface ApiRequest {
  readonly method: string
  /** Path and query, relative to the base URL. */
  readonly path: string
  /** The header lines, with names in lower case. A name can occur several times. */
  readonly headers: readonly HeaderLine[]
  readonly body: string | Uint8Array | undefined
}

/** Parts of a request that differ from the documented example. */
export interface RequestParts {
  /** Text of the body. Default: the example as JSON. `null` sends no body. */
  readonly body?: string | Uint8Array | null
  /** Values of the idempotency header, one line for each. Default: one new key. */
  readonly key?: readonly string[]
  /** Changed parameter values by name. An empty list omits the parameter. */
  readonly parameters?: ReadonlyMap<string, readonly string[]>
  /** Changed header values by lower-case name. An empty list omits the header. */
  readonly headers?: Readonly<Record<string, readonly string[]>>
  /** The access token. Default: the caller's token. `null` sends no token. */
  readonly token?: string | null
}

/** The values that a request takes from the run. */
export interface RequestDefaults {
  readonly token: string | undefined
  readonly newKey: () => string
}

/** Builds a request for an operation from one of its examples. */
export function buildRequest(
  operation: ApiOperation,
  example: ApiExample,
  parts: RequestParts,
  defaults: RequestDefaults,
): ApiRequest {
  const lines = new Map<string, readonly string[]>()
  const query = new URLSearchParams()
  let { path } = operation
  const body = parts.body === undefined ? exampleText(example) : (parts.body ?? undefined)
  if (operation.body !== undefined && body !== undefined) {
    lines.set("content-type", [operation.body.mediaType])
  }
  for (const parameter of operation.parameters) {
    const name = parameter.in === "header" ? parameter.name.toLowerCase() : parameter.name
    const values = valuesOf(operation, parameter, parts, defaults)
    if (parameter.in === "header") lines.set(name, values)
    else if (parameter.in === "query") for (const value of values) query.append(name, value)
    else path = path.replace(`{${name}}`, encodeURIComponent(values[0] ?? ""))
  }
  const token = parts.token === undefined ? defaults.token : (parts.token ?? undefined)
  const { credential } = operation
  if (credential !== undefined && token !== undefined) {
    if (credential.in === "query") query.append(credential.name, token)
    else lines.set(credential.name, [toCredentialValue(credential, token)])
  }
  for (const [name, values] of Object.entries(parts.headers ?? {})) lines.set(name, values)
  const search = query.toString()
  return {
    method: operation.method,
    path: search === "" ? path : `${path}?${search}`,
    headers: [...lines].flatMap(([name, values]) => values.map((value) => [name, value] as const)),
    body,
  }
}

/** Returns the value of the header that contains a token. */
export function toCredentialValue({ scheme }: ApiCredential, token: string): string {
  return scheme === "" ? token : `${scheme} ${token}`
}

/** Returns the text of a documented body. */
export function exampleText({ body }: ApiExample): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body)
}

function valuesOf(
  operation: ApiOperation,
  { name, in: location, required, example }: ApiParameter,
  { key, parameters }: RequestParts,
  { newKey }: RequestDefaults,
): readonly string[] {
  if (location === "header" && name.toLowerCase() === operation.idempotencyHeader) {
    return key ?? [newKey()]
  }
  const replaced = parameters?.get(name)
  if (replaced !== undefined) return replaced
  return required && example !== undefined ? [toText(example)] : []
}

/** Returns a parameter in its simple form (OpenAPI 3.1, section 4.8.12.3). */
export function toText(value: Json): string {
  if (Array.isArray(value)) return value.map(toText).join(",")
  return typeof value === "string" ? value : JSON.stringify(value)
}
