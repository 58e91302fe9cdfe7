import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from "jose"

/** Who issues, for whom. */
export interface TokenIssuerOptions {
  /** The `iss` of its tokens. */
  readonly issuer: string
  /** The `aud` of its tokens. */
  readonly audience: string
  /** The private key of an earlier issuer, so that its tokens stay good; a new one is made unless given. */
  readonly privateKey?: JWK | undefined
  /** Epoch milliseconds; the process's clock unless told. */
  readonly now?: () => number
}

/** What a token is to say. */
export interface TokenRequest {
  readonly brand_id: string
  readonly user_id: string
  /** Seconds until it expires; 3,600 unless told, and negative for one that has expired. */
  readonly expires_in?: number | undefined
  /** Space-separated scopes; none unless told. */
  readonly scope?: string | undefined
}

/** A stand-in for the service that issues access tokens: real signatures, real keys over HTTP, no log-in. */
export interface TokenIssuer {
  /** Serves `GET /.well-known/jwks.json` (RFC 7517) and `POST /token` with a {@link TokenRequest}. Needs no `this`. */
  fetch(this: void, request: Request): Promise<Response>
  /** Signs a token. */
  issue(request: TokenRequest): Promise<string>
  /** The signing key, to be kept where tokens shall outlive the process. */
  readonly privateKey: JWK
}

const algorithm = "ES256"

/** Makes a token issuer for tests and local development. Rejects when the given key is no private ES256 key. */
export async function createTokenIssuer(options: TokenIssuerOptions): Promise<TokenIssuer> {
  const { issuer, audience, now = Date.now } = options
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
    async fetch(request) {
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
    },
  }
}

async function generatePrivateKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: algorithm, use: "sig" }
}

/** The request, or what is wrong with it. */
async function readTokenRequest(request: Request): Promise<TokenRequest | string> {
  const body = await request.json().catch(() => undefined)
  if (body === undefined) return "the body must be JSON"
  const { brand_id, user_id, expires_in, scope } = (body ?? {}) as Record<string, unknown>
  if (typeof brand_id !== "string" || brand_id === "") return "brand_id must be a string"
  if (typeof user_id !== "string" || user_id === "") return "user_id must be a string"
  if (expires_in !== undefined && !Number.isSafeInteger(expires_in)) {
    return "expires_in must be a whole number of seconds"
  }
  if (scope !== undefined && typeof scope !== "string") return "scope must be a string"
  return { brand_id, user_id, expires_in: expires_in as number | undefined, scope }
}

function json(status: number, body: object): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } })
}
