import fc from "fast-check"
import { onTestFinished } from "vitest"
import { createMemoryLedger, type HandlerOptions } from "../../src/index.ts"
import { createJunctionLab } from "../../src/junction/index.ts"
import { createTokenVerifier, serve } from "../../src/node/index.ts"
import { createTokenIssuer, simulatorPanels, type Fault } from "@loop-health/integrations-simulator"
import { createRow } from "../../src/orders/row-operations.ts"
import { aLabOrder } from "../support/a-lab-order.ts"
import { audience, issuerName } from "../support/deployment.ts"
import { createPlacingLab } from "../support/labs.ts"
import { anyBody, validBody, text, rejectedBody, word } from "./canary-values.ts"
import type { CanaryHandler } from "./canary-handler.ts"
import type { OrderRequest } from "../support/order-requests.ts"

/** A request, and the faults of Junction that apply to it. */
export interface ScenarioRequest extends OrderRequest {
  readonly faults?: readonly Fault[]
}

/** A kind of request that fails, and its possible error codes. */
export interface Scenario {
  readonly codes: readonly string[]
  /** Replaces parts of the handler. */
  readonly parts?: () => Partial<HandlerOptions> | Promise<Partial<HandlerOptions>>
  readonly requests: (
    handler: CanaryHandler,
  ) => fc.Arbitrary<ScenarioRequest> | Promise<fc.Arbitrary<ScenarioRequest>>
  /** Returns a request to send before each request. */
  readonly before?: (exchange: ScenarioRequest) => OrderRequest
  readonly runs?: number
}

const good = validBody.map((body): OrderRequest => ({ body }))

function withHeader(
  name: string,
  values: fc.Arbitrary<string | undefined>,
): fc.Arbitrary<OrderRequest> {
  return fc.tuple(validBody, values).map(([body, value]) => ({ body, headers: { [name]: value } }))
}

/** Every error that a request to the handler can cause, by the request or its cause. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  "an unknown path": {
    codes: ["not_found"],
    requests: () =>
      fc
        .tuple(validBody, fc.constantFrom("/", "/v1/labs/orders/", "/v1/labs/orders?", "/%"), text)
        .map(([body, start, end]) => ({ body, path: start + end })),
  },
  "another method": {
    codes: ["method_not_allowed"],
    requests: () =>
      fc
        .tuple(validBody, fc.oneof(fc.constantFrom("GET", "PUT", "post"), text))
        .map(([body, method]) => ({ body, method })),
  },
  "an invalid token": {
    codes: ["unauthenticated"],
    requests: async ({ claims, issuer }) => {
      const others = [
        await createTokenIssuer({ issuer: issuerName, audience: "https://zqx7.example" }),
        await createTokenIssuer({ issuer: "https://zqx7.example", audience }),
        await createTokenIssuer({ issuer: issuerName, audience, privateKey: issuer.privateKey }),
      ]
      const foreign = await Promise.all(others.map((other) => other.issue(claims)))
      const nameless = await issuer.issue({ ...claims, brand_id: "" })
      const unsigned = [{ alg: "none", kid: "zqx7" }, claims].map((part) =>
        Buffer.from(JSON.stringify(part)).toString("base64url"),
      )
      const tokens = [
        ...foreign.slice(0, 2),
        nameless,
        `${unsigned.join(".")}.`,
        "zqx7".repeat(3_000),
      ]
      return withHeader(
        "authorization",
        fc.oneof(
          fc.constantFrom(undefined, "", "Bearer", ...tokens.map((token) => `Bearer ${token}`)),
          text,
          text.map((value) => `Bearer ${value}`),
          word.map((value) => `Bearer ${value}.${value}.${value}`),
          word.map((value) => `Basic ${value}`),
        ),
      )
    },
  },
  "an expired token": {
    codes: ["token_expired"],
    requests: async ({ issuer, claims }) => {
      const token = await issuer.issue({ ...claims, expires_in: -60 })
      return withHeader("authorization", fc.constant(`Bearer ${token}`))
    },
    runs: 10,
  },
  "an unavailable key set": {
    codes: ["auth_unavailable"],
    parts: async () => {
      const broken = await serve(
        async () => ({ status: 200, headers: {}, body: "zqx7 is not a key set" }),
        { port: 0 },
      )
      onTestFinished(() => broken.close())
      return {
        verifyToken: createTokenVerifier({
          issuer: issuerName,
          audience,
          jwksUrl: `${broken.url}/zqx7`,
        }),
      }
    },
    requests: () => good,
    runs: 10,
  },
  "another media type": {
    codes: ["unsupported_media_type"],
    requests: () =>
      fc.oneof(
        withHeader(
          "content-type",
          fc.oneof(
            text,
            word.map((value) => `application/json; charset=${value}`),
          ),
        ),
        withHeader("content-encoding", text),
      ),
  },
  "a body above the size limit": {
    codes: ["payload_too_large"],
    requests: () => validBody.map((body) => ({ body: { ...body, long: "zqx7".repeat(17_000) } })),
    runs: 10,
  },
  "a missing key": {
    codes: ["idempotency_key_missing"],
    requests: () => withHeader("idempotency-key", fc.constantFrom(undefined, "")),
    runs: 20,
  },
  "an invalid key": {
    codes: ["idempotency_key_invalid"],
    requests: () =>
      withHeader(
        "idempotency-key",
        fc.oneof(
          fc
            .tuple(word, fc.constantFrom(" ", "\n", "é", ", ", "\u007f"), word)
            .map((key) => key.join("")),
          word.map((value) => value.padEnd(256, value)),
        ),
      ),
  },
  "a body that is not JSON": {
    codes: ["invalid_json"],
    requests: () =>
      fc
        .tuple(
          validBody,
          text,
          fc.nat(),
          fc.constantFrom("cut", "trailing", "in the middle", "bytes"),
        )
        .map(([body, canary, at, how]) => {
          const json = JSON.stringify(body)
          const place = 1 + (at % (json.length - 1))
          const broken = {
            cut: json.slice(0, place),
            trailing: `${json} ${canary}`,
            "in the middle": `${json.slice(0, 1)}${canary}${json.slice(1)}`,
            bytes: `${json}\uFFFD`,
          }[how]
          const bytes = Buffer.from(broken)
          return { body, bytes: how === "bytes" ? bytes.subarray(0, -1) : bytes }
        }),
  },
  "a body that breaks the contract": {
    codes: ["validation_error"],
    requests: () => anyBody.map((body) => ({ body })),
    runs: 400,
  },
  "a body that no lab accepts": {
    codes: ["validation_error"],
    requests: () => rejectedBody.map((body) => ({ body })),
  },
  "a body without canonical form": {
    codes: ["validation_error"],
    requests: () =>
      fc
        .tuple(
          validBody,
          word,
          fc.constantFrom("1e999", '"\\ud83d"', "[".repeat(70) + "]".repeat(70)),
        )
        .map(([body, name, json]) => ({
          body,
          bytes: Buffer.from(JSON.stringify({ ...body, [name]: 0 }).replace(/0}$/, `${json}}`)),
        })),
    runs: 50,
  },
  "a key of another body": {
    codes: ["idempotency_key_reused"],
    requests: () =>
      withHeader(
        "idempotency-key",
        fc.uuid().map((id) => `zqx7-${id}`),
      ),
    before: ({ headers }) => ({ body: aLabOrder(), ...(headers && { headers }) }),
    runs: 20,
  },
  "a response of Junction with patient data": {
    codes: [
      "junction_outcome_unknown",
      "junction_rejected",
      "junction_unavailable",
      "patient_rejected",
    ],
    requests: () =>
      fc
        .tuple(validBody, fc.constantFrom(...statuses), fc.nat(7), text, fc.constantFrom("0", "30"))
        .map(([body, status, shape, canary, retryAfter]) => ({
          body,
          faults: [
            {
              name: "status",
              status,
              body: responseBodies(body, canary)[shape],
              headers: { "retry-after": retryAfter, location: "/zqx7", "x-canary": "zqx7" },
              saved: false,
              times: 2,
              path: shape === 7 ? "/v2/user" : "/v3/order",
            },
          ],
        })),
    runs: 400,
  },
  "a network error with patient data": {
    codes: ["junction_unavailable"],
    parts: () => ({
      lab: createJunctionLab({
        baseUrl: "https://junction.example",
        apiKey: "zqx7-api-key",
        panels: simulatorPanels,
        fetch: () =>
          Promise.reject(new TypeError(quotingMessage, { cause: new Error(quotingMessage) })),
      }),
    }),
    requests: () => good,
    runs: 20,
  },
  "an order in progress at another process": {
    codes: ["order_in_progress"],
    parts: () => ({
      ledger: {
        ...createMemoryLedger(),
        claim: async () => ({ kind: "in_progress", fence: 1 }),
        // The other process has released its claim.
        read: async (intent) => ({
          ...createRow(intent, 0),
          state: "unfinished",
          lastCode: "order_in_progress",
        }),
      },
    }),
    requests: () => good,
    runs: 3,
  },
  "a store error with patient data": {
    codes: ["store_unavailable"],
    parts: () => ({
      ledger: { ...createMemoryLedger(), claim: () => Promise.reject(new Error(quotingMessage)) },
    }),
    requests: () => good,
    runs: 20,
  },
  "an unexpected error with patient data": {
    codes: ["internal_error"],
    parts: () => ({
      lab: createPlacingLab(() => Promise.reject(new RangeError(quotingMessage))),
    }),
    requests: () => good,
    runs: 20,
  },
  "a thrown value that is not an error": {
    codes: ["internal_error"],
    parts: () => ({
      lab: createPlacingLab(() => {
        throw quotingMessage as never
      }),
    }),
    requests: () => good,
    runs: 10,
  },
  "a stored order that breaks the contract": {
    codes: ["internal_error"],
    parts: () => ({
      ledger: {
        ...createMemoryLedger(),
        // A row that was edited by hand can look like this.
        claim: async () => ({ kind: "placed", order: { id: 8_007_199_918_273_000 } as never }),
      },
    }),
    requests: () => good,
    runs: 20,
  },
}

/** An error message that quotes a canary and looks like a line of a stack. */
const quotingMessage = "zqx7 is not a value\n    at zqx7 (zqx7:1:1)"

const statuses = [
  200, 201, 301, 303, 307, 400, 401, 403, 404, 408, 418, 422, 422, 429, 500, 502, 503,
]

/** Returns response bodies in every observed shape, and in others. */
function responseBodies(body: { patient: object; address: object }, canary: string): unknown[] {
  const { patient, address } = body
  const phone = `Phone number is not correct: ${JSON.stringify(patient)}`
  const invalid = (...loc: string[]) => ({
    detail: [{ type: canary, loc: ["body", ...loc], msg: canary, input: patient, ctx: { canary } }],
  })
  return [
    invalid("patient_details", "dob"),
    invalid("patient_details", canary),
    invalid(canary, "zqx7"),
    { detail: phone },
    { detail: { error_type: canary, error_message: phone, [canary]: canary } },
    { order: { id: canary, passthrough: canary, patient_details: patient }, [canary]: address },
    `${canary}${JSON.stringify(body)}`,
    { detail: { error_type: "INVALID_REQUEST", error_message: canary, patient } },
  ]
}
