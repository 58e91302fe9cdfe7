import type { VerifyRule } from "./rule.ts"

/** Rules about the pages that may call the service. */
export const corsRules = {
  "cors-credentials": {
    severity: "error",
    title: "Pages of every origin may send credentials",
    rule: "`Access-Control-Allow-Credentials: true` is not sent with `Access-Control-Allow-Origin: *`, nor to an origin that the service cannot know, nor to `null`.",
    reason:
      "Every page can act for a person who is signed in. Browsers reject `*` with credentials.",
    fix: "Omit `Access-Control-Allow-Credentials`, or compare the origin with a list.",
  },
  "cors-any-origin": {
    severity: "warning",
    title: "Every origin is allowed by name",
    rule: "`Access-Control-Allow-Origin` does not repeat an origin that the service cannot know, nor `null`.",
    reason: "A service that repeats each origin usually has a list that it does not use.",
    fix: "Compare the origin with a list, or return `*` if every page may call the service.",
  },
  "cors-forbidden-origin": {
    severity: "error",
    title: "Another origin is allowed",
    rule: "If `--origin` states the allowed origins, no other origin is allowed, not even one with a similar name.",
    reason: "Pages of other origins can read responses.",
    fix: "Compare the whole origin with a list. Do not use a prefix, suffix, or pattern.",
  },
  "cors-blocked": {
    severity: "error",
    title: "A page cannot read a response",
    rule: "If an origin is allowed by a preflight, by one response, or by `--origin`, each response to this origin allows it, errors included. For `--origin`, the preflight allows the method and the headers. `Access-Control-Allow-Origin` has one value.",
    reason: "The browser sends the request, but hides the result from the page.",
    fix: "Add the headers to each response, in one place only: in the service or in the gateway.",
  },
} as const satisfies Readonly<Record<string, VerifyRule>>
