import type { VerifyRule } from "./rule.ts"

/** Rules that each response is checked against. */
export const responseRules = {
  "response-status": {
    severity: "error",
    title: "The status is not declared",
    rule: "Each status that an operation returns is declared.",
    reason: "Generated clients have no type for the response.",
    fix: "Declare the status or return a declared one.",
  },
  "response-media-type": {
    severity: "error",
    title: "The media type is not declared",
    rule: "The `content-type` of a response is declared for its status.",
    reason: "Clients cannot parse the body.",
    fix: "Return the declared media type.",
  },
  "response-schema": {
    severity: "error",
    title: "The response violates its schema",
    rule: "A response body satisfies the schema of its status.",
    reason: "Clients fail on a value that the types exclude.",
    fix: "Validate responses in the server's tests.",
  },
  "response-header": {
    severity: "error",
    title: "A response header is missing or invalid",
    rule: "Required response headers are present, and declared ones satisfy their schema.",
    reason: "Clients that need the header fail.",
    fix: "Return the header as the document declares it.",
  },
  "response-code": {
    severity: "error",
    title: "The error code is not declared for the status",
    rule: "The error code of a response is in the `x-error-codes` of its status.",
    reason: "Clients use the code to decide what to do.",
    fix: "Declare the code or return a declared one.",
  },
  "response-echo": {
    severity: "error",
    title: "A returned field differs from the sent field",
    rule: "A response field that equals the request field of the same name in the examples has the sent value in each success, also if the value is `0`, `false`, empty, or null.",
    reason: "The caller does not know which value was stored.",
    fix: "Return the stored value unchanged, and null for an absent value. Test for null instead of truth.",
  },
  "response-format": {
    severity: "error",
    title: "A value does not have the documented format",
    rule: "A response field that is an RFC 3339 time in the examples is an RFC 3339 time in each success.",
    reason: "Clients cannot parse the value.",
    fix: "Return times in RFC 3339.",
  },
  "request-id": {
    severity: "error",
    title: "The request ID is missing or not unique",
    rule: "A declared request ID header is present, differs between requests, and contains no unsafe text from the caller.",
    reason: "The support team cannot find a request without a unique ID.",
    fix: "Create an ID for each request, and validate an ID from the caller.",
  },
  "response-cache": {
    severity: "error",
    title: "A cache can store a response",
    rule: "If an operation requires a credential, no shared cache may store its responses. All responses have `no-store` if one has it, or if the operation has an idempotency key.",
    reason: "A cache can return one caller's data to another.",
    fix: "Return `cache-control: no-store` with each response.",
  },
} as const satisfies Readonly<Record<string, VerifyRule>>

/** Rules about data that a response must not contain. */
export const leakRules = {
  "leak-value": {
    severity: "error",
    title: "A response contains a sent value",
    rule: "An error contains no sent value. A success contains a sent value only if the document declares a response field with the name of the sent field.",
    reason: "Errors are logged and displayed, so personal data in them is disclosed.",
    fix: "Name the field and the rule, never the value.",
  },
  "leak-credential": {
    severity: "error",
    title: "A response contains the credential",
    rule: "No response contains the token or one of its dot-separated parts.",
    reason: "Clients log responses, so the credential is disclosed.",
    fix: "Never write the credential into a message or header.",
  },
  "leak-key": {
    severity: "error",
    title: "A response contains the idempotency key",
    rule: "No response contains the idempotency key.",
    reason: "With the key, another person can request the result.",
    fix: "Do not return the key.",
  },
  "leak-internals": {
    severity: "error",
    title: "A response contains internal details",
    rule: "No response contains stack traces, file paths, or messages of a database or parser.",
    reason: "Internal details help attackers, and change with each deployment.",
    fix: "Return a fixed message, and log the details.",
  },
} as const satisfies Readonly<Record<string, VerifyRule>>
