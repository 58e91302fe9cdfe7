import { randomUUID } from "node:crypto"
import { operationsById } from "@loop-health/integrations-contract"
import { getField } from "../../junction/client.ts"
import { findingsOf, type Finding } from "./finding.ts"
import { probe, type Probe } from "./probe.ts"

/** Options for `checkGateway`. */
export interface GatewayOptions {
  /** Base URL of the API, as clients use it. */
  readonly url: string
  /** A valid access token. Without a token, the idempotency key cannot be checked. */
  readonly accessToken: string | undefined
}

const gateway = findingsOf("gateway")
const authorization = findingsOf("gateway_authorization")
const idempotencyKey = findingsOf("gateway_idempotency_key")

const { path } = operationsById.createLabOrder

/**
 * Sends a request that can never place an order. Its body is an array, which the contract rejects
 * before anything is claimed or sent.
 */
export function sendInvalidOrder(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Probe> {
  return probe(`${url.replace(/\/+$/, "")}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: "[]",
  })
}

/** Checks that the API responds, and that its gateway passes the request headers. */
export async function checkGateway(options: GatewayOptions): Promise<readonly Finding[]> {
  const { url } = options
  const response = await sendInvalidOrder(url, { "idempotency-key": newKey() })
  const reached = checkResponse(response)
  if (reached.status === "error") {
    const first = [
      "The API was not reached.",
      'Fix the error of the "gateway" check first.',
    ] as const
    return [reached, authorization.skipped(...first), idempotencyKey.skipped(...first)]
  }
  return [
    reached,
    await checkAuthorization(url, textOf(response, "message")),
    await checkIdempotencyKey(options),
  ]
}

function checkResponse(response: Probe): Finding {
  if (response.kind === "no_response") {
    return gateway.error(
      `No server responded at --url (${response.networkCode}).`,
      "Check the URL, and DNS, TLS, and egress from this machine.",
    )
  }
  const { status, headers } = response
  if (status === 401 && textOf(response, "error") === "unauthenticated") {
    return headers.has("x-request-id")
      ? gateway.ok("The API responds at --url.")
      : gateway.warning(
          "The responses have no x-request-id.",
          "Configure the gateway to return this header. Support needs the ID to find a request.",
        )
  }
  if (status < 300) {
    return gateway.error(
      `A request without a token got ${status} instead of 401.`,
      "Check that --url is the URL of this API, and that the gateway adds no token of its own.",
    )
  }
  return status < 400
    ? gateway.error(
        `The gateway redirects (${status}).`,
        "Set --url to the target of the redirect.",
      )
    : gateway.error(
        `A request without a token got ${status} instead of the API's 401.`,
        `Set --url to the base URL without ${path}. The gateway must forward this path unchanged.`,
      )
}

/** Sends an invalid token. The API's message for it differs from the one for a missing token. */
async function checkAuthorization(url: string, withoutToken: unknown): Promise<Finding> {
  const response = await sendInvalidOrder(url, {
    authorization: "Bearer integrations-doctor",
    "idempotency-key": newKey(),
  })
  if (textOf(response, "error") !== "unauthenticated") return unexpected(authorization, response)
  return textOf(response, "message") === withoutToken
    ? authorization.error(
        "The authorization header does not reach the API.",
        "Configure the gateway to forward authorization unchanged.",
      )
    : authorization.ok("The authorization header reaches the API.")
}

async function checkIdempotencyKey({ url, accessToken }: GatewayOptions): Promise<Finding> {
  if (accessToken === undefined) {
    return idempotencyKey.skipped(
      "The API checks the idempotency-key header only if the access token is valid.",
      "Set the variable ACCESS_TOKEN to an access token. No order is placed.",
    )
  }
  const token = { authorization: `Bearer ${accessToken}` }
  const withKey = await sendInvalidOrder(url, { ...token, "idempotency-key": newKey() })
  const withoutKey = await sendInvalidOrder(url, token)
  const [sent, unsent] = [textOf(withKey, "error"), textOf(withoutKey, "error")]
  if (sent === "idempotency_key_missing" || sent === "idempotency_key_invalid") {
    return idempotencyKey.error(
      "The idempotency-key header does not reach the API unchanged.",
      "Configure the gateway to forward idempotency-key unchanged.",
    )
  }
  if (sent !== "validation_error") return unexpected(idempotencyKey, withKey)
  if (unsent === "validation_error") {
    return idempotencyKey.error(
      "The gateway adds an idempotency-key to requests without one.",
      "Configure the gateway to add no key. A retry with another key places a second order.",
    )
  }
  return unsent === "idempotency_key_missing"
    ? idempotencyKey.ok("The idempotency-key header reaches the API.")
    : unexpected(idempotencyKey, withoutKey)
}

function unexpected({ error }: ReturnType<typeof findingsOf>, response: Probe): Finding {
  if (response.kind === "no_response") {
    return error(`The API did not respond (${response.networkCode}).`, "Retry the check.")
  }
  const code = textOf(response, "error")
  if (code === "unauthenticated" || code === "token_expired" || code === "insufficient_scope") {
    return error(
      `The API rejected ACCESS_TOKEN (${code}).`,
      "Set ACCESS_TOKEN to a valid token of AUTH_ISSUER for AUTH_AUDIENCE. If the token is valid, check AUTH_BRAND_CLAIM and AUTH_USER_CLAIM.",
    )
  }
  // Only the API's own codes have this form. The text of a gateway is not printed.
  const known = typeof code === "string" && /^[a-z_]{1,40}$/.test(code) ? ` ${code}` : ""
  return error(
    `The response was ${response.status}${known} instead of the API's 400.`,
    "Find the request in the gateway's log and in the API's log.",
  )
}

function newKey(): string {
  return `integrations-doctor-${randomUUID()}`
}

function textOf(response: Probe, field: "error" | "message"): unknown {
  return response.kind === "response" ? getField(response.json, field) : undefined
}
