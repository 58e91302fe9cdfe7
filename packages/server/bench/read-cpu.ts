import { globSync, readFileSync } from "node:fs"

/**
 * Returns the CPU time of a process and its running children in milliseconds. Undefined if the
 * operating system is not Linux.
 */
export function readCpu(pid: number | undefined): number | undefined {
  if (process.platform !== "linux") return undefined
  const children = globSync(`/proc/${pid}/task/*/children`).flatMap((path) =>
    readFileSync(path, "utf8").trim().split(" ").filter(Boolean),
  )
  const threads = [pid, ...children].flatMap((id) => globSync(`/proc/${id}/task/*/schedstat`))
  const nanoseconds = threads.map((path) => Number(readFileSync(path, "utf8").split(" ")[0]))
  return nanoseconds.reduce((sum, time) => sum + time, 0) / 1_000_000
}
