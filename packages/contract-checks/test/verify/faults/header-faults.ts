import { createCorrectServer } from "../support/correct-server.ts"
import { errorResponse, onRequest, type Fault, type MutableRequest } from "./fault.ts"

function acceptsKey(name: string, repair: (key: string | null) => string | undefined): Fault {
  return {
    name,
    group: "headers",
    rule: "parameter-invalid-accepted",
    create: () =>
      onRequest(createCorrectServer(), ({ headers }) => {
        const key = repair(headers.get("idempotency-key"))
        if (key !== undefined) headers.set("idempotency-key", key)
      }),
  }
}

function rejectsKey(
  name: string,
  group: Fault["group"],
  isRejected: (key: string, request: MutableRequest) => boolean,
): Fault {
  return {
    name,
    group,
    rule: "parameter-valid-rejected",
    create: () =>
      onRequest(createCorrectServer(), (request) =>
        isRejected(request.headers.get("idempotency-key") ?? "", request)
          ? errorResponse(400, "idempotency_key_invalid")
          : undefined,
      ),
  }
}

/** Faults of the server in the validation of the key. */
export const headerFaults: readonly Fault[] = [
  {
    ...acceptsKey("creates a missing key", (key) =>
      key === null ? crypto.randomUUID() : undefined,
    ),
    rule: "parameter-missing-accepted",
  },
  acceptsKey("creates a key for an empty one", (key) =>
    key === "" ? crypto.randomUUID() : undefined,
  ),
  acceptsKey("cuts a key of 256 characters", (key) => key?.slice(0, 255)),
  acceptsKey("removes spaces from a key", (key) => key?.replaceAll(/[ \t,]/g, "")),
  acceptsKey("accepts other characters than ASCII", (key) => key?.replaceAll(/[^ -~]/g, "_")),
  acceptsKey("takes the first of two keys", (key) => key?.split(",")[0]),
  rejectsKey("rejects a key of 255 characters", "intents", (key) => key.length > 254),
  rejectsKey("rejects punctuation in a key", "intents", (key) => /[^\w-]/.test(key)),
  {
    name: "returns 401 for a missing key",
    group: "headers",
    rule: "rejection-status",
    create: () =>
      onRequest(createCorrectServer(), ({ headers }) =>
        headers.has("idempotency-key") ? undefined : errorResponse(401, "unauthenticated"),
      ),
  },
  {
    name: "fails without a key",
    group: "headers",
    rule: "server-error",
    create: () =>
      onRequest(createCorrectServer(), ({ headers }) =>
        headers.has("idempotency-key") ? undefined : errorResponse(502, "internal_error"),
      ),
  },
]
