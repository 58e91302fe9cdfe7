import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { generateKeyPair, SignJWT, type importJWK, type JWK } from "jose"
import { onTestFinished, vi } from "vitest"
import { createTokenVerifier, type TokenVerifierOptions } from "../../../src/node/index.ts"
import { createTokenIssuer } from "@loop-health/integrations-simulator"

/** The issuer of valid tokens. */
export const issuer = "https://issuer.example"
/** The audience of valid tokens. */
export const audience = "https://integrations.platform.loop.health"
/** The claims of a token. */
export const person = { brand_id: "brand_a", user_id: "user_a" }
/** The caller that these claims identify. */
export const caller = { brandId: "brand_a", userId: "user_a" }
/** One second in milliseconds. */
export const second = 1_000
/** One minute in milliseconds. */
export const minute = 60 * second

/** Serves a key set to a verifier, on a fake clock. */
export async function startKeys(options: Partial<TokenVerifierOptions> = {}) {
  // Node loads fetch at its first call. On a busy machine, this takes longer than some timeouts.
  await fetch("data:,")
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-23T12:00:00Z") })
  onTestFinished(() => void vi.useRealTimers())
  const keys = {
    requestedPaths: [] as (string | undefined)[],
    respond: (_response: ServerResponse): void => {},
  }
  const server = createServer((request, response) => {
    keys.requestedPaths.push(request.url)
    keys.respond(response)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const tokens = await createTokenIssuer({ issuer, audience })
  const publish = (...published: object[]) => {
    keys.respond = (response) => response.end(JSON.stringify({ keys: published }))
  }
  publish(toPublic(tokens.privateKey))
  const verify = createTokenVerifier({ issuer, audience, jwksUrl: `${url}/jwks`, ...options })
  return {
    url,
    keys,
    publish,
    tokens,
    verify,
    /** Returns the error code for a token, or `taken`. */
    outcome: (token: string) =>
      verify(token).then(
        () => "taken",
        (error: { readonly code: string }) => error.code,
      ),
    advance: (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds),
  }
}

/** A key set served by `startKeys`. */
export type Keys = Awaited<ReturnType<typeof startKeys>>

/** Returns the public part of a key. */
export function toPublic({ d: _secret, ...publicKey }: JWK): JWK {
  return publicKey
}

/** Returns a token signed with a key that is not published. */
export async function signWithUnknownKey(header: Record<string, unknown> = {}): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256")
  return sign(privateKey, { kid: crypto.randomUUID(), ...header })
}

type SigningKey = Awaited<ReturnType<typeof importJWK>>

/** Returns a token whose header does not name its key. */
export function signWithoutKeyId(key: SigningKey): Promise<string> {
  return sign(key, {})
}

function sign(key: SigningKey, header: Record<string, unknown>): Promise<string> {
  return new SignJWT({ brand_id: "brand_a" })
    .setProtectedHeader({ alg: "ES256", ...header })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject("user_a")
    .setExpirationTime(Date.now() / second + 3_600)
    .sign(key)
}
