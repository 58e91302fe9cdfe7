import type { Group } from "../../../src/verify/rules/groups.ts"
import type { RuleId } from "../../../src/verify/rules/verify-rules.ts"
import type { Service } from "../support/correct-server.ts"

/** A switch of the faulty server. */
export interface Fault {
  readonly name: string
  /** The group whose cases find the fault. */
  readonly group: Group
  /** Another group whose rules find the fault. Default: none. */
  readonly checkedBy?: Group
  /** The rule that the finding must have. */
  readonly rule: RuleId
  readonly create: () => Service
  /** The stated origins of pages. Default: none. */
  readonly origins?: readonly string[]
  /** Returns the document to verify with. Default: the contract. */
  readonly declare?: (contract: AnyJson) => AnyJson
}

/** A value of JSON that a fault changes. */
// oxlint-disable-next-line typescript/no-explicit-any -- Faults change bodies that violate every type.
export type AnyJson = any

/** A request that a fault changes. */
export interface MutableRequest {
  method: string
  /** With the query. */
  path: string
  readonly headers: Headers
  body: Uint8Array | undefined
}

/** A response that a fault changes. */
export interface MutableResponse {
  status: number
  readonly headers: Headers
  text: string
}

/** Returns a service that changes each request before the server receives it. */
export function onRequest(
  server: Service,
  change: (request: MutableRequest) => MutableResponse | void | Promise<MutableResponse | void>,
): Service {
  return async (request) => {
    const copy = await readRequest(request)
    const early = await change(copy)
    if (early !== undefined) return toResponse(early)
    return server(toRequest(request, copy))
  }
}

/** Returns a service that changes each response of the server. */
export function onResponse(
  server: Service,
  change: (response: MutableResponse, request: MutableRequest) => void,
): Service {
  return async (request) => {
    const copy = await readRequest(request)
    const response = await server(toRequest(request, copy))
    const text = await response.text()
    const changed = { status: response.status, headers: new Headers(response.headers), text }
    change(changed, copy)
    return toResponse(changed)
  }
}

/** Returns a service that changes each JSON object before the server receives it. */
export function onBody(server: Service, change: (body: AnyJson) => AnyJson): Service {
  return onRequest(server, (request) => {
    const body = parse(request.body)
    if (body === undefined) return
    const changed: AnyJson = change(body)
    request.body = Buffer.from(JSON.stringify(changed ?? body))
  })
}

/** Returns a service that changes the JSON body of each success. */
export function onSuccess(
  server: Service,
  change: (body: AnyJson, request: MutableRequest) => AnyJson,
): Service {
  return onResponse(server, (response, request) => {
    if (response.status !== 201) return
    const body: AnyJson = JSON.parse(response.text)
    const changed: AnyJson = change(body, request)
    response.text = JSON.stringify(changed ?? body)
  })
}

/** Returns a contract in which requests and orders have the fields `gift`, `note`, and `tags`. */
export function declareOptionalFields(contract: AnyJson): AnyJson {
  const changed = structuredClone(contract)
  const values = { gift: true, note: "Fragile", tags: ["first"] }
  const { schemas } = changed.components
  for (const { properties } of [schemas.LabOrderRequest, schemas.LabOrder]) {
    properties.gift = { type: ["boolean", "null"] }
    properties.note = { type: ["string", "null"], maxLength: 50 }
    properties.tags = { type: ["array", "null"], items: { type: "string" } }
  }
  const { requestBody, responses } = changed.paths["/v1/labs/orders"].post
  Object.assign(requestBody.content["application/json"].examples.complete.value, values)
  const created = responses["201"].content["application/json"]
  Object.assign(created.examples.created.value, values)
  return changed
}

/** Returns the parsed body, or undefined if it is not JSON. */
export function parse(body: Uint8Array | undefined): AnyJson {
  try {
    return JSON.parse(Buffer.from(body ?? []).toString())
  } catch {
    return undefined
  }
}

/** Creates an error response in the form of the contract. */
export function errorResponse(status: number, error: string, message = "Failed."): MutableResponse {
  const headers = new Headers({
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-request-id": crypto.randomUUID(),
  })
  if (status === 401) headers.set("www-authenticate", "Bearer")
  return { status, headers, text: JSON.stringify({ error, message }) }
}

async function readRequest(request: Request): Promise<MutableRequest> {
  const { pathname, search } = new URL(request.url)
  const hasBody = request.body !== null
  return {
    method: request.method,
    path: `${pathname}${search}`,
    headers: new Headers(request.headers),
    body: hasBody ? new Uint8Array(await request.arrayBuffer()) : undefined,
  }
}

function toRequest(original: Request, { method, path, headers, body }: MutableRequest): Request {
  return new Request(new URL(path, original.url), {
    method,
    headers,
    ...(body === undefined || method === "GET" || method === "HEAD"
      ? {}
      : { body: Uint8Array.from(body) }),
    signal: original.signal,
  })
}

function toResponse({ status, headers, text }: MutableResponse): Response {
  return new Response(status === 204 ? null : text, { status, headers })
}
