import { createCorrectServer } from "../support/correct-server.ts"
import {
  errorResponse,
  onRequest,
  onResponse,
  parse,
  type Fault,
  type MutableRequest,
  type MutableResponse,
} from "./fault.ts"

function fault(
  name: string,
  rule: Fault["rule"],
  change: (request: MutableRequest) => MutableResponse | void,
): Fault {
  return { name, group: "framing", rule, create: () => onRequest(createCorrectServer(), change) }
}

/** Returns a fault that repairs malformed text before it is parsed. */
function lenient(name: string, repair: (text: string, bytes: Uint8Array) => string): Fault {
  return fault(name, "malformed-body-accepted", (request) => {
    const bytes = request.body ?? new Uint8Array()
    const repaired = Buffer.from(repair(Buffer.from(bytes).toString(), bytes))
    if (parse(bytes) === undefined || !isUtf8(bytes)) request.body = repaired
  })
}

function isUtf8(bytes: Uint8Array): boolean {
  return Buffer.compare(Buffer.from(Buffer.from(bytes).toString()), bytes) === 0
}

function setType(headers: Headers): void {
  headers.set("content-type", "application/json")
}

/** Faults of the server in the form of messages. */
export const framingFaults: readonly Fault[] = [
  fault("accepts text/plain", "media-type-accepted", ({ headers }) => {
    if (headers.get("content-type") === "text/plain") setType(headers)
  }),
  fault("accepts a form's media type", "media-type-accepted", ({ headers }) => {
    if (headers.get("content-type")?.includes("urlencoded")) setType(headers)
  }),
  fault("accepts no media type", "media-type-accepted", ({ headers }) => {
    if (!headers.has("content-type")) setType(headers)
  }),
  fault("accepts a prefix of the media type", "media-type-accepted", ({ headers }) => {
    if (headers.get("content-type")?.startsWith("application/json")) setType(headers)
  }),
  fault("rejects charset=utf-8", "media-type-rejected", ({ headers }) =>
    headers.get("content-type")?.includes("charset")
      ? errorResponse(400, "unsupported_media_type")
      : undefined,
  ),
  fault("compares the media type with case", "media-type-rejected", ({ headers }) =>
    headers.get("content-type") === "APPLICATION/JSON"
      ? errorResponse(400, "unsupported_media_type")
      : undefined,
  ),
  fault("ignores the content encoding", "encoding-ignored", ({ headers }) => {
    headers.delete("content-encoding")
  }),
  lenient("accepts a trailing comma", (text) => text.replace(/,\s*\}$/, "}")),
  lenient("accepts comments", (text) => text.replaceAll(/\/\*.*?\*\/|\/\/.*$/g, "")),
  lenient("accepts single quotes", (text) => text.replaceAll("'", '"')),
  lenient("ignores text after the value", (text) => text.replace(/\} x$/, "}")),
  lenient("closes a truncated object", (text) => `${text}}`),
  lenient("reads NaN as null", (text) => text.replace("NaN", "null")),
  lenient("replaces invalid UTF-8", (text) => text),
  lenient("reads UTF-16", (text, bytes) =>
    bytes[0] === 0xff ? Buffer.from(bytes).toString("utf16le").slice(1) : text,
  ),
  lenient("reads Latin-1", (text, bytes) =>
    isUtf8(bytes) ? text : Buffer.from(bytes).toString("latin1"),
  ),
  {
    name: "fails on malformed JSON",
    group: "framing",
    rule: "server-error",
    create: () =>
      onRequest(createCorrectServer(), ({ body, method }) =>
        method === "POST" && parse(body) === undefined
          ? errorResponse(502, "internal_error")
          : undefined,
      ),
  },
  {
    name: "fails on an empty body",
    group: "framing",
    rule: "server-error",
    create: () =>
      onRequest(createCorrectServer(), ({ body, method }) =>
        method === "POST" && (body?.byteLength ?? 0) === 0
          ? errorResponse(502, "internal_error")
          : undefined,
      ),
  },
  {
    name: "fails on a large body",
    group: "framing",
    rule: "server-error",
    create: () =>
      onRequest(createCorrectServer(), ({ body }) =>
        (body?.byteLength ?? 0) > 100_000 ? errorResponse(502, "internal_error") : undefined,
      ),
  },
  {
    name: "returns 415 although it is not declared",
    group: "framing",
    checkedBy: "responses",
    rule: "response-status",
    create: () =>
      onResponse(createCorrectServer(), (response) => {
        if (response.text.includes("unsupported_media_type")) response.status = 415
      }),
  },
  fault("accepts PUT like POST", "method-accepted", (request) => {
    if (request.method === "PUT") request.method = "POST"
  }),
  fault("returns 200 for GET", "method-accepted", ({ method }) =>
    method === "GET" ? { ...errorResponse(400, "x"), status: 200, text: "[]" } : undefined,
  ),
  fault("fails on DELETE", "server-error", ({ method }) =>
    method === "DELETE" ? errorResponse(500, "internal_error") : undefined,
  ),
  {
    name: "returns 404 instead of a declared 405",
    group: "framing",
    rule: "method-status",
    create: () =>
      onResponse(createCorrectServer(), (response) => {
        if (response.status === 405) response.status = 404
      }),
    declare: (contract) => {
      const changed = structuredClone(contract)
      const { responses } = changed.paths["/v1/labs/orders"].post
      responses["405"] = responses["400"]
      return changed
    },
  },
  {
    name: "omits Allow from a 405",
    group: "framing",
    rule: "allow-header",
    create: () =>
      onResponse(createCorrectServer(), ({ headers }) => {
        headers.delete("allow")
      }),
  },
  {
    name: "lists other methods in Allow",
    group: "framing",
    rule: "allow-header",
    create: () =>
      onResponse(createCorrectServer(), ({ headers }) => {
        if (headers.has("allow")) headers.set("allow", "GET")
      }),
  },
  fault("returns 200 for unknown paths", "unknown-path", ({ path }) =>
    path.startsWith("/v1/labs/orders") ? undefined : { ...errorResponse(404, "x"), status: 200 },
  ),
  fault("returns 400 for unknown paths", "unknown-path", ({ path }) =>
    path.startsWith("/v1/labs/orders") ? undefined : errorResponse(400, "not_found"),
  ),
  fault("accepts each path below an operation", "unknown-path", (request) => {
    if (request.path.startsWith("/v1/labs/orders/")) request.path = "/v1/labs/orders"
  }),
  fault("fails on a trailing slash", "server-error", ({ path }) =>
    path.endsWith("/") ? errorResponse(500, "internal_error") : undefined,
  ),
]
