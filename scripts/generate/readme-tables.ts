import { mergeErrorCodes } from "./error-codes.ts"
import type { Operation } from "./read-operations.ts"

const start = "<!-- Generated from spec/openapi.yaml by `npm run generate`. -->"
const end = "<!-- End of the generated table. -->"

/** Creates the table of error codes with their meaning for a retry and for the order. */
export function errorCodeTable(operations: readonly Operation[]): string {
  const rows = [...mergeErrorCodes(operations)].map(
    ([code, { statuses, retry, order, summary, action }]) =>
      `| ${statuses.join(", ")} | \`${code}\` | \`${retry}\` | \`${order}\` | ${summary} ${action} |`,
  )
  const head =
    "| status | code | retry | order | cause and next step |\n| --- | --- | --- | --- | --- |"
  return [head, ...rows].join("\n")
}

/** Replaces the generated table of a README. Throws an Error if the README lacks its markers. */
export function withTable(readme: string, table: string): string {
  const [before, rest] = readme.split(start)
  const after = rest?.split(end)[1]
  if (after === undefined)
    throw new Error(`A README has no lines ${start} and ${end} in this order. Add both lines.`)
  return `${before}${start}\n\n${table}\n\n${end}${after}`
}
