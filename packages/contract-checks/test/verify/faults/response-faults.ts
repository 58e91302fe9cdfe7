import { createCorrectServer } from "../support/correct-server.ts"
import {
  declareOptionalFields,
  onResponse,
  onSuccess,
  parse,
  type AnyJson,
  type Fault,
  type MutableRequest,
  type MutableResponse,
} from "./fault.ts"

function fault(
  name: string,
  rule: Fault["rule"],
  change: (response: MutableResponse, request: MutableRequest) => void,
): Fault {
  return { name, group: "responses", rule, create: () => onResponse(createCorrectServer(), change) }
}

function inBody(
  name: string,
  rule: Fault["rule"],
  change: (body: AnyJson, request: MutableRequest) => AnyJson,
  group: Fault["group"] = "responses",
): Fault {
  return { name, group, rule, create: () => onSuccess(createCorrectServer(), change) }
}

function inError(name: string, rule: Fault["rule"], change: (body: AnyJson) => AnyJson): Fault {
  return fault(name, rule, (response) => {
    if (response.status < 400) return
    const body: AnyJson = JSON.parse(response.text)
    response.text = JSON.stringify(change(body) ?? body)
  })
}

/** Returns a fault in the echo of a value that only some cases of the boundaries send. */
function echoes(name: string, change: (body: AnyJson) => AnyJson): Fault {
  return { ...inBody(name, "response-echo", change, "boundaries"), checkedBy: "responses" }
}

/** Returns a fault in the echo of the fields that `declareOptionalFields` adds. */
function returnsOptionalFields(name: string, echo: (sent: AnyJson) => AnyJson): Fault {
  return {
    ...echoes(name, () => undefined),
    create: () =>
      onSuccess(createCorrectServer(), (body, request) => {
        const { gift, note, tags } = echo(parse(request.body))
        return { ...body, gift, note, tags }
      }),
    declare: declareOptionalFields,
  }
}

/** Faults of the server in its responses. */
export const responseFaults: readonly Fault[] = [
  fault("returns 200 instead of 201", "response-status", (response) => {
    if (response.status === 201) response.status = 200
  }),
  fault("returns 202 instead of 201", "response-status", (response) => {
    if (response.status === 201) response.status = 202
  }),
  fault("returns text/html", "response-media-type", ({ headers }) => {
    headers.set("content-type", "text/html")
  }),
  fault("returns errors with another media type", "response-media-type", ({ headers, status }) => {
    if (status >= 400) headers.set("content-type", "application/vnd.error+json")
  }),
  fault("omits the media type", "response-media-type", ({ headers }) => {
    headers.delete("content-type")
  }),
  fault("truncates the body", "response-schema", (response) => {
    response.text = response.text.slice(0, -1)
  }),
  fault("returns an empty body", "response-schema", (response) => {
    if (response.status === 400) response.text = ""
  }),
  inBody("omits a required field", "response-schema", (body) => {
    delete body.junction_order_id
  }),
  inBody("omits a null field", "response-schema", (body) => {
    delete body.tracking_number
  }),
  inBody("returns the price as a string", "response-schema", (body) => {
    body.total_cents = String(body.total_cents)
  }),
  inBody("wraps the order", "response-schema", (body) => ({ data: body })),
  inBody("returns a list", "response-schema", (body) => [body]),
  inBody("returns null as status", "response-schema", (body) => {
    body.status = null
  }),
  inError("omits the message", "response-schema", (body) => {
    delete body.message
  }),
  inError("nests the error", "response-schema", (body) => ({ error: { code: body.error } })),
  inError("returns an undeclared code", "response-code", (body) => {
    body.error = "bad_request"
  }),
  inError("returns the code of another status", "response-code", (body) => {
    if (body.error === "validation_error") body.error = "token_expired"
  }),
  inBody("returns another price", "response-echo", (body) => {
    body.total_cents += 1
  }),
  inBody("drops the price", "response-echo", (body) => {
    body.total_cents = null
  }),
  inBody("returns the currency in lower case", "response-echo", (body) => {
    body.currency = body.currency?.toLowerCase() ?? null
  }),
  inBody("swaps the panel", "response-echo", (body) => {
    if (body.panel_slug === "wellness") body.panel_slug = "performance"
  }),
  inBody("invents a currency", "response-echo", (body) => {
    body.currency ??= "USD"
  }),
  inBody("returns 0 instead of null", "response-echo", (body) => {
    body.total_cents ??= 0
  }),
  inBody("returns a local time", "response-format", (body) => {
    body.created_at = body.created_at.replace("Z", "")
  }),
  inBody("returns the time as text of epoch seconds", "response-format", (body) => {
    body.updated_at = String(Date.parse(body.updated_at) / 1_000)
  }),
  fault("omits the request ID", "request-id", ({ headers }) => {
    headers.delete("x-request-id")
  }),
  fault("omits the request ID of errors", "request-id", ({ headers, status }) => {
    if (status >= 400) headers.delete("x-request-id")
  }),
  fault("returns one request ID", "request-id", ({ headers }) => {
    headers.set("x-request-id", "request")
  }),
  fault("omits no-store", "response-cache", ({ headers }) => {
    headers.delete("cache-control")
  }),
  fault("omits no-store from errors", "response-cache", ({ headers, status }) => {
    if (status >= 400) headers.delete("cache-control")
  }),
  fault("allows caches", "response-cache", ({ headers }) => {
    headers.set("cache-control", "public, max-age=60")
  }),
  echoes("loses the precision of large prices", (body) => {
    if (typeof body.total_cents === "number") body.total_cents = Math.fround(body.total_cents)
  }),
  echoes("cuts a long patient ID", (body) => {
    body.patient_id = body.patient_id?.slice(0, 64) ?? null
  }),
  echoes("returns null for a price of 0", (body) => {
    body.total_cents ||= null
  }),
  echoes("returns null for the text null", (body) => {
    if (body.patient_id === "null") body.patient_id = null
  }),
  echoes("normalizes the Unicode of the patient ID", (body) => {
    body.patient_id = body.patient_id?.normalize("NFC") ?? null
  }),
  echoes("escapes markup in the patient ID", (body) => {
    body.patient_id = body.patient_id?.replaceAll("<", "&lt;") ?? null
  }),
  returnsOptionalFields("returns null for false", (sent) => ({ ...sent, gift: sent.gift || null })),
  returnsOptionalFields("returns null for an empty text", (sent) => {
    return { ...sent, note: sent.note || null }
  }),
  returnsOptionalFields("returns null for an empty list", (sent) => {
    return { ...sent, tags: sent.tags?.length > 0 ? sent.tags : null }
  }),
  {
    name: "returns the caller's request ID unchanged",
    group: "leaks",
    rule: "request-id",
    create: () =>
      onResponse(createCorrectServer(), ({ headers }, request) => {
        const id = request.headers.get("x-request-id")
        if (id !== null) headers.set("x-request-id", id)
      }),
  },
]
