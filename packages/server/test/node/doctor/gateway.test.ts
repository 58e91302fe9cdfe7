import { expect, test } from "vitest"
import { startTestService } from "../../support/deployment.ts"
import { diagnoseWith, serveFunction, startGateway } from "../../support/doctor.ts"

const checks = ["gateway", "gateway_authorization", "gateway_idempotency_key", "cors"]
const page = "https://app.example"

/** Starts the API behind a gateway, and returns the findings by check. */
async function checkBehind(changes: Parameters<typeof startGateway>[1], origin?: string) {
  const origins = { CORS_ORIGINS: page }
  const { url, variables, token, simulator } = await startTestService({ variables: origins })
  const environment = { ...variables, CORS_ORIGINS: origin ?? page, ACCESS_TOKEN: token }
  const findings = await diagnoseWith(environment, checks, await startGateway(url, changes))
  expect(simulator.orders()).toEqual([])
  const notOk = findings.filter(({ status }) => status !== "ok")
  return notOk.map(({ check, status, message }) => [check, status, message])
}

test.each<[string, Parameters<typeof startGateway>[1], readonly string[]]>([
  ["changes nothing", {}, []],
  [
    "drops authorization",
    { request: (headers) => headers.delete("authorization") },
    [
      "gateway_authorization error The authorization header does not reach the API.",
      "gateway_idempotency_key error The API rejected ACCESS_TOKEN (unauthenticated).",
    ],
  ],
  [
    "drops idempotency-key",
    { request: (headers) => headers.delete("idempotency-key") },
    ["gateway_idempotency_key error The idempotency-key header does not reach the API unchanged."],
  ],
  [
    "changes idempotency-key",
    { request: (headers) => headers.set("idempotency-key", "a b") },
    ["gateway_idempotency_key error The idempotency-key header does not reach the API unchanged."],
  ],
  [
    "adds an idempotency-key",
    {
      request: (headers) =>
        headers.set("idempotency-key", headers.get("idempotency-key") ?? "of-the-gateway"),
    },
    ["gateway_idempotency_key error The gateway adds an idempotency-key to requests without one."],
  ],
  [
    "drops x-request-id",
    { response: (headers) => headers.delete("x-request-id") },
    ["gateway warning The responses have no x-request-id."],
  ],
  [
    "hides the response headers from pages",
    { response: (headers) => headers.set("access-control-expose-headers", "retry-after") },
    ["cors error Origin 1 of CORS_ORIGINS cannot read x-request-id, idempotent-replayed."],
  ],
  [
    "exposes every response header",
    { response: (headers) => headers.set("access-control-expose-headers", "*") },
    [],
  ],
  [
    "allows every request header by a wildcard, which excludes authorization",
    { response: (headers) => headers.set("access-control-allow-headers", "*") },
    ["cors error Origin 1 of CORS_ORIGINS is not allowed to send authorization."],
  ],
  [
    "drops the origin",
    { request: (headers) => headers.delete("origin") },
    ["cors error Origin 1 of CORS_ORIGINS got 405 for its preflight."],
  ],
  [
    "adds the origin again",
    { response: (headers) => headers.append("access-control-allow-origin", page) },
    [
      "cors error Origin 1 of CORS_ORIGINS got two values of access-control-allow-origin, which browsers reject.",
    ],
  ],
  [
    "allows every origin",
    { response: (headers) => headers.set("access-control-allow-origin", "*") },
    ["cors warning The API allows pages of every origin."],
  ],
])("a gateway that %s", async (_name, changes, notOk) => {
  const found = await checkBehind(changes)
  expect(found.map((parts) => parts.join(" "))).toEqual(notOk)
})

test("cors: an origin that the running API does not know is not allowed", async () => {
  expect(await checkBehind({}, `${page},https://new.example`)).toEqual([
    ["cors", "error", "Origin 2 of CORS_ORIGINS got 405 for its preflight."],
  ])
})

test("gateway_idempotency_key: without an access token, the check is skipped", async () => {
  const { url, variables } = await startTestService()
  expect(await diagnoseWith(variables, ["gateway_idempotency_key", "cors"], url)).toMatchObject([
    { status: "skipped", remedy: expect.stringContaining("ACCESS_TOKEN") as string },
    { status: "skipped", message: "CORS_ORIGINS is not set." },
  ])
})

test.each<[string, () => Response, string]>([
  ["a login page", () => new Response("<html>secret"), "got 200 instead of 401"],
  ["a redirect", () => Response.redirect("https://login.example/secret"), "redirects (302)"],
  [
    "its own 401",
    () => Response.json({ message: "secret" }, { status: 401 }),
    "instead of the API's 401",
  ],
  ["a 404", () => Response.json({ error: "not_found" }, { status: 404 }), "got 404"],
  ["2 MiB", () => new Response("x".repeat(2 ** 21)), "RESPONSE_TOO_LARGE"],
])("gateway: %s is not the API", async (_name, respond, message) => {
  const { variables } = await startTestService()
  const findings = await diagnoseWith(variables, checks, await serveFunction(respond))
  expect(findings).toMatchObject([
    { check: "gateway", status: "error", message: expect.stringContaining(message) as string },
    { check: "gateway_authorization", status: "skipped" },
    { check: "gateway_idempotency_key", status: "skipped" },
    { check: "cors", status: "skipped" },
  ])
  expect(JSON.stringify(findings)).not.toContain("secret")
})
