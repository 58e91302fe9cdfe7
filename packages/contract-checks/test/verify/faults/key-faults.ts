import { createCorrectServer, type Service } from "../support/correct-server.ts"
import { onRequest, type Fault, type MutableRequest } from "./fault.ts"

/** Creates a fault in the handling of keys. */
export function intentFault(name: string, rule: Fault["rule"], create: () => Service): Fault {
  return { name, group: "intents", rule, create }
}

/** Returns a new key. */
export const randomKey = () => crypto.randomUUID()

/** Returns a key to which texts are added, within the allowed length. */
export function extendKey(key: string, text: string): string {
  return `${key.slice(0, 200)}${text.replaceAll(/[^\w]/g, "").slice(-50)}${key.slice(200)}`.slice(
    0,
    255,
  )
}

/** Returns a fault that changes the key before the server uses it. */
function changesKey(
  name: string,
  rule: Fault["rule"],
  change: (key: string, request: MutableRequest) => string,
): Fault {
  return intentFault(name, rule, () =>
    onRequest(createCorrectServer(), (request) => {
      const key = request.headers.get("idempotency-key")
      if (key !== null) request.headers.set("idempotency-key", change(key, request))
    }),
  )
}

/** Faults of the server that confuse keys. */
export const keyFaults: readonly Fault[] = [
  changesKey("ignores the key", "intent-key-ignored", randomKey),
  changesKey("ignores the case of keys", "intent-keys-mixed", (key) => key.toLowerCase()),
  changesKey("cuts keys to 200 characters", "intent-keys-mixed", (key) => key.slice(0, 200)),
  changesKey("cuts keys to 36 characters", "intent-keys-mixed", (key) => key.slice(0, 36)),
  changesKey("compares the ends of keys", "intent-keys-mixed", (key) => key.slice(-200)),
  changesKey("decodes keys", "intent-keys-mixed", (key) => key.replaceAll("%41", "A")),
  changesKey("ignores punctuation in keys", "intent-keys-mixed", (key) => key.replaceAll("_", "-")),
  changesKey("reads keys as numbers", "intent-keys-mixed", (key) => key.replace(/^0+(?=\d+$)/, "")),
  changesKey(
    "uses the body as the key",
    "intent-keys-mixed",
    (_key, { body }) =>
      `k${Buffer.from(body ?? [])
        .toString("hex")
        .slice(-200)}`,
  ),
  changesKey("stores keys by token", "intent-tenant", (key, { headers }) =>
    extendKey(key, headers.get("authorization") ?? ""),
  ),
  changesKey("stores keys by client", "intent-equal-bodies", (key, { headers }) =>
    extendKey(key, headers.get("user-agent") ?? ""),
  ),
  changesKey("stores keys by request ID", "intent-equal-bodies", (key, { headers }) =>
    extendKey(key, headers.get("x-request-id") ?? ""),
  ),
  changesKey("stores keys by content length", "intent-key-ignored", (key, { body }) =>
    extendKey(key, String(body?.byteLength)),
  ),
  changesKey("creates another order for another body", "intent-key-ignored", (key, { body }) =>
    extendKey(key, Buffer.from(body ?? []).toString("hex")),
  ),
]
