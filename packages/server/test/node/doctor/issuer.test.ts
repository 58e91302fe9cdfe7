import { exportJWK, generateKeyPair, type JWK } from "jose"
import { expect, test } from "vitest"
import { createTokenIssuer } from "@loop-health/integrations-simulator"
import { audience, createDeployment, issuerName, validVariables } from "../../support/deployment.ts"
import { diagnoseWith, serveFunction } from "../../support/doctor.ts"

const { privateKey } = await createTokenIssuer({ issuer: issuerName, audience })
const { d: _secret, ...publicKey } = privateKey

async function createKey(algorithm: string): Promise<JWK> {
  const pair = await generateKeyPair(algorithm, { extractable: true })
  return exportJWK(pair.publicKey)
}

/** Checks an issuer that sends this response. */
async function checkIssuer(respond: () => Response) {
  const url = await serveFunction(respond)
  const variables = { ...validVariables, AUTH_JWKS_URL: `${url}/keys` }
  return diagnoseWith(variables, ["issuer_keys", "issuer_clock"])
}

const shortRsa = { kty: "RSA", e: "AQAB", n: Buffer.alloc(128, 0xcd).toString("base64url") }

test.each<[string, readonly object[], string, string]>([
  [
    "one key of each kind",
    [publicKey, await createKey("EdDSA"), await createKey("PS256")],
    "ok",
    "3 of 3",
  ],
  [
    "a second key that is for encryption",
    [publicKey, { ...publicKey, use: "enc" }],
    "ok",
    "1 of 2",
  ],
  ["a second key without sense", [publicKey, { kty: "none" }], "ok", "1 of 2"],
  ["no key", [], "error", "0 of 0"],
  ["a key for encryption", [{ ...publicKey, use: "enc" }], "error", "0 of 1"],
  ["a shared secret", [{ kty: "oct", k: "c2VjcmV0", alg: "HS256" }], "error", "0 of 1"],
  ["an RSA key of 1,024 bits", [shortRsa], "error", "0 of 1"],
  ["a private key", [publicKey, privateKey], "error", "publishes a private key"],
])("issuer_keys: an issuer with %s", async (_name, keys, status, message) => {
  const [finding] = await checkIssuer(() => Response.json({ keys }))
  expect(finding).toMatchObject({ status, message: expect.stringContaining(message) as string })
})

test.each<[string, () => Response, string]>([
  ["a redirect", () => new Response(null, { status: 302, headers: { location: "/" } }), "(302)"],
  ["an error", () => new Response("secret", { status: 500 }), "responded with 500"],
  ["a page", () => new Response("<html>secret"), "responded with 200 and no key set"],
  ["JSON that is no key set", () => Response.json({ keys: "secret" }), "and no key set"],
  ["JSON null", () => Response.json(null), "and no key set"],
  [
    "a key set of 2 MiB",
    () => Response.json({ keys: [], text: "x".repeat(2 ** 21) }),
    "RESPONSE_TOO_LARGE",
  ],
])("issuer_keys: an issuer that responds with %s", async (_name, respond, message) => {
  const [finding] = await checkIssuer(respond)
  expect(finding).toMatchObject({
    status: "error",
    message: expect.stringContaining(message) as string,
  })
  expect(JSON.stringify(finding)).not.toContain("secret")
})

test.each([
  [0, 0, "ok", "agrees"],
  [-4, 0, "ok", "agrees"],
  [-60, 60, "ok", "agrees"],
  [-60, 0, "warning", "s ahead of the issuer's"],
  [60, 0, "warning", "s behind the issuer's"],
  [-600, 0, "error", "s ahead of the issuer's"],
  [600, 0, "error", "s behind the issuer's"],
])("issuer_clock: a date of %d s with an age of %d s", async (seconds, age, status, message) => {
  const [, finding] = await checkIssuer(() => {
    const date = new Date(Date.now() + seconds * 1000).toUTCString()
    return Response.json({ keys: [publicKey] }, { headers: { date, age: String(age) } })
  })
  expect(finding).toMatchObject({ status, message: expect.stringContaining(message) as string })
})

test.each([
  [{}, "ok", "The server accepts ACCESS_TOKEN."],
  [{ AUTH_ISSUER: `${issuerName}/` }, "error", "The access token has an invalid iss"],
  [{ AUTH_AUDIENCE: "https://other.example" }, "error", "The access token has an invalid aud"],
  [{ AUTH_BRAND_CLAIM: "brand" }, "error", "The access token has no brand"],
  [{ ACCESS_TOKEN: "secret" }, "error", "The access token is invalid"],
  [{ ACCESS_TOKEN: "" }, "skipped", "ACCESS_TOKEN is not set"],
])("access_token: with %j", async (more, status, message) => {
  const { variables, token } = await createDeployment()
  const environment = { ...variables, ACCESS_TOKEN: token, ...more }
  const [finding] = await diagnoseWith(environment, ["access_token"])
  expect(finding).toMatchObject({ status, message: expect.stringContaining(message) as string })
  expect(JSON.stringify(finding)).not.toContain("secret")
})
