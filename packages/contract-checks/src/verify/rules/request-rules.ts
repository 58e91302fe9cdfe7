import type { VerifyRule } from "./rule.ts"

/** Rules about the documented requests. */
export const exampleRules = {
  "example-rejected": {
    severity: "error",
    title: "A documented request fails",
    rule: "Each request example of the document succeeds.",
    reason: "Developers copy examples. If the examples fail, all other results are meaningless.",
    fix: "Fix the example or the server. Check the base URL and the token.",
  },
} as const satisfies Readonly<Record<string, VerifyRule>>

/** Rules about the values of bodies. Every group can report a `server-error`. */
export const boundaryRules = {
  "server-error": {
    severity: "error",
    title: "The server fails on a request",
    rule: "Each request receives a response with a status below 500. An undeclared method may also receive 501.",
    reason: "A server error hides the reason, and clients retry the request.",
    fix: "Validate the request before using it, and return the documented rejection.",
  },
  "invalid-value-accepted": {
    severity: "error",
    title: "An invalid body is accepted",
    rule: "A body that violates the schema is rejected.",
    reason:
      "Callers rely on values that the next version may reject, and invalid values reach other systems.",
    fix: "Validate the body with the document's schema, without type coercion.",
  },
  "valid-value-rejected": {
    severity: "error",
    title: "A valid body is rejected",
    rule: "A body that satisfies the schema is accepted.",
    reason: "Generated clients and forms produce such values and cannot know the additional rule.",
    fix: "Accept the value, or describe the additional rule in the field's `x-narrower`.",
  },
  "narrower-than-document": {
    severity: "warning",
    title: "A documented additional rule rejects a valid value",
    rule: "A field with `x-narrower` can reject values that its schema allows.",
    reason: "Clients that read only the schema do not know the rule.",
    fix: "Express the rule in the schema when a breaking change is possible.",
  },
  "unknown-field-rejected": {
    severity: "error",
    title: "An unknown field is rejected",
    rule: "If the schema has no `additionalProperties: false`, unknown fields are accepted.",
    reason: "A client of a newer version sends fields that an older server does not know.",
    fix: "Ignore unknown fields, or declare `additionalProperties: false`.",
  },
  "rejection-status": {
    severity: "error",
    title: "A rejection has the wrong status",
    rule: "An invalid request is rejected with a declared 4xx status other than 401, 403, 404, 405, 406, 408, 425, and 429. An invalid path parameter may receive 404.",
    reason: "Clients use the status to decide what to do.",
    fix: "Return the declared status for invalid requests.",
  },
  "response-field-set": {
    severity: "error",
    title: "A request sets a field of the response",
    rule: "A response field that is not a request field takes no value from the body, the query, or a header.",
    reason: "A caller can choose an ID, a status, or another caller's identity.",
    fix: "Copy only the declared fields of the request.",
  },
  "details-field": {
    severity: "error",
    title: "The error details name another field",
    rule: "If a rejection lists fields by JSON Pointer, the invalid field is listed.",
    reason: "A form shows the message beside the wrong field.",
    fix: "Return the JSON Pointer of each invalid field.",
  },
} as const satisfies Readonly<Record<string, VerifyRule>>

/** Rules about headers, queries, and path parameters. */
export const parameterRules = {
  "parameter-invalid-accepted": {
    severity: "error",
    title: "An invalid parameter is accepted",
    rule: "A header, query, or path parameter that violates its schema is rejected.",
    reason:
      "The server may misread the value. An invalid idempotency key, for example, may not prevent duplicates.",
    fix: "Validate the parameter with the document's schema.",
  },
  "parameter-missing-accepted": {
    severity: "error",
    title: "A missing required parameter is accepted",
    rule: "A request without a required parameter is rejected.",
    reason: "Without the parameter, the server must assume a value.",
    fix: "Reject the request with the declared status.",
  },
  "parameter-valid-rejected": {
    severity: "error",
    title: "A valid parameter is rejected",
    rule: "A header or query parameter that satisfies its schema is accepted. The case of header names is ignored.",
    reason: "Generated clients produce such values.",
    fix: "Accept the value, or correct the schema.",
  },
} as const satisfies Readonly<Record<string, VerifyRule>>

/** Rules about the form of messages. */
export const framingRules = {
  "malformed-body-accepted": {
    severity: "error",
    title: "A malformed body is accepted",
    rule: "A body that is not JSON in UTF-8 is rejected (RFC 8259).",
    reason: "Two parsers can read different values from the same bytes.",
    fix: "Use a strict JSON parser and a strict UTF-8 decoder.",
  },
  "media-type-accepted": {
    severity: "error",
    title: "An undeclared media type is accepted",
    rule: "A body with an undeclared or missing `content-type` is rejected.",
    reason: "Browsers send `text/plain` across origins without a preflight.",
    fix: "Check the `content-type` before reading the body.",
  },
  "media-type-rejected": {
    severity: "error",
    title: "A declared media type is rejected",
    rule: "The declared media type is accepted in upper case and with `charset=utf-8`. An `Accept` header that includes the type is accepted.",
    reason: "Many HTTP clients add `charset=utf-8`.",
    fix: "Parse the `content-type` instead of comparing text (RFC 9110, section 8.3).",
  },
  "encoding-ignored": {
    severity: "error",
    title: "The content encoding is ignored",
    rule: "If a body does not have the encoding that `content-encoding` names, the body is rejected.",
    reason: "A server that ignores the encoding misreads a compressed body.",
    fix: "Decode the body, or reject the encoding.",
  },
  "method-accepted": {
    severity: "error",
    title: "An undeclared method is accepted",
    rule: "A method that the path does not declare is rejected. `OPTIONS` is exempt.",
    reason: "An undeclared method is neither tested nor secured.",
    fix: "Return 405 with an `Allow` header.",
  },
  "method-status": {
    severity: "error",
    title: "An undeclared method does not return the declared 405",
    rule: "If the document declares 405 for a path, an undeclared method is rejected with 405, 401, 403, 429, or 501.",
    reason: "A caller with a wrong method reads 404 as a wrong URL.",
    fix: "Return 405 with an `Allow` header.",
  },
  "allow-header": {
    severity: "error",
    title: "The Allow header is missing or wrong",
    rule: "A 405 has an `Allow` header with the declared methods (RFC 9110, section 15.5.6).",
    reason: "Clients and proxies read the allowed methods from this header.",
    fix: "Return the methods of the path in `Allow`.",
  },
  "unknown-path": {
    severity: "error",
    title: "An unknown path has the wrong status",
    rule: "A path that the document does not declare is rejected with 404, 401, 403, 405, 410, or 429.",
    reason: "A caller with a wrong URL does not learn that the URL is wrong.",
    fix: "Return 404 for unknown paths.",
  },
  "malformed-message-accepted": {
    severity: "error",
    title: "A malformed HTTP message is accepted",
    rule: "A message that violates RFC 9112 or has a header of 200,000 bytes is rejected, or the server closes the connection.",
    reason: "Ambiguous messages make request smuggling possible.",
    fix: "Use a strict HTTP parser.",
  },
  "framing-rejected": {
    severity: "error",
    title: "A valid form of an HTTP message is rejected",
    rule: "Chunked bodies, `Expect: 100-continue`, bodies in many pieces, and requests after an aborted request are accepted.",
    reason: "Clients and proxies choose the form of a message.",
    fix: "Accept every form that RFC 9112 allows.",
  },
} as const satisfies Readonly<Record<string, VerifyRule>>
