import { existsSync } from "node:fs"
import { relative } from "node:path"
import type { Finding } from "../finding.ts"
import { objectOf } from "../document/json.ts"
import { readYaml } from "../document/source.ts"
import { InputError } from "../input-error.ts"
import type { Change } from "./change.ts"

const fields = ["base", "rule", "pointer", "reason"] as const

/** What {@link applyApprovals} makes of the changes. */
export interface Approved {
  readonly changes: readonly Change[]
  /** What is wrong with the approvals file itself. */
  readonly findings: readonly Finding[]
}

/**
 * Marks the breaking changes that the approvals file names, each with its reason; an absent file names none. An entry
 * that is incomplete, or that no breaking change matches, is an error; entries for bases that were not compared are
 * left alone. Throws {@link InputError} when the file cannot be read or is no list.
 */
export async function applyApprovals(
  file: string,
  changes: readonly Change[],
  isCompared: (base: string) => boolean,
): Promise<Approved> {
  if (!existsSync(file)) return { changes, findings: [] }
  const { value, locate } = await readYaml(file)
  if (value === null) return { changes, findings: [] }
  if (!Array.isArray(value)) {
    throw new InputError(`${relative(process.cwd(), file)}: is no list of approvals`)
  }
  const findings: Finding[] = []
  const reasons = new Map<string, string>()
  const breaking = new Set(
    changes
      .filter(({ level }) => level === "major")
      .map(({ base, rule, location }) => keyOf(base, rule, location)),
  )
  for (const [index, item] of value.entries()) {
    const entry = objectOf(item)
    const report = (rule: string, message: string) =>
      findings.push({
        file,
        ...locate([String(index)]),
        severity: "error",
        rule,
        location: `/${index}`,
        message,
      })
    const [base = "", rule = "", pointer = "", reason = ""] = fields.map((field) => {
      const text = entry[field]
      return typeof text === "string" ? text.trim() : ""
    })
    if ([base, rule, pointer, reason].includes("")) {
      report("approval-incomplete", `an approval has the texts ${fields.join(", ")}`)
      continue
    }
    const key = keyOf(base, rule, pointer)
    if (breaking.has(key)) reasons.set(key, reason)
    else if (isCompared(base)) {
      report(
        "approval-stale",
        `no breaking change since ${base} is ${rule} at ${pointer}: remove the entry`,
      )
    }
  }
  return { changes: changes.map((change) => withApproval(change, reasons)), findings }
}

function keyOf(base: string, rule: string, pointer: string): string {
  return JSON.stringify([base, rule, pointer])
}

function withApproval(change: Change, reasons: ReadonlyMap<string, string>): Change {
  const approval = reasons.get(keyOf(change.base, change.rule, change.location))
  if (approval === undefined || change.level !== "major") return change
  return { ...change, severity: "notice", approval }
}
