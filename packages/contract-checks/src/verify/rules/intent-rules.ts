import type { VerifyRule } from "./rule.ts"

/** Rules about idempotency keys. */
export const intentRules = {
  "intent-replay": {
    severity: "error",
    title: "A retry does not return the first response",
    rule: "The response to a retry has the status and body of the first response.",
    reason: "A caller that did not receive the first response cannot get the result.",
    fix: "Store the response of each key, and return it unchanged.",
  },
  "intent-replay-header": {
    severity: "error",
    title: "The replay header is wrong",
    rule: "The declared header that marks replays is `true` on a replay and not on a first response.",
    reason: "Without the header, callers cannot distinguish a new result from an earlier one.",
    fix: "Set the header on replays only.",
  },
  "intent-key-ignored": {
    severity: "error",
    title: "One key creates two results",
    rule: "A key never creates a second result, even with another body.",
    reason: "A retry creates a duplicate.",
    fix: "Claim the key before the work begins, and do not delete it.",
  },
  "intent-keys-mixed": {
    severity: "error",
    title: "Two keys share one result",
    rule: "Different keys create different results, even if only one character or the letter case differs.",
    reason: "The response to a new request contains an earlier result.",
    fix: "Compare whole keys, byte by byte.",
  },
  "intent-reuse": {
    severity: "error",
    title: "A key with another body is accepted",
    rule: "If the document declares an error code for a used key with another body, such a request is rejected with that code. `0`, `false`, an empty value, and the text `null` differ from null and from an absent field. Null and an absent field may be equal.",
    reason: "The caller believes that the second request was carried out.",
    fix: "Store a hash of the whole body as canonical JSON (RFC 8785) with the key, and compare it.",
  },
  "intent-equal-bodies": {
    severity: "error",
    title: "Equal bodies are treated as different",
    rule: "A retry that differs only in field order, white space, escapes, number notation, or unrelated headers receives the first response.",
    reason: "A client can serialize the same value differently after a restart.",
    fix: "Compare canonical JSON (RFC 8785).",
  },
  "intent-burned": {
    severity: "error",
    title: "A rejected request uses up its key",
    rule: "After a rejection that created nothing, the key can be used for a corrected request.",
    reason: "The caller cannot send the corrected request with the same key.",
    fix: "Record a key only when the request is valid.",
  },
  "intent-tenant": {
    severity: "error",
    title: "Callers share keys",
    rule: "Keys of different callers are independent, also if their claims differ only in case or are equal when joined. A caller's keys remain valid with a new token.",
    reason: "A caller receives another caller's result.",
    fix: "Store keys per caller, not per service or token. Store each claim in its own column, and compare it byte by byte.",
  },
  "intent-race": {
    severity: "error",
    title: "Concurrent requests with one key create two results",
    rule: "Concurrent requests with one key create one result.",
    reason: "Double clicks and retries after timeouts create duplicates.",
    fix: "Claim the key atomically.",
  },
  "intent-abort": {
    severity: "error",
    title: "After an aborted request, a retry fails or creates a second result",
    rule: "A retry after a lost connection succeeds and creates no second result.",
    reason: "Mobile clients lose connections often.",
    fix: "Finish the work without the connection, or let a retry finish it.",
  },
} as const satisfies Readonly<Record<string, VerifyRule>>
