import type { Finding } from "../finding.ts"
import { objectOf } from "../document/json.ts"
import { readYaml } from "../document/source.ts"
import { fileError } from "../input-error.ts"
import type { Change } from "./change.ts"

const fields = ["base", "rule", "pointer", "reason"] as const

/**
 * Marks the breaking changes that the approvals file lists, each with its reason. Also returns an
 * error for each incomplete entry, and for each entry that matches no breaking change. Ignores
 * entries for bases that were not compared. Throws {@link InputError} if the file is unreadable, or
 * is not a list.
 */
export async function applyApprovals(
  file: string | undefined,
  changes: readonly Change[],
  isCompared: (base: string) => boolean,
): Promise<{ readonly changes: readonly Change[]; readonly findings: Finding[] }> {
  const findings: Finding[] = []
  if (file === undefined) return { changes, findings }
  const { value, locate } = await readYaml(file)
  if (value === null) return { changes, findings }
  if (!Array.isArray(value)) {
    throw fileError(file, `Approvals must be a list of { ${fields.join(", ")} }.`)
  }
  const reasons = new Map<string, string>()
  const breaking = new Set(changes.filter(({ level }) => level === "major").map(keyOf))
  for (const [index, item] of value.entries()) {
    const entry = objectOf(item)
    const report = (rule: string, message: string) => {
      const location = `/${index}`
      const position = locate([String(index)])
      findings.push({ file, ...position, severity: "error", rule, location, message })
    }
    const [base = "", rule = "", location = "", reason = ""] = fields.map((field) => {
      const text = entry[field]
      return typeof text === "string" ? text.trim() : ""
    })
    if ([base, rule, location, reason].includes("")) {
      const message = `An approval must have the non-empty strings ${fields.join(", ")}. Add the missing strings.`
      report("approval-incomplete", message)
      continue
    }
    const key = keyOf({ base, rule, location })
    if (breaking.has(key)) reasons.set(key, reason)
    else if (isCompared(base)) {
      const message = `No breaking change since ${base} matches the rule ${rule} at ${location}. Remove this entry.`
      report("approval-stale", message)
    }
  }
  return { changes: changes.map((change) => withApproval(change, reasons)), findings }
}

function keyOf({ base, rule, location }: Pick<Change, "base" | "rule" | "location">): string {
  return JSON.stringify([base, rule, location])
}

function withApproval(change: Change, reasons: ReadonlyMap<string, string>): Change {
  const approval = reasons.get(keyOf(change))
  if (approval === undefined || change.level !== "major") return change
  return { ...change, severity: "notice", approval }
}
