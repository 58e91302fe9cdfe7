import { ServiceError, type UpstreamTrace } from "../service-error.ts"
import type { JunctionResponse } from "./client.ts"

/** Creates the 400 for patient details that the lab rejects. `paths` are JSON Pointers into the request body. */
export function patientRejectedError(
  paths: readonly string[],
  response?: JunctionResponse,
): ServiceError {
  const details = [...new Set(paths)].map((path) => ({
    path,
    message: "is not accepted by the lab",
  }))
  const named = details.map(({ path }) => path).join(", ")
  return new ServiceError("patient_rejected", `The lab does not accept: ${named}.`, {
    details,
    ...(response === undefined ? {} : { upstream: toUpstreamTrace(response, paths) }),
  })
}

/** Creates the error for a request that Junction rejects because of this deployment. */
export function junctionRejectedError(
  response?: JunctionResponse,
  named: readonly string[] = [],
): ServiceError {
  return new ServiceError(
    "junction_rejected",
    "Junction does not take orders from this deployment as it is configured. Do not send the request again.",
    response === undefined ? {} : { upstream: toUpstreamTrace(response, named) },
  )
}

/** Creates the error for a Junction that cannot be reached or asks for a pause. */
export function unavailableError(response?: JunctionResponse): ServiceError {
  const retryAfter = response?.kind === "response" ? response.retryAfter : undefined
  return new ServiceError(
    "junction_unavailable",
    "Junction cannot be reached at the moment. Send the same request again with the same idempotency-key.",
    {
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(response === undefined ? {} : { upstream: toUpstreamTrace(response) }),
    },
  )
}

/** Creates the error for an order whose outcome Junction has not confirmed. */
export function outcomeUnknownError(response?: JunctionResponse): ServiceError {
  return new ServiceError(
    "junction_outcome_unknown",
    "Junction did not say what became of the order. Send the same request again with the same idempotency-key.",
    response === undefined ? {} : { upstream: toUpstreamTrace(response) },
  )
}

/** Returns what may be logged of a response. */
export function toUpstreamTrace(
  response: JunctionResponse,
  fields: readonly string[] = [],
): UpstreamTrace {
  if (response.kind !== "response") return { networkCode: response.networkCode }
  return { status: response.status, ...(fields.length === 0 ? {} : { fields }) }
}
