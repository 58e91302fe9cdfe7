import { otherValues, markedOrder, patient, address } from "./marks.ts"
import type { CanaryRequest, CanaryDeployment } from "./canary-deployment.ts"

/** A request, and the code of its response. */
export type RejectedRequest = readonly [code: string, request: Omit<CanaryRequest, "url">]

/**
 * Returns requests that are rejected before Junction is called, each with marks in all its parts.
 */
export async function rejectedRequests({
  token,
  sign,
  newKey,
}: CanaryDeployment): Promise<RejectedRequest[]> {
  const { malformed, path, unknownName } = otherValues
  const json = JSON.stringify(markedOrder())
  const withAuthorization = (authorization: string | undefined): RejectedRequest => [
    "unauthenticated",
    { headers: { authorization } },
  ]
  const withBytes = (code: string, bytes: Uint8Array | string): RejectedRequest => [code, { bytes }]
  return [
    ["not_found", { path: `/v1/${path}` }],
    ["not_found", { path: `/v1/labs/orders/${path}` }],
    ["method_not_allowed", { method: "PUT" }],
    ["method_not_allowed", { method: "DELETE", bytes: "" }],
    withAuthorization(undefined),
    withAuthorization(`Basic ${Buffer.from(malformed).toString("base64")}`),
    withAuthorization(`Bearer ${malformed}`),
    withAuthorization(`Bearer ${token.slice(0, -9)}${malformed}`),
    withAuthorization(`Bearer ${malformed}.${malformed}.${malformed}`),
    withAuthorization(`Bearer ${await sign("2h", { brand_id: "" })}`),
    withAuthorization(`Bearer ${token}, Bearer ${malformed}`),
    ["token_expired", { headers: { authorization: `Bearer ${await sign("-1h")}` } }],
    ["unsupported_media_type", { headers: { "content-type": `text/${malformed}` } }],
    ["unsupported_media_type", { headers: { "content-encoding": malformed } }],
    ["idempotency_key_missing", { headers: { "idempotency-key": undefined } }],
    ["idempotency_key_invalid", { key: `${newKey()} ${malformed}` }],
    ["idempotency_key_invalid", { key: newKey().padEnd(256, malformed) }],
    withBytes("payload_too_large", JSON.stringify(markedOrder({ long: malformed.repeat(9_000) }))),
    withBytes("invalid_json", json.slice(0, -9)),
    withBytes("invalid_json", json + malformed),
    withBytes("invalid_json", malformed),
    withBytes("invalid_json", `{"${unknownName}":${malformed}}`),
    withBytes("invalid_json", Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.of(255)])),
    withBytes("validation_error", JSON.stringify([markedOrder()])),
    withBytes("validation_error", JSON.stringify(patient.first_name)),
    withBytes("validation_error", `${json.slice(0, -1)},"${unknownName}2":1e999}`),
    withBytes("validation_error", `${json.slice(0, -1)},"${unknownName}":"\\ud83d"}`),
    ...wrongFields().map((body): RejectedRequest => ["validation_error", { body }]),
  ]
}

/** Returns orders with one invalid marked field each, by the contract's and by the lab's rules. */
function wrongFields(): object[] {
  const wrong = `${otherValues.malformed}\u0000_`
  const patients = Object.keys(patient).map((name) => ({ patient: { ...patient, [name]: wrong } }))
  const addresses = Object.keys(address)
    .filter((name) => !["line1", "line2", "city"].includes(name))
    .map((name) => ({ address: { ...address, [name]: wrong } }))
  const typed = ["patient", "address", "panel_slug", "total_cents", "currency", "patient_id"]
  return [
    ...patients,
    ...addresses,
    ...typed.flatMap((name) => [{ [name]: wrong }, { [name]: [markedOrder()] }]),
    { total_cents: 9.1e15 },
    { patient: { ...patient, dob: "2999-11-23" } },
  ].map((more) => markedOrder(more))
}
