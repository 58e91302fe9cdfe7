import { operationsById } from "@loop-health/integrations-contract"
import { exposedHeaders } from "../../http/cors.ts"
import { sendInvalidOrder } from "./check-gateway.ts"
import { findingsOf, type Finding } from "./finding.ts"
import { probe } from "./probe.ts"

const found = findingsOf("cors")

/** The request headers of an order that are not safelisted (Fetch, section 2.2.2). */
const sentHeaders = ["authorization", "content-type", "idempotency-key"]

const { path, method } = operationsById.createLabOrder

/** Checks that pages of each origin can send orders and read the response headers. */
export async function checkCors(
  url: string,
  origins: readonly string[] | undefined,
): Promise<readonly Finding[]> {
  if (origins === undefined) {
    return [
      found.skipped(
        "CORS_ORIGINS is not set.",
        "If pages of other origins call the API, set CORS_ORIGINS.",
      ),
    ]
  }
  const reflected = await checkOtherOrigin(url)
  const errors = await Promise.all(origins.map((origin) => findError(url, origin)))
  const findings = errors.flatMap((error, index) =>
    // Positions instead of values, because origins can be internal names.
    error === undefined
      ? []
      : [found.error(`Origin ${index + 1} of CORS_ORIGINS ${error.what}.`, error.remedy)],
  )
  if (findings.length > 0) return [...findings, ...reflected]
  const ok = found.ok(
    "Pages of every origin in CORS_ORIGINS can place orders and read the responses.",
  )
  return [ok, ...reflected]
}

/** Sends what a browser sends for an order, and checks the responses as a browser does. */
async function findError(
  url: string,
  origin: string,
): Promise<{ readonly what: string; readonly remedy: string } | undefined> {
  const preflight = await sendPreflight(url, origin)
  if (preflight.kind === "no_response") {
    return { what: `got no response (${preflight.networkCode})`, remedy: "Retry the check." }
  }
  const { status, headers } = preflight
  if (status < 200 || status > 299) {
    const remedy = "Forward OPTIONS to the API without authentication."
    return { what: `got ${status} for its preflight`, remedy }
  }
  const unallowed = findUnallowedOrigin(headers, origin)
  if (unallowed !== undefined) return unallowed
  const allowed = listOf(headers, "access-control-allow-headers")
  // The wildcard never allows authorization (Fetch, section 4.8).
  const missing = sentHeaders.filter(
    (name) => !allowed.includes(name) && !(allowed.includes("*") && name !== "authorization"),
  )
  if (missing.length > 0) {
    const remedy = "Let the API respond to OPTIONS, or allow these headers in the gateway."
    return { what: `is not allowed to send ${missing.join(", ")}`, remedy }
  }
  const response = await sendInvalidOrder(url, { origin })
  if (response.kind === "no_response") {
    return { what: `got no response (${response.networkCode})`, remedy: "Retry the check." }
  }
  const exposed = listOf(response.headers, "access-control-expose-headers")
  const hidden = exposedHeaders.filter((name) => !exposed.includes(name) && !exposed.includes("*"))
  return (
    findUnallowedOrigin(response.headers, origin) ??
    (hidden.length === 0
      ? undefined
      : {
          what: `cannot read ${hidden.join(", ")}`,
          remedy: "Forward access-control-expose-headers, or add these headers in the gateway.",
        })
  )
}

function findUnallowedOrigin(headers: Headers, origin: string) {
  const allowed = headers.get("access-control-allow-origin")
  if (allowed === origin || allowed === "*") return undefined
  return allowed?.includes(",")
    ? {
        what: "got two values of access-control-allow-origin, which browsers reject",
        remedy: "Set CORS headers either in the gateway or in the API, not in both.",
      }
    : {
        what: "is not allowed",
        remedy: "Restart the API with this CORS_ORIGINS, and forward the origin header to it.",
      }
}

async function checkOtherOrigin(url: string): Promise<readonly Finding[]> {
  const other = "https://integrations-doctor.invalid"
  const response = await sendPreflight(url, other)
  const allowed =
    response.kind === "response" && response.headers.get("access-control-allow-origin")
  return allowed === other || allowed === "*"
    ? [
        found.warning(
          "The API allows pages of every origin.",
          "Remove the gateway's own CORS headers, so that only the origins of CORS_ORIGINS are allowed.",
        ),
      ]
    : []
}

function sendPreflight(url: string, origin: string) {
  return probe(`${url.replace(/\/+$/, "")}${path}`, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": method,
      "access-control-request-headers": sentHeaders.join(","),
    },
  })
}

function listOf(headers: Headers, name: string): readonly string[] {
  return (headers.get(name) ?? "").split(",").map((item) => item.trim().toLowerCase())
}
