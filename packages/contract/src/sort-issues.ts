import type { ApiErrorDetail } from "./generated/types.gen.ts"

/** Sorts issues by the order of `fields`. Issues whose path is not in `fields` come first. */
export function sortIssues(
  issues: readonly ApiErrorDetail[],
  fields: readonly string[],
): readonly ApiErrorDetail[] {
  if (issues.length < 2) return issues
  const rank = new Map(fields.map((path, index) => [path, index]))
  const rankOf = ({ path }: ApiErrorDetail) => rank.get(path) ?? -1
  return [...issues].sort((one, other) => rankOf(one) - rankOf(other))
}
