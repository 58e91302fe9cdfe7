import { globSync, readFileSync } from "node:fs"

/** Clock ticks of Linux in `/proc/<pid>/stat`, in milliseconds. */
const tickMs = 10

/**
 * Returns the CPU time of a process and its children in milliseconds, also of those that exited.
 * Undefined if the operating system is not Linux.
 */
export function readCpu(pid: number | undefined): number | undefined {
  if (process.platform !== "linux" || pid === undefined) return undefined
  const children = globSync(`/proc/${pid}/task/*/children`).flatMap((path) =>
    readFileSync(path, "utf8").trim().split(" ").filter(Boolean),
  )
  const threads = [pid, ...children].flatMap((id) => globSync(`/proc/${id}/task/*/schedstat`))
  const nanoseconds = threads.map((path) => Number(readFileSync(path, "utf8").split(" ")[0]))
  // Without them, the end of an autovacuum would reduce the time of PostgreSQL.
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const [userTicks, systemTicks] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(14, 16)
  const exitedMs = (Number(userTicks) + Number(systemTicks)) * tickMs
  return nanoseconds.reduce((sum, time) => sum + time, 0) / 1_000_000 + exitedMs
}
