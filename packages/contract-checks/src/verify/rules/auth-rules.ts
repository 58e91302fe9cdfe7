import type { VerifyRule } from "./rule.ts"

/** Rules about credentials. */
export const authRules = {
  "auth-missing-accepted": {
    severity: "error",
    title: "A request without a credential is accepted",
    rule: "An operation with a security requirement rejects a request without a credential.",
    reason: "A caller without a token can use the operation.",
    fix: "Authenticate each request of the operation.",
  },
  "auth-invalid-accepted": {
    severity: "error",
    title: "An invalid credential is accepted",
    rule: "A changed, unsigned, misplaced, or ambiguous credential is rejected, and so is a token that is signed with its own key or an empty secret.",
    reason: "A caller can act for another user.",
    fix: "Verify the signature and the scheme, and accept only one credential (RFC 6750, RFC 8725).",
  },
  "auth-claims-accepted": {
    severity: "error",
    title: "A token with invalid claims is accepted",
    rule: "A token that expired 10 minutes ago, is not yet valid, for another audience, of another issuer, or without a required claim is rejected.",
    reason: "A stolen token, or a token for another service, remains usable.",
    fix: "Verify `exp`, `nbf`, `aud`, `iss`, and the claims that identify the caller (RFC 9068, section 4).",
  },
  "auth-identity": {
    severity: "error",
    title: "The response names another identity",
    rule: "A response field with the name or value of a token claim has that claim's value in the response to every caller.",
    reason: "A caller receives or creates data under another identity.",
    fix: "Take the identity only from the verified token.",
  },
  "auth-status": {
    severity: "error",
    title: "A rejected credential has the wrong status",
    rule: "If the operation declares 401, the response to a missing or invalid credential is 401.",
    reason: "Clients get a new token only after a 401.",
    fix: "Return 401.",
  },
  "auth-after-validation": {
    severity: "error",
    title: "The body is validated before the credential",
    rule: "The response to an invalid request without a valid credential is 401.",
    reason: "Callers without a credential can explore the API and use up its resources.",
    fix: "Authenticate before reading the body.",
  },
  "auth-scheme-case": {
    severity: "error",
    title: "The authentication scheme is case-sensitive",
    rule: "The scheme is accepted in upper and lower case (RFC 9110, section 11.1).",
    reason: "Some clients write `bearer`.",
    fix: "Ignore case when comparing the scheme.",
  },
  "auth-challenge": {
    severity: "error",
    title: "The challenge is missing",
    rule: "If the credential belongs in `Authorization`, a 401 has a `WWW-Authenticate` header with the declared scheme (RFC 9110, section 11.6.1).",
    reason: "Clients read the reason for the rejection from this header.",
    fix: "Return the header with each 401.",
  },
} as const satisfies Readonly<Record<string, VerifyRule>>
