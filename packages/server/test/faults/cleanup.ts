import { rmSync } from "node:fs"

const processes = new Set<number>()
const folders = new Set<string>()
let registered = false

/**
 * Processes and folders that must not outlive this process. They are removed when it exits or is
 * interrupted.
 */
export const cleanup = {
  /** Registers a process. */
  addProcess(pid: number): void {
    register()
    processes.add(pid)
  },
  /** Removes a process that has exited from the list. */
  removeProcess(pid: number): void {
    processes.delete(pid)
  },
  /** Registers a folder. */
  addFolder(path: string): void {
    register()
    folders.add(path)
  },
  /** Removes a folder now. */
  removeFolder(path: string): void {
    folders.delete(path)
    rmSync(path, { recursive: true, force: true })
  },
}

function register(): void {
  if (registered) return
  registered = true
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
      // It has just exited.
    }
  }
  // A killed process may keep its files open for a moment.
  const retries = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 } as const
  for (const path of folders) rmSync(path, retries)
}
