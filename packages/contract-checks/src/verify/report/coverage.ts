import { findResponse, type ApiOperation } from "../read-document/api-document.ts"
import { errorCodeOf, type Exchange } from "../run/exchange.ts"
import type { Coverage } from "./finding.ts"

/** Returns the declared statuses, codes, and headers that no response had. */
export function measureCoverage(
  operations: readonly ApiOperation[],
  exchanges: readonly Exchange[],
): Coverage {
  const seen = new Set<string>()
  for (const { operation, response } of exchanges) {
    const declaration = response && findResponse(operation, response.status)
    if (declaration === undefined) continue
    const label = `${operation.name} ${declaration.status}`
    seen.add(label)
    seen.add(`${label} ${errorCodeOf(response?.json) ?? ""}`)
    for (const name of response?.headers.keys() ?? []) seen.add(`${label} header ${name}`)
  }
  const declared = operations.flatMap(({ name, responses }) =>
    responses.map((response) => ({ label: `${name} ${response.status}`, response })),
  )
  const unseen = (labels: readonly string[]) => labels.filter((label) => !seen.has(label))
  return {
    statuses: unseen(declared.map(({ label }) => label)),
    codes: unseen(
      declared.flatMap(({ label, response }) =>
        [...response.codes.keys()].map((code) => `${label} ${code}`),
      ),
    ),
    headers: unseen(
      declared.flatMap(({ label, response }) =>
        [...response.headers.keys()].map((name) => `${label} header ${name}`),
      ),
    ),
  }
}
