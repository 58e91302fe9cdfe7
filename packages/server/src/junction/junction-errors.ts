import { contractError, ServiceError, type UpstreamTrace } from "../service-error.ts"
import type { JunctionResponse } from "./client.ts"

/** Creates the 400 for fields that the lab declined. `paths` are JSON Pointers into the body. */
export function patientRejectedError(
  paths: readonly string[],
  response?: JunctionResponse,
): ServiceError {
  const details = [...new Set(paths)].map((path) => ({
    path,
    message: "was declined by the lab",
  }))
  const named = details.map(({ path }) => path).join(", ")
  return new ServiceError(
    "patient_rejected",
    `The lab declined these fields: ${named}. Fix them, then retry.`,
    {
      details,
      ...(response === undefined ? {} : { upstream: toUpstreamTrace(response, paths) }),
    },
  )
}

/**
 * Creates the error of a Junction call. `fields` are the fields of the body that Junction rejected.
 * A `junction_unavailable` has the `retry-after` of the response.
 */
export function junctionError(
  code: "junction_unavailable" | "junction_rejected" | "junction_outcome_unknown",
  response?: JunctionResponse,
  fields: readonly string[] = [],
): ServiceError {
  if (response === undefined) return contractError(code)
  const upstream = toUpstreamTrace(response, fields)
  if (code !== "junction_unavailable" || response.kind !== "response")
    return contractError(code, { upstream })
  const { retryAfter } = response
  return contractError(code, { upstream, ...(retryAfter === undefined ? {} : { retryAfter }) })
}

function toUpstreamTrace(response: JunctionResponse, fields: readonly string[]): UpstreamTrace {
  if (response.kind !== "response") return { networkCode: response.networkCode }
  // A response can name one field many times.
  const named = [...new Set(fields)]
  return { status: response.status, ...(named.length === 0 ? {} : { fields: named }) }
}
