// Loaded first in a server process and its threads. Makes their clocks faster and lets the test set
// them.
import { DatabaseSync } from "node:sqlite"
import { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads"

/** Speed of the clocks of the processes, Junction, and PostgreSQL, relative to real time. */
export const speed = 25

/** Settings of a process and all of its threads. */
export interface Controls {
  /** Milliseconds that the wall clock is ahead of the shared time. */
  wallOffset: number
  /** Milliseconds that the monotonic clock skips now. */
  monotonicSkip: number
  /** SQLite's fault. */
  sqlite: "normal" | "full" | "read-only"
}

const sqliteStates = ["normal", "full", "read-only"] as const
const key = "fault-tests-controls"
if (isMainThread) setEnvironmentData(key, new SharedArrayBuffer(24))
const shared = new Float64Array(getEnvironmentData(key) as SharedArrayBuffer)

/** Changes the given settings in every thread. */
export function setControls(controls: Partial<Controls>): void {
  const { wallOffset, monotonicSkip, sqlite } = controls
  if (wallOffset !== undefined) shared[0] = wallOffset
  if (monotonicSkip !== undefined) shared[1] = (shared[1] ?? 0) + monotonicSkip
  if (sqlite !== undefined) shared[2] = sqliteStates.indexOf(sqlite)
}

/** The real moment at which fast time and real time were the same, in epoch milliseconds. */
const origin = Number(process.env["FAULT_TESTS_ORIGIN"])
if (Number.isFinite(origin)) {
  runFast()
  injectSqliteFaults()
}

function runFast(): void {
  const wall = Date.now
  const monotonic = performance.now.bind(performance)
  Date.now = () => Math.floor(origin + (wall() - origin) * speed + (shared[0] ?? 0))
  performance.now = () => monotonic() * speed + (shared[1] ?? 0)
  globalThis.setTimeout = accelerate(setTimeout)
  globalThis.setInterval = accelerate(setInterval)
  const realTimeout = AbortSignal.timeout.bind(AbortSignal)
  AbortSignal.timeout = (ms) => realTimeout(Math.ceil(ms / speed))
}

function accelerate<Timer extends typeof setTimeout | typeof setInterval>(timer: Timer): Timer {
  return new Proxy(timer, {
    apply(real, self, [work, ms, ...values]: [() => void, number?, ...unknown[]]) {
      return Reflect.apply(real, self, [work, (ms ?? 0) / speed, ...values])
    },
  })
}

/**
 * Causes SQLite's own errors with its own limits. They apply to a connection, so each connection
 * sets them.
 */
function injectSqliteFaults(): void {
  const exec = DatabaseSync.prototype.exec
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    if (sql === "BEGIN IMMEDIATE") {
      const state = sqliteStates[shared[2] ?? 0]
      exec.call(this, `PRAGMA query_only = ${state === "read-only" ? 1 : 0}`)
      // SQLite raises a lower limit to the current size of the file, so the file cannot grow.
      exec.call(this, `PRAGMA max_page_count = ${state === "full" ? 1 : 4_294_967_294}`)
    }
    exec.call(this, sql)
  }
}
