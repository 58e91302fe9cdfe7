import { expect, onTestFinished } from "vitest"
import {
  createHandler,
  createMemoryLedger,
  type HandlerOptions,
  type LogEntry,
} from "../../src/index.ts"
import { createJunctionLab } from "../../src/junction/index.ts"
import { createHashing, createTokenVerifier } from "../../src/node/index.ts"
import {
  createJunctionSimulator,
  createTokenIssuer,
  listen,
  simulatorPanels,
} from "@loop-health/integrations-simulator"
import { echoesIn, valuesOf } from "./canary-values.ts"
import { postOrder, type Posted } from "../support/order-requests.ts"
import { createRecorder } from "../support/telemetry-recorder.ts"

/** For whom the desk takes tokens. */
export const audience = "https://integrations.platform.loop.health"
/** From whom the desk takes tokens. */
export const issuerName = "https://issuer.example"
const requestId = "the-request-id"

/** A service in process, whose callers' tokens are full of canaries as well. */
export async function startDesk(parts: Partial<HandlerOptions> = {}) {
  const issuer = await createTokenIssuer({ issuer: issuerName, audience })
  const server = await listen(issuer)
  onTestFinished(() => server.close())
  const simulator = createJunctionSimulator()
  const logs: LogEntry[] = []
  const { telemetry, told } = createRecorder()
  const handler = createHandler({
    ledger: createMemoryLedger(),
    hashing: createHashing(new Uint8Array(32)),
    verifyToken: createTokenVerifier({
      issuer: issuerName,
      audience,
      jwksUrl: `${server.url}/.well-known/jwks.json`,
    }),
    lab: createJunctionLab({
      baseUrl: "https://junction.example",
      apiKey: "zqx7-api-key",
      panels: simulatorPanels,
      fetch: simulator.fetch,
      telemetry: [telemetry],
    }),
    telemetry: [telemetry],
    log: (entry) => logs.push(entry),
    createRequestId: () => requestId,
    ...parts,
  })
  const claims = { brand_id: "zqx7brand", user_id: "zqx7user", scope: "zqx7scope" }
  const token = await issuer.issue(claims)

  /** Sends a request with canaries for whatever it does not say. */
  const send = (posted: Posted) =>
    postOrder(handler, {
      ...posted,
      headers: {
        authorization: `Bearer ${token}`,
        "idempotency-key": `zqx7-${crypto.randomUUID()}`,
        "x-request-id": "zqx7 not well-formed",
        "user-agent": "zqx7",
        traceparent: `00-zqx7${"0".repeat(28)}-${"1".repeat(16)}-01`,
        tracestate: "zqx7",
        baggage: "zqx7=zqx7",
        ...posted.headers,
      },
    })

  /** Sends a request and gives the code of its failure, after it was seen to echo nothing. */
  const codeOf = async (posted: Posted): Promise<string> => {
    logs.length = 0
    told.length = 0
    const { status, headers, body, error } = await send(posted)
    const sent = [...Object.values(posted.headers ?? {}), posted.path, posted.method]
    const canaries = sent.filter((value) => value?.includes("zqx7") === true)
    const values = [...canaries, posted.body].flatMap(valuesOf)
    // Whose order it was is the one thing that is told of the caller, and only with an order.
    const others = told.map(([what, one]) =>
      what === "order" ? [what, { ...(one as object), brandId: "", userId: "" }] : [what, one],
    )
    expect(echoesIn({ status, headers, body, logs, others }, values)).toEqual([])
    expect(told.length).toBeGreaterThan(1)
    expect(logs).toHaveLength(1)
    expect(headers["x-request-id"]).toBe(requestId)
    return error.error
  }
  return { issuer, simulator, claims, send, codeOf }
}

/** What a request can be sent to. */
export type Desk = Awaited<ReturnType<typeof startDesk>>
