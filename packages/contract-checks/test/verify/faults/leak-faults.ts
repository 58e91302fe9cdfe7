import { createCorrectServer } from "../support/correct-server.ts"
import {
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
  return { name, group: "leaks", rule, create: () => onResponse(createCorrectServer(), change) }
}

/** Returns a fault that adds a text to the message of each error. */
function says(
  name: string,
  rule: Fault["rule"],
  textOf: (request: MutableRequest, body: AnyJson) => string | undefined,
): Fault {
  return fault(name, rule, (response, request) => {
    if (response.status < 400) return
    const text = textOf(request, parse(request.body))
    if (text === undefined) return
    const body: AnyJson = JSON.parse(response.text)
    response.text = JSON.stringify({ ...body, message: `${body.message} ${text}` })
  })
}

/** Faults of the server in what it discloses. */
export const leakFaults: readonly Fault[] = [
  says("quotes the date of birth", "leak-value", (_request, body) => body?.patient?.dob),
  says("quotes the email", "leak-value", (_request, body) => body?.patient?.email),
  says("quotes the phone in another form", "leak-value", (_request, body) => {
    const digits = String(body?.patient?.phone ?? "").replaceAll(/\D/g, "")
    return digits.length === 11
      ? `(${digits.slice(1, 4)}) ${digits.slice(4, 7)}-${digits.slice(7)}`
      : ""
  }),
  says("quotes the street in upper case", "leak-value", (_request, body) => {
    return String(body?.address?.line1 ?? "").toUpperCase()
  }),
  says("quotes the name in base64", "leak-value", (_request, body) => {
    return Buffer.from(String(body?.patient?.last_name ?? "")).toString("base64")
  }),
  says("quotes the patient ID", "leak-value", (_request, body) => body?.patient_id),
  says("quotes the whole body", "leak-value", (request) =>
    Buffer.from(request.body ?? []).toString(),
  ),
  says("quotes the parser's message", "leak-value", (request) => {
    const text = Buffer.from(request.body ?? []).toString()
    return parse(request.body) === undefined ? `near ${text.slice(2, 12)}` : undefined
  }),
  says("quotes unknown fields", "leak-value", (_request, body) =>
    Object.keys(body ?? {}).join(" "),
  ),
  says("quotes the query", "leak-value", ({ path }) => path.split("?")[1]),
  says("quotes the token", "leak-credential", ({ headers }) => headers.get("authorization") ?? ""),
  says("quotes the claims of the token", "leak-credential", ({ headers }) => {
    return headers.get("authorization")?.split(".")[1]
  }),
  says("quotes the key", "leak-key", ({ headers }) => headers.get("idempotency-key") ?? ""),
  says("returns a stack trace", "leak-internals", () => {
    return "TypeError: x is undefined\n    at read (/app/dist/server.js:10:5)"
  }),
  says(
    "returns a parser's error",
    "leak-internals",
    () => "Unexpected token } in JSON at position 3",
  ),
  says("returns a database's error", "leak-internals", () => "SQLITE_BUSY: database is locked"),
  says("returns a SQL statement", "leak-internals", () => "INSERT INTO lab_orders VALUES (?)"),
  says("returns a host", "leak-internals", () => "connect ECONNREFUSED 10.0.0.1:5432"),
  says("returns a file name", "leak-internals", () => "see /usr/src/server/config.ts"),
  fault("returns the email in a header", "leak-value", ({ headers }, { body }) => {
    headers.set("x-debug", String(parse(body)?.patient?.email ?? "").replaceAll(/[^ -~]/g, ""))
  }),
  fault("returns the token in a header", "leak-credential", (response, { headers }) => {
    response.headers.set("x-debug", headers.get("authorization") ?? "")
  }),
  {
    name: "returns the patient with the order",
    group: "leaks",
    rule: "leak-value",
    create: () =>
      onSuccess(createCorrectServer(), (body, request) => {
        body.patient = parse(request.body)?.patient
      }),
  },
  {
    name: "returns the key with the order",
    group: "leaks",
    rule: "leak-key",
    create: () =>
      onSuccess(createCorrectServer(), (body, { headers }) => {
        body.idempotency_key = headers.get("idempotency-key")
      }),
  },
]
