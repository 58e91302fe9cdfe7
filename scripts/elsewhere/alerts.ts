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
    await check("each alert fires above its limit, and not below", () =>
      promtool("test", "rules", join(folder, "test/alerts.test.yaml")),
    )
  },
}
