import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from "jose"
import { withCors } from "./cors.ts"

/** Options for `createTokenIssuer`. */
export interface TokenIssuerOptions {
  /** The `iss` claim of the tokens. */
  readonly issuer: string
  /** The `aud` claim of the tokens. */
  readonly audience: string
  /** Private key of an earlier issuer, whose tokens remain valid. Default: a new key. */
  readonly privateKey?: JWK | undefined
  /** Origins whose pages may request tokens, such as `http://localhost:5173`. Default: none. */
  readonly corsOrigins?: readonly string[] | undefined
  /** Returns the time in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
}

/** Claims of a requested token. */
export interface TokenRequest {
  readonly brand_id: string
  readonly user_id: string
  /**
   * Whole seconds until the token expires. A negative value creates an expired token. Default:
   * 3,600.
   */
  readonly expires_in?: number | undefined
  /** Space-separated scopes. Default: none. */
  readonly scope?: string | undefined
}

/** A simulated issuer of access tokens. Every caller gets a token without a login. */
export interface TokenIssuer {
  /** Serves `GET /.well-known/jwks.json` (RFC 7517) and `POST /token` with a `TokenRequest`. */
  fetch(this: void, request: Request): Promise<Response>
  /** Resolves to a signed token (RFC 9068). */
  issue(request: TokenRequest): Promise<string>
  /** The private signing key. Save it if tokens must remain valid after a restart. */
  readonly privateKey: JWK
}

const algorithm = "ES256"

/** Creates a token issuer for tests. Rejects if `privateKey` is not an ES256 key. */
export async function createTokenIssuer(options: TokenIssuerOptions): Promise<TokenIssuer> {
  const { issuer, audience, corsOrigins = [], now = Date.now } = options
  const privateKey = options.privateKey ?? (await generatePrivateKey())
  const { d: _secret, ...publicKey } = privateKey
  const signingKey = await importJWK(privateKey, algorithm)

  const issue = ({ brand_id, user_id, expires_in = 3_600, scope }: TokenRequest) => {
    const seconds = Math.floor(now() / 1000)
    return new SignJWT({ brand_id, scope })
      .setProtectedHeader({ alg: algorithm, kid: String(privateKey.kid), typ: "at+jwt" })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(user_id)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + expires_in)
      .sign(signingKey)
  }

  return {
    issue,
    privateKey,
    fetch: withCors(async (request) => {
      switch (`${request.method} ${new URL(request.url).pathname}`) {
        case "GET /.well-known/jwks.json":
          return json(200, { keys: [publicKey] })
        case "POST /token": {
          const tokenRequest = await readTokenRequest(request)
          return typeof tokenRequest === "string"
            ? json(400, { error: "invalid_request", error_description: tokenRequest })
            : json(200, { access_token: await issue(tokenRequest), token_type: "Bearer" })
        }
        default:
          return json(404, { error: "not_found" })
      }
    }, corsOrigins),
  }
}

async function generatePrivateKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: algorithm, use: "sig" }
}

/** Returns the request, or an error message. */
async function readTokenRequest(request: Request): Promise<TokenRequest | string> {
  const body = await request.json().catch(() => undefined)
  if (body === undefined) return "The body must be JSON."
  const { brand_id, user_id, expires_in, scope } = (body ?? {}) as Record<string, unknown>
  if (typeof brand_id !== "string" || brand_id === "") return "brand_id must be a non-empty string."
  if (typeof user_id !== "string" || user_id === "") return "user_id must be a non-empty string."
  if (expires_in !== undefined && !Number.isSafeInteger(expires_in)) {
    return "expires_in must be a whole number of seconds."
  }
  if (scope !== undefined && typeof scope !== "string") return "scope must be a string."
  return { brand_id, user_id, expires_in: expires_in as number | undefined, scope }
}

function json(status: number, body: object): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } })
}
