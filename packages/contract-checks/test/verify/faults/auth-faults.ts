import { createHmac, createPublicKey, verify } from "node:crypto"
import { createCorrectServer } from "../support/correct-server.ts"
import { issueToken, type TokenCheck } from "../support/tokens.ts"
import {
  errorResponse,
  onRequest,
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
  change: (request: MutableRequest) => MutableResponse | void,
): Fault {
  return { name, group: "auth", rule, create: () => onRequest(createCorrectServer(), change) }
}

/** Returns a fault of the token verifier. */
function skips(name: string, rule: Fault["rule"], ...checks: readonly TokenCheck[]): Fault {
  const create = () => createCorrectServer({ skippedTokenChecks: new Set(checks) })
  return { name, group: "auth", rule, create }
}

interface SignedToken {
  readonly header: AnyJson
  readonly signed: Buffer
  readonly signature: Buffer
}

/** Returns a fault that accepts another signature than the issuer's. */
function signedBy(name: string, isSigned: (token: SignedToken) => boolean): Fault {
  return fault(name, "auth-invalid-accepted", ({ headers }) => {
    const [head = "", payload = "", signature = ""] = partsOf(headers)
    const header = parse(Buffer.from(head, "base64url"))
    const claims = parse(Buffer.from(payload, "base64url"))
    if (header === undefined || claims === undefined) return
    const signed = Buffer.from(`${head}.${payload}`)
    if (isSigned({ header, signed, signature: Buffer.from(signature, "base64url") })) {
      headers.set("authorization", `Bearer ${issueToken(claims)}`)
    }
  })
}

function partsOf(headers: Headers): readonly string[] {
  return (headers.get("authorization") ?? "").replace(/^bearer /i, "").split(".")
}

const isPost = ({ method }: MutableRequest) => method === "POST"

/** Faults of the server in authentication. */
export const authFaults: readonly Fault[] = [
  fault("accepts requests without a token", "auth-missing-accepted", ({ headers }) => {
    if (!headers.has("authorization")) headers.set("authorization", `Bearer ${issueToken()}`)
  }),
  fault("accepts an empty header", "auth-invalid-accepted", ({ headers }) => {
    if (headers.get("authorization") === "") headers.set("authorization", `Bearer ${issueToken()}`)
  }),
  fault("accepts each scheme", "auth-invalid-accepted", ({ headers }) => {
    const [, token] = (headers.get("authorization") ?? "").split(" ")
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`)
  }),
  fault("accepts a token without a scheme", "auth-invalid-accepted", ({ headers }) => {
    const value = headers.get("authorization") ?? ""
    if (value.startsWith("ey")) headers.set("authorization", `Bearer ${value}`)
  }),
  fault("accepts a token in the query", "auth-invalid-accepted", ({ headers, path }) => {
    const token = new URL(path, "http://localhost").searchParams.get("access_token")
    if (token !== null) headers.set("authorization", `Bearer ${token}`)
  }),
  fault("takes the last of two credentials", "auth-invalid-accepted", ({ headers }) => {
    const value = headers.get("authorization")
    if (value !== null) headers.set("authorization", value.split(",").at(-1)?.trim() ?? "")
  }),
  fault("takes the last word as token", "auth-invalid-accepted", ({ headers }) => {
    const value = headers.get("authorization") ?? ""
    if (/^bearer .* /i.test(value))
      headers.set("authorization", `Bearer ${value.split(" ").at(-1)}`)
  }),
  fault("accepts long tokens unseen", "auth-invalid-accepted", ({ headers }) => {
    if ((headers.get("authorization") ?? "").length > 8_192) {
      headers.set("authorization", `Bearer ${issueToken()}`)
    }
  }),
  fault("accepts only the scheme Bearer in this case", "auth-scheme-case", ({ headers }) =>
    /^(bearer|BEARER) /.test(headers.get("authorization") ?? "")
      ? errorResponse(401, "unauthenticated")
      : undefined,
  ),
  skips("skips the signature", "auth-invalid-accepted", "signature"),
  skips("accepts alg none", "auth-invalid-accepted", "algorithm"),
  signedBy("accepts the key in a token's header", ({ header, signed, signature }) => {
    if (header.jwk === undefined) return false
    const key = createPublicKey({ key: header.jwk, format: "jwk" })
    return verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, signature)
  }),
  signedBy("accepts a signature of zeros", ({ signature }) => {
    return signature.length > 0 && signature.every((byte) => byte === 0)
  }),
  signedBy("accepts an empty secret", ({ header, signed, signature }) => {
    return (
      header.alg === "HS256" && createHmac("sha256", "").update(signed).digest().equals(signature)
    )
  }),
  {
    name: "accepts tokens until 30 minutes after their end",
    group: "auth",
    rule: "auth-claims-accepted",
    create: () =>
      onRequest(createCorrectServer(), ({ headers }) => {
        const claims = parse(Buffer.from(partsOf(headers)[1] ?? "", "base64url"))
        const ago = Date.now() / 1_000 - claims?.exp
        if (ago > 0 && ago < 1_800) {
          headers.set(
            "authorization",
            `Bearer ${issueToken({ ...claims, exp: claims.exp + 3_600 })}`,
          )
        }
      }),
  },
  skips("accepts expired tokens", "auth-claims-accepted", "exp"),
  skips("accepts tokens before their time", "auth-claims-accepted", "nbf"),
  skips("accepts tokens for another audience", "auth-claims-accepted", "aud"),
  skips("accepts tokens of another issuer", "auth-claims-accepted", "iss"),
  skips("accepts tokens without a brand", "auth-claims-accepted", "brand_id"),
  {
    name: "returns 403 instead of 401",
    group: "auth",
    rule: "auth-status",
    create: () =>
      onResponse(createCorrectServer(), (response) => {
        if (response.status === 401) response.status = 403
      }),
  },
  {
    name: "returns 400 instead of 401",
    group: "auth",
    rule: "auth-status",
    create: () =>
      onResponse(createCorrectServer(), (response) => {
        if (response.status === 401) response.status = 400
      }),
  },
  {
    name: "omits the challenge",
    group: "auth",
    rule: "auth-challenge",
    create: () =>
      onResponse(createCorrectServer(), ({ headers }) => {
        headers.delete("www-authenticate")
      }),
  },
  {
    name: "challenges with Basic",
    group: "auth",
    rule: "auth-challenge",
    create: () =>
      onResponse(createCorrectServer(), ({ headers }) => {
        if (headers.has("www-authenticate")) headers.set("www-authenticate", 'Basic realm="api"')
      }),
  },
  fault("validates the body before the token", "auth-after-validation", (request) =>
    isPost(request) && parse(request.body) === undefined
      ? errorResponse(400, "invalid_json")
      : undefined,
  ),
  fault("validates the key before the token", "auth-after-validation", (request) =>
    isPost(request) && !request.headers.has("idempotency-key")
      ? errorResponse(400, "idempotency_key_missing")
      : undefined,
  ),
  {
    name: "returns one user for all callers",
    group: "auth",
    rule: "auth-identity",
    create: () =>
      onSuccess(createCorrectServer(), (body) => {
        body.user_id = "user_a"
      }),
  },
  {
    name: "returns the user as brand",
    group: "auth",
    rule: "auth-identity",
    create: () =>
      onSuccess(createCorrectServer(), (body) => {
        body.brand_id = body.user_id
      }),
  },
  fault("fails on a malformed token", "server-error", ({ headers }) =>
    (headers.get("authorization") ?? "").split(".").length === 3
      ? undefined
      : errorResponse(502, "internal_error"),
  ),
]
