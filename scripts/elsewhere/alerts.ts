import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { findMissingCommands } from "./find-command.ts"
import { runOrThrow } from "../run-or-throw.ts"
import type { Part } from "./run-parts.ts"

const folder = join(import.meta.dirname, "../../packages/server")

/** Checks the alert rules, and runs their unit tests, with Prometheus's own tool. */
export const alerts: Part = {
  name: "alerts",
  findMissing: () => findMissingCommands({ promtool: "prometheus" }),
  async run({ check, note }) {
    const promtool = (...args: string[]) => runOrThrow("promtool", args)
    note((await promtool("--version")).split(" (")[0] ?? "")
    await check("promtool accepts alerts.yaml", () =>
      promtool("check", "rules", join(folder, "alerts.yaml")),
    )
    await check("promtool accepts the queries of the runbook", () =>
      withRules(readQueries(), (path) => promtool("check", "rules", path)),
    )
    await check("each alert fires above its limit, and not below", () =>
      promtool("test", "rules", join(folder, "test/alerts.test.yaml")),
    )
  },
}

/** Returns the PromQL queries of the runbook's alert pages. */
function readQueries(): readonly string[] {
  const text = readFileSync(join(folder, "../docs/src/runbook/alerts.md"), "utf8")
  const queries = [...text.matchAll(/```text title="PromQL"\n([^]*?)```/g)]
  if (queries.length === 0) throw new Error("The runbook has no query.")
  return queries.map(([, query = ""]) => query.trim())
}

/** Calls `use` with the path of a file that has a rule for each query. JSON is valid YAML. */
async function withRules(queries: readonly string[], use: (path: string) => Promise<unknown>) {
  const temporary = mkdtempSync(join(tmpdir(), "queries-"))
  const path = join(temporary, "rules.yaml")
  const rules = queries.map((expr, index) => ({ record: `query${index}`, expr }))
  writeFileSync(path, JSON.stringify({ groups: [{ name: "runbook", rules }] }))
  await use(path).finally(() => rmSync(temporary, { recursive: true }))
}
