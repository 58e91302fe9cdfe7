import { rmSync } from "node:fs"

const processes = new Set<number>()
const folders = new Set<string>()
let watching = false

/** What must not outlive the test, however that ends: ended and removed when this process exits or is interrupted. */
export const leftovers = {
  /** Takes note of a process that runs. */
  addProcess(pid: number): void {
    watch()
    processes.add(pid)
  },
  /** The process has ended. */
  removeProcess(pid: number): void {
    processes.delete(pid)
  },
  /** Takes note of a folder. */
  addFolder(path: string): void {
    watch()
    folders.add(path)
  },
  /** Removes a folder now. */
  removeFolder(path: string): void {
    folders.delete(path)
    rmSync(path, { recursive: true, force: true })
  },
}

function watch(): void {
  if (watching) return
  watching = true
  process.on("exit", clear)
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => process.exit(1))
  }
}

function clear(): void {
  for (const pid of processes) {
    try {
      process.kill(pid, "SIGKILL")
    } catch {
      // It has just ended by itself.
    }
  }
  // What was just killed may take a moment to let go of its files.
  const patiently = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 } as const
  for (const path of folders) rmSync(path, patiently)
}
