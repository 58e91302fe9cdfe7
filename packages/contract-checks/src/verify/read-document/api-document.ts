import type { Json, JsonObject } from "../../document/json.ts"

/**
 * The parts of an OpenAPI document that the cases and checks use. All references are resolved or
 * bundled.
 */
export interface ApiDocument {
  readonly root: JsonObject
  readonly operations: readonly ApiOperation[]
  /**
   * URL of the first server, without a trailing slash. Undefined if the URL is missing, is relative,
   * or is a template.
   */
  readonly serverUrl: string | undefined
  /** All prose, names, and allowed values of the document in lower case, without examples. */
  readonly vocabulary: string
}

/** One operation with its requests and responses. */
export interface ApiOperation {
  /** The operationId, or the method and path if the operation has no ID. */
  readonly name: string
  /** The HTTP method in upper case. */
  readonly method: string
  /** The path, with parameters as `{name}`. */
  readonly path: string
  readonly parameters: readonly ApiParameter[]
  /** The JSON request body. Undefined for an operation without a JSON body. */
  readonly body: ApiBody | undefined
  /** The documented requests. The first one has the most fields. */
  readonly examples: readonly ApiExample[]
  readonly responses: readonly ApiResponseDeclaration[]
  /** The credential of a caller. Undefined for a public operation. */
  readonly credential: ApiCredential | undefined
  /** Name of the header that identifies an intent, in lower case. */
  readonly idempotencyHeader: string | undefined
  /** The reason why no request can be built. Undefined for an operation that can be called. */
  readonly unusable: string | undefined
}

/** A parameter in the path, the query, or a header. */
export interface ApiParameter {
  readonly name: string
  readonly in: "path" | "query" | "header"
  readonly required: boolean
  readonly schema: JsonObject
  /** A documented or derived value. Undefined if there is none. */
  readonly example: Json | undefined
}

/** A JSON request body. */
export interface ApiBody {
  readonly required: boolean
  readonly mediaType: string
  readonly schema: JsonObject
}

/** A documented request. */
export interface ApiExample {
  readonly name: string
  /** The JSON body. Undefined for an operation without a body. */
  readonly body: Json | undefined
}

/** The responses that an operation declares for one status. */
export interface ApiResponseDeclaration {
  /** A status such as `400`, a class of statuses such as `4XX`, or `default`. */
  readonly status: string
  /** The declared headers by name, in lower case. */
  readonly headers: ReadonlyMap<string, ApiHeader>
  /** Schemas by media type. */
  readonly content: ReadonlyMap<string, JsonObject>
  /** Definitions by error code. Empty without `x-error-codes`. */
  readonly codes: ReadonlyMap<string, JsonObject>
  readonly examples: readonly Json[]
}

/** A declared response header. */
export interface ApiHeader {
  readonly required: boolean
  readonly schema: JsonObject
}

/** The location of the credential in a request. */
export interface ApiCredential {
  readonly in: "header" | "query"
  /** Name of the header or query parameter. Header names are in lower case. */
  readonly name: string
  /** The authentication scheme before the token, such as `Bearer`. Empty for an API key. */
  readonly scheme: string
}

/**
 * Returns the declaration of a status (OpenAPI 3.1, section 4.8.16). Tries the exact status, then
 * its class, then `default`.
 */
export function findResponse(
  operation: ApiOperation,
  status: number,
): ApiResponseDeclaration | undefined {
  const keys = [String(status), `${Math.floor(status / 100)}XX`, "default"]
  return keys
    .map((key) => operation.responses.find((response) => response.status === key))
    .find((response) => response !== undefined)
}

/** Returns the numeric statuses that an operation declares. */
export function declaredStatuses({ responses }: ApiOperation): readonly number[] {
  return responses.map(({ status }) => Number(status)).filter((status) => !Number.isNaN(status))
}
