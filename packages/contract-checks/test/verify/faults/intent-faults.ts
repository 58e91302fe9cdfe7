import { setTimeout as pause } from "node:timers/promises"
import { isDeepStrictEqual } from "node:util"
import { createCorrectServer, type Service } from "../support/correct-server.ts"
import {
  declareOptionalFields,
  errorResponse,
  onRequest,
  onResponse,
  parse,
  type AnyJson,
  type Fault,
  type MutableRequest,
} from "./fault.ts"
import { extendKey, intentFault as fault, randomKey } from "./key-faults.ts"

/** Returns a fault that compares only a part of the body. */
function comparesOnly(
  name: string,
  rule: Fault["rule"],
  partOf: (body: AnyJson) => unknown,
): Fault {
  return fault(name, rule, () => {
    const bodies = new Map<string, Uint8Array>()
    return onRequest(createCorrectServer(), (request) => {
      const body = parse(request.body)
      const key = request.headers.get("idempotency-key") ?? ""
      if (Object(body) !== body || request.body === undefined) return
      const id = `${key} ${request.headers.get("authorization")} ${JSON.stringify(sortFields(partOf(body)))}`
      const known = bodies.get(id)
      if (known === undefined) bodies.set(id, request.body)
      else request.body = known
    })
  })
}

/** Faults of the server in the handling of keys. */
export const intentFaults: readonly Fault[] = [
  fault("forgets keys after 10 others", "intent-key-ignored", () => {
    const versions = new Map<string, string>()
    return onRequest(createCorrectServer(), ({ headers }) => {
      const key = headers.get("idempotency-key")
      if (key === null) return
      const version = versions.get(key) ?? randomKey()
      versions.set(key, version)
      if (versions.size > 10) versions.delete([...versions.keys()][0] ?? "")
      headers.set("idempotency-key", extendKey(key, version))
    })
  }),
  fault("does not mark replays", "intent-replay-header", () =>
    onResponse(createCorrectServer(), ({ headers }) => {
      headers.delete("idempotent-replayed")
    }),
  ),
  fault("marks each response as a replay", "intent-replay-header", () =>
    onResponse(createCorrectServer(), ({ headers, status }) => {
      if (status === 201) headers.set("idempotent-replayed", "true")
    }),
  ),
  fault("returns 200 for replays", "intent-replay", () =>
    onResponse(createCorrectServer(), (response) => {
      if (response.headers.has("idempotent-replayed")) response.status = 200
    }),
  ),
  fault("returns 409 for replays", "intent-replay", () =>
    onResponse(createCorrectServer(), (response) => {
      if (!response.headers.has("idempotent-replayed")) return
      Object.assign(response, { status: 400, text: errorResponse(400, "validation_error").text })
    }),
  ),
  fault("returns a new time for replays", "intent-replay", () =>
    onResponse(createCorrectServer(), (response) => {
      if (!response.headers.has("idempotent-replayed")) return
      response.text = response.text.replace(
        /"created_at":"[^"]*"/,
        `"created_at":"2030-01-01T00:00:00Z"`,
      )
    }),
  ),
  fault("returns another status of the order for replays", "intent-replay", () =>
    onResponse(createCorrectServer(), (response) => {
      if (response.headers.has("idempotent-replayed")) {
        response.text = response.text.replace('"received"', '"completed"')
      }
    }),
  ),
  comparesOnly("does not compare bodies", "intent-reuse", () => undefined),
  comparesOnly("does not compare the patient", "intent-reuse", (body) => ({ ...body, patient: 0 })),
  comparesOnly("does not compare the address", "intent-reuse", (body) => ({ ...body, address: 0 })),
  comparesOnly("does not compare the price", "intent-reuse", (body) => ({
    ...body,
    total_cents: 0,
  })),
  comparesOnly("does not compare line 2", "intent-reuse", (body) => {
    return { ...body, address: { ...body.address, line2: "" } }
  }),
  comparesOnly("compares a price of 0 like no price", "intent-reuse", (body) => {
    return { ...body, total_cents: body.total_cents || null }
  }),
  comparesOnly("compares only whether there is a price", "intent-reuse", (body) => {
    return { ...body, total_cents: Boolean(body.total_cents) }
  }),
  comparesOnly("compares null like the text null", "intent-reuse", (body) => {
    return { ...body, currency: String(body.currency), patient_id: String(body.patient_id) }
  }),
  comparesOnly("joins the fields before the comparison", "intent-reuse", (body) => {
    return JSON.stringify(body, (_name, value) =>
      Object(value) === value ? Object.values(value).join("") : value,
    )
  }),
  fault("compares only the fields of the first body", "intent-reuse", () => {
    const bodies = new Map<string, AnyJson>()
    return onRequest(createCorrectServer(), (request) => {
      const key = `${request.headers.get("idempotency-key")} ${request.headers.get("authorization")}`
      const body = parse(request.body)
      if (Object(body) !== body) return
      const first = bodies.get(key) ?? body
      bodies.set(key, first)
      const isEqual = Object.keys(first).every((name) => isDeepStrictEqual(first[name], body[name]))
      if (isEqual) request.body = Buffer.from(JSON.stringify(first))
    })
  }),
  {
    ...comparesOnly("compares false and empty values like absent ones", "intent-reuse", (body) => {
      return { ...body, gift: body.gift || null, note: body.note || null, tags: body.tags?.[0] }
    }),
    declare: declareOptionalFields,
  },
  fault("returns another code for a reused key", "intent-reuse", () =>
    onResponse(createCorrectServer(), (response) => {
      response.text = response.text.replace("idempotency_key_reused", "validation_error")
    }),
  ),
  fault("compares the text of bodies", "intent-equal-bodies", () => {
    const bodies = new Map<string, string>()
    return onRequest(createCorrectServer(), ({ headers, body }) => {
      const key = `${headers.get("idempotency-key")} ${headers.get("authorization")}`
      const text = Buffer.from(body ?? []).toString()
      if (parse(body) === undefined) return
      const known = bodies.get(key) ?? text
      bodies.set(key, known)
      return known === text ? undefined : errorResponse(400, "idempotency_key_reused")
    })
  }),
  fault("compares numbers as text", "intent-equal-bodies", () => {
    const numbers = new Map<string, string>()
    return onRequest(createCorrectServer(), ({ headers, body }) => {
      const key = `${headers.get("idempotency-key")} ${headers.get("authorization")}`
      const number = /"total_cents":([^,}]*)/.exec(Buffer.from(body ?? []).toString())?.[1]
      if (number === undefined || Number.isNaN(Number(number))) return
      const known = numbers.get(key) ?? number
      numbers.set(key, known)
      const isOtherForm = known !== number && Number(known) === Number(number)
      return isOtherForm ? errorResponse(400, "idempotency_key_reused") : undefined
    })
  }),
  fault("returns stored responses without a token", "auth-missing-accepted", () =>
    storesResponses((request) => !request.headers.has("authorization")),
  ),
  fault("returns stored responses with an invalid token", "auth-invalid-accepted", () =>
    storesResponses((request) => request.headers.get("authorization")?.includes(".") !== true),
  ),
  burns("records keys of invalid bodies", (request) => parse(request.body) !== undefined),
  burns("records keys of malformed bodies", (request) => parse(request.body) === undefined),
  fault("records keys of requests without a token", "intent-burned", () => {
    const burned = new Set<string>()
    return onRequest(createCorrectServer(), ({ headers }) => {
      const key = headers.get("idempotency-key") ?? ""
      if (!headers.has("authorization")) burned.add(key)
      return burned.has(key) && headers.has("authorization")
        ? errorResponse(400, "idempotency_key_reused")
        : undefined
    })
  }),
  fault("forgets the order after an invalid request", "intent-key-ignored", () => {
    const versions = new Map<string, number>()
    return onRequest(createCorrectServer(), ({ headers, body }) => {
      const key = headers.get("idempotency-key") ?? ""
      const parsed = parse(body)
      const isInvalid = parsed !== undefined && parsed?.panel_slug === undefined
      const version = (versions.get(key) ?? 0) + Number(isInvalid)
      versions.set(key, version)
      if (version > 0 && !isInvalid) headers.set("idempotency-key", extendKey(key, `v${version}`))
    })
  }),
  sharesKeys("shares keys between callers", (claims) => ({ ...claims, sub: "", brand_id: "" })),
  sharesKeys("shares keys between users of a brand", (claims) => ({ ...claims, sub: "" })),
  sharesKeys("shares keys between brands", (claims) => ({ ...claims, brand_id: "" })),
  sharesKeys("joins the brand and the user", ({ brand_id, sub }) => {
    return { brand_id: `${brand_id}${sub}`, sub: "" }
  }),
  sharesKeys("joins the brand and the user with a colon", ({ brand_id, sub }) => {
    return { brand_id: `${brand_id}:${sub}`, sub: "" }
  }),
  sharesKeys("ignores the case of users", ({ brand_id, sub }) => {
    return { brand_id, sub: String(sub).toLowerCase() }
  }),
  fault("checks and claims keys separately", "intent-race", () => {
    const known = new Map<string, string>()
    return onRequest(createCorrectServer(), async ({ headers }) => {
      const key = headers.get("idempotency-key") ?? ""
      const version = known.get(key) ?? randomKey()
      await pause(1)
      known.set(key, version)
      headers.set("idempotency-key", extendKey(key, version))
    })
  }),
  fault("fails on concurrent requests", "server-error", () => {
    const active = new Set<string>()
    const server = createCorrectServer()
    return async (request) => {
      const key = request.headers.get("idempotency-key") ?? ""
      if (active.has(key)) {
        const { status, headers, text } = errorResponse(502, "internal_error")
        return new Response(text, { status, headers })
      }
      active.add(key)
      await pause(1)
      try {
        return await server(request)
      } finally {
        active.delete(key)
      }
    }
  }),
  fault("locks the key of an aborted request", "intent-abort", () => {
    const locked = new Set<string>()
    const server = createCorrectServer()
    return async (request) => {
      const key = request.headers.get("idempotency-key") ?? ""
      if (locked.has(key)) {
        const { status, headers, text } = errorResponse(502, "order_in_progress")
        return new Response(text, { status, headers })
      }
      await pause(10)
      if (request.signal.aborted) {
        locked.add(key)
        throw new DOMException("aborted", "AbortError")
      }
      return server(request)
    }
  }),
]

function sortFields(value: AnyJson): AnyJson {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value
  const names = Object.keys(value).sort()
  return Object.fromEntries(names.map((name) => [name, sortFields(value[name])]))
}

/** Returns a fault that never allows the key of a rejected request. */
function burns(name: string, isBurning: (request: MutableRequest) => boolean): Fault {
  return fault(name, "intent-burned", () => {
    const burned = new Set<string>()
    const server = createCorrectServer()
    return async (request) => {
      const key = request.headers.get("idempotency-key") ?? ""
      const bytes = new Uint8Array(await request.clone().arrayBuffer())
      if (burned.has(key)) {
        const { status, headers, text } = errorResponse(400, "validation_error")
        return new Response(text, { status, headers })
      }
      const response = await server(request)
      const copy = { method: "POST", path: "", headers: request.headers, body: bytes }
      const isUnknown = (await response.clone().text()).includes("idempotency_key_reused")
      if (response.status === 400 && !isUnknown && isBurning(copy)) burned.add(key)
      return response
    }
  })
}

/** Returns a server that responds to some requests from a cache by key. */
function storesResponses(isCached: (request: Request) => boolean): Service {
  const responses = new Map<string, Response>()
  const server = createCorrectServer()
  return async (request) => {
    const key = request.headers.get("idempotency-key") ?? ""
    const stored = responses.get(key)
    if (stored !== undefined && isCached(request)) return stored.clone()
    const response = await server(request)
    if (response.status === 201) responses.set(key, response.clone())
    return response
  }
}

/** Returns a fault that uses only a part of the caller's identity. */
function sharesKeys(name: string, identityOf: (claims: AnyJson) => AnyJson): Fault {
  return fault(name, "intent-tenant", () => {
    const tokens = new Map<string, string>()
    return onRequest(createCorrectServer(), ({ headers }) => {
      const key = headers.get("idempotency-key") ?? ""
      const token = headers.get("authorization") ?? ""
      const claims = parse(Buffer.from(token.split(".")[1] ?? "", "base64url"))
      if (claims === undefined) return
      const { sub, brand_id } = identityOf(claims)
      const id = `${key} ${sub} ${brand_id}`
      const first = tokens.get(id) ?? token
      tokens.set(id, first)
      headers.set("authorization", first)
    })
  })
}
