import { expect, onTestFinished } from "vitest"
import type { HandlerOptions } from "../../src/index.ts"
import { createTokenVerifier } from "../../src/node/index.ts"
import { createTokenIssuer, listen } from "@loop-health/integrations-simulator"
import { audience, issuerName } from "../support/deployment.ts"
import { createTestHandler } from "../support/in-process.ts"
import type { OrderRequest } from "../support/order-requests.ts"
import { createTelemetryRecorder } from "../support/telemetry-recorder.ts"
import { findLeaks, valuesOf } from "./canary-values.ts"

const requestId = "the-request-id"

/** Creates a handler whose callers' tokens and headers contain canaries. */
export async function createCanaryHandler(parts: Partial<HandlerOptions> = {}) {
  const issuer = await createTokenIssuer({ issuer: issuerName, audience })
  const server = await listen(issuer)
  onTestFinished(() => server.close())
  const { telemetry, calls } = createTelemetryRecorder()
  const {
    simulator,
    logs,
    send: post,
  } = createTestHandler({
    verifyToken: createTokenVerifier({
      issuer: issuerName,
      audience,
      jwksUrl: `${server.url}/.well-known/jwks.json`,
    }),
    junction: { apiKey: "zqx7-api-key" },
    telemetry: [telemetry],
    createRequestId: () => requestId,
    ...parts,
  })
  const claims = { brand_id: "zqx7brand", user_id: "zqx7user", scope: "zqx7scope" }
  const token = await issuer.issue(claims)

  /** Sends a request, with canaries in its omitted headers. */
  const send = (request: OrderRequest) =>
    post({
      ...request,
      headers: {
        authorization: `Bearer ${token}`,
        "idempotency-key": `zqx7-${crypto.randomUUID()}`,
        "x-request-id": "zqx7 not well-formed",
        "user-agent": "zqx7",
        traceparent: `00-zqx7${"0".repeat(28)}-${"1".repeat(16)}-01`,
        tracestate: "zqx7",
        baggage: "zqx7=zqx7",
        ...request.headers,
      },
    })

  /** Sends a request, checks that no output contains a canary, and returns the error code. */
  const sendAndCheck = async (request: OrderRequest): Promise<string> => {
    logs.length = 0
    calls.length = 0
    const { status, headers, body, error } = await send(request)
    const sent = [...Object.values(request.headers ?? {}), request.path, request.method]
    const canaries = sent.filter((value) => value?.includes("zqx7") === true)
    const values = [...canaries, request.body].flatMap(valuesOf)
    // Only audit events identify the caller.
    const others = calls.map(([what, one]) =>
      what === "order" ? [what, { ...(one as object), brandId: "", userId: "" }] : [what, one],
    )
    expect(findLeaks({ status, headers, body, logs, others }, values)).toEqual([])
    expect(calls.length).toBeGreaterThan(1)
    expect(logs).toHaveLength(1)
    expect(headers["x-request-id"]).toBe(requestId)
    return error.error
  }
  return { issuer, simulator, claims, send, sendAndCheck }
}

/** A handler created by `createCanaryHandler`. */
export type CanaryHandler = Awaited<ReturnType<typeof createCanaryHandler>>
