import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** The part of turbo's run summary (`turbo run --summarize`) that this module reads. */
interface RunSummary {
  readonly tasks: readonly {
    readonly taskId: string
    readonly logFile: string
    readonly execution?: { readonly exitCode: number | null }
  }[]
}

const linesShown = 40

/**
 * Describes each failed task of the runs in `.turbo/runs`: the last lines of its output, its log
 * file, and the command that runs the task again.
 */
export function describeFailedTasks(folder: string): readonly string[] {
  return globSync(".turbo/runs/*.json", { cwd: folder })
    .map((path) => JSON.parse(readFileSync(join(folder, path), "utf8")) as RunSummary)
    .flatMap(({ tasks }) => tasks)
    .filter(({ execution }) => execution !== undefined && execution.exitCode !== 0)
    .map(({ taskId, logFile }) =>
      [
        `── ${taskId} failed ──`,
        endOf(readFileSync(join(folder, logFile), "utf8")),
        `All output: ${logFile}`,
        `Run again: node scripts/dev.mjs turbo run ${taskId}`,
      ].join("\n"),
    )
}

/** Returns the last lines of a log, without the line in which pnpm prints the exit code. */
function endOf(log: string): string {
  const lines = log
    .replaceAll(/^.*ELIFECYCLE.*$/gm, "")
    .trim()
    .split("\n")
  return lines.slice(-linesShown).join("\n")
}
