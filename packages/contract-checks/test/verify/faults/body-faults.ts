import { createCorrectServer } from "../support/correct-server.ts"
import {
  errorResponse,
  onBody,
  onRequest,
  onResponse,
  onSuccess,
  parse,
  type AnyJson,
  type Fault,
} from "./fault.ts"

/** Returns a fault that repairs an invalid body, so that the server accepts it. */
function accepts(name: string, repair: (body: AnyJson) => AnyJson): Fault {
  return {
    name,
    group: "boundaries",
    rule: "invalid-value-accepted",
    create: () => onBody(createCorrectServer(), repair),
  }
}

/** Returns a fault that rejects a valid body. */
function rejects(
  name: string,
  isRejected: (body: AnyJson, text: string) => boolean,
  rule: Fault["rule"] = "valid-value-rejected",
): Fault {
  return {
    name,
    group: "boundaries",
    rule,
    create: () =>
      onRequest(createCorrectServer(), ({ body }) => {
        const parsed = parse(body)
        if (parsed === undefined || typeof parsed !== "object" || parsed === null) return
        const isRight = !isRejected(parsed, Buffer.from(body ?? []).toString())
        return isRight ? undefined : errorResponse(400, "validation_error")
      }),
  }
}

const panels = ["hashimotos", "pcos", "fertility", "wellness", "hormone_metabolic", "performance"]

/** Faults of the server in the validation of bodies. */
export const bodyFaults: readonly Fault[] = [
  accepts("accepts a missing last name", (body) => {
    if (body.patient && !("last_name" in body.patient)) body.patient.last_name = "Unknown"
  }),
  accepts("accepts a missing address", (body) => {
    body.address ??= { line1: "1 A St", city: "Austin", state: "TX", zip: "78701", country: "US" }
  }),
  accepts("accepts a missing panel", (body) => {
    if (!("panel_slug" in body)) body.panel_slug = "wellness"
  }),
  accepts("accepts a panel in upper case", (body) => {
    body.panel_slug = lower(body.panel_slug)
  }),
  accepts("accepts a panel with spaces", (body) => {
    body.panel_slug = trim(body.panel_slug)
  }),
  accepts("accepts an unknown panel", (body) => {
    if (typeof body.panel_slug === "string" && !panels.includes(body.panel_slug)) {
      body.panel_slug = "wellness"
    }
  }),
  accepts("converts a string to a price", (body) => {
    if (/^\d+$/.test(String(body.total_cents))) body.total_cents = Number(body.total_cents)
  }),
  accepts("accepts a negative price", (body) => {
    if (Number(body.total_cents) < 0) body.total_cents = 0
  }),
  accepts("rounds a fractional price", (body) => {
    if (typeof body.total_cents === "number") body.total_cents = Math.round(body.total_cents)
  }),
  accepts("converts true to a price", (body) => {
    if (body.total_cents === true) body.total_cents = 1
  }),
  accepts("accepts an empty first name", (body) => {
    if (body.patient?.first_name === "") body.patient.first_name = "Unknown"
  }),
  accepts("accepts an empty patient ID", (body) => {
    if (body.patient_id === "") body.patient_id = null
  }),
  accepts("accepts a currency of 2 letters", (body) => {
    if (body.currency?.length === 2) body.currency = "USD"
  }),
  accepts("accepts a currency of 9 letters", (body) => {
    if (body.currency?.length === 9) body.currency = "USD"
  }),
  accepts("accepts null as phone", (body) => {
    if (body.patient?.phone === null) delete body.patient.phone
  }),
  accepts("accepts null as line 2", (body) => {
    if (body.address?.line2 === null) delete body.address.line2
  }),
  accepts("converts a number to a ZIP code", (body) => {
    if (typeof body.address?.zip === "number") body.address.zip = String(body.address.zip)
  }),
  accepts("takes the first item of a list as name", (body) => {
    if (Array.isArray(body.patient?.first_name))
      body.patient.first_name = body.patient.first_name[0]
  }),
  accepts("takes the first item of a list as patient", (body) => {
    if (Array.isArray(body.patient) && body.patient.length > 0) body.patient = body.patient[0]
  }),
  accepts("accepts an address without a domain", (body) => {
    if (body.patient?.email === "a@") body.patient.email = "a@example.com"
  }),
  accepts("accepts any text as email", (body) => {
    if (typeof body.patient?.email === "string" && !body.patient.email.includes("@")) {
      body.patient.email = "a@example.com"
    }
  }),
  accepts("reads fields from a prototype", (body) => {
    const inherited = Object.getOwnPropertyDescriptor(body, "__proto__")?.value
    return inherited === undefined ? undefined : { ...inherited, ...body }
  }),
  accepts("parses a patient in a string", (body) => {
    if (typeof body.patient === "string") body.patient = parse(Buffer.from(body.patient))
  }),
  rejects("rejects unknown fields", (body) => "x_unknown_field" in body, "unknown-field-rejected"),
  rejects(
    "rejects unknown fields of the patient",
    (body) => "x_unknown_field" in Object(body.patient),
    "unknown-field-rejected",
  ),
  rejects("rejects null as price", (body) => body.total_cents === null),
  rejects("rejects null as patient ID", (body) => body.patient_id === null),
  rejects("rejects a currency of 8 letters", (body) => body.currency === "aaaaaaaa"),
  rejects("counts the currency in UTF-16", (body) => body.currency?.length > 8),
  rejects("rejects a free order", (body) => body.total_cents === 0),
  rejects("rejects a price above 32 bits", (body) => body.total_cents > 2 ** 31 - 1),
  rejects("rejects 1.0 as an integer", (_body, text) => /"total_cents":\d+\.0/.test(text)),
  rejects("rejects 1e3 as an integer", (_body, text) => /"total_cents":\d+e\d/.test(text)),
  rejects("lacks a panel", (body) => body.panel_slug === "pcos"),
  {
    ...rejects("requires the sex", (body) => body.patient && !("sex" in body.patient)),
    group: "examples",
    rule: "example-rejected",
  },
  rejects("rejects a plus sign in an email", (body) => body.patient?.email?.includes("+")),
  ...["id", "status", "brand_id"].map((field) => sets(field)),
  {
    name: "takes the user from the query",
    group: "boundaries",
    rule: "response-field-set",
    create: () =>
      onSuccess(createCorrectServer(), (body, { path }) => {
        const { searchParams } = new URL(path, "http://localhost")
        body.user_id = searchParams.get("user_id") ?? body.user_id
      }),
  },
  {
    name: "takes the brand from a header",
    group: "boundaries",
    rule: "response-field-set",
    create: () =>
      onSuccess(createCorrectServer(), (body, { headers }) => {
        body.brand_id = headers.get("x-brand-id") ?? body.brand_id
      }),
  },
  {
    name: "returns 422 for an invalid body",
    group: "boundaries",
    rule: "rejection-status",
    create: () =>
      onResponse(createCorrectServer(), (response) => {
        if (response.text.includes("validation_error")) response.status = 422
      }),
  },
  {
    name: "names the parent of the invalid field",
    group: "boundaries",
    rule: "details-field",
    create: () =>
      onResponse(createCorrectServer(), (response) => {
        response.text = response.text.replaceAll(/"path":"[^"]*"/g, '"path":""')
      }),
  },
  {
    name: "names fields with dots",
    group: "boundaries",
    rule: "details-field",
    create: () =>
      onResponse(createCorrectServer(), (response) => {
        response.text = response.text.replaceAll(/"path":"([^"]*)"/g, (_match, path: string) => {
          return `"path":"${path.slice(1).replaceAll("/", ".")}"`
        })
      }),
  },
  {
    name: "names another field",
    group: "boundaries",
    rule: "details-field",
    create: () =>
      onResponse(createCorrectServer(), (response) => {
        response.text = response.text.replaceAll("/address/zip", "/address/city")
      }),
  },
  fails("fails on a list instead of an object", (body) => Array.isArray(body)),
  fails("fails on deep nesting", (body) => JSON.stringify(body).includes("[".repeat(90))),
  fails("fails on a lone surrogate", (body) => /\\ud800/.test(JSON.stringify(body))),
  fails("fails on null as patient", (body) => body?.patient === null),
  fails("fails on a number as email", (body) => typeof body?.patient?.email === "number"),
  {
    name: "fails on a right-to-left mark",
    group: "fuzz",
    rule: "server-error",
    create: () =>
      onRequest(createCorrectServer(), ({ body }) =>
        Buffer.from(body ?? [])
          .toString()
          .includes("\u202E")
          ? errorResponse(502, "internal_error")
          : undefined,
      ),
  },
]

/** Returns a fault that copies a field of the request into the order. */
function sets(field: string): Fault {
  return {
    name: `takes ${field} from the body`,
    group: "boundaries",
    rule: "response-field-set",
    create: () =>
      onSuccess(createCorrectServer(), (body, request) => {
        body[field] = parse(request.body)?.[field] ?? body[field]
      }),
  }
}

function fails(name: string, isFailing: (body: AnyJson) => boolean): Fault {
  return {
    name,
    group: "boundaries",
    rule: "server-error",
    create: () =>
      onRequest(createCorrectServer(), ({ body }) => {
        const parsed = parse(body)
        if (parsed === undefined || !isFailing(parsed)) return undefined
        return errorResponse(502, "internal_error")
      }),
  }
}

function lower(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value
}

function trim(value: unknown): unknown {
  return typeof value === "string" ? value.trim() : value
}
