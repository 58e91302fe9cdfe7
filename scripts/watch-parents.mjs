// Detects that the process that started this one was killed, which sends no signal to this one.
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { basename } from "node:path"

/**
 * Calls `callback` once, at most half a second after the parent process or npm was killed. Returns
 * a function that stops watching.
 */
export function watchParents(callback) {
  const parent = process.ppid
  const npm = findNpm(parent)
  const timer = setInterval(() => {
    // An orphaned process gets a new parent.
    if (process.ppid === parent && (npm === undefined || isRunning(npm))) return
    stop()
    callback()
  }, 500)
  const stop = () => clearInterval(timer)
  return stop
}

/**
 * Returns the process ID of npm, if npm runs this process through a shell. Some shells outlive npm,
 * such as dash.
 */
function findNpm(parent) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === "win32")
    return undefined
  const [, command, grandparent] = /^(.*) (\d+)$/.exec(describeProcess(parent)) ?? []
  const isShell = /^-?(?:sh|bash|dash|ash|zsh|busybox)$/.test(basename(command ?? ""))
  return isShell ? Number(grandparent) : undefined
}

/**
 * Returns a process's command and parent, such as `sh 4711`. Containers often have no `ps`, and
 * macOS has no /proc.
 */
function describeProcess(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").replace(
      /^\d+ \((.*)\) \S (\d+) [^]*$/,
      "$1 $2",
    )
  } catch {
    const { stdout } = spawnSync("ps", ["-o", "comm=,ppid=", "-p", String(pid)], {
      encoding: "utf8",
    })
    return (stdout ?? "").trim().replace(/\s+(\d+)$/, " $1")
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === "EPERM"
  }
}
