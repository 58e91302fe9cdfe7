import { fork, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { ReconcileResult } from "../../src/index.ts"
import type { Controls } from "./fast-clock.ts"
import { leftovers } from "./cleanup.ts"
import type { Order, ServingOptions, Step, Told } from "./protocol.ts"
import { pause, type SharedTime } from "./shared-time.ts"

const program = new URL("./server-program.ts", import.meta.url).pathname
const preload = new URL("./fast-clock.ts", import.meta.url).href

/** A serving process that runs, or has run. */
export interface ServingProcess {
  readonly url: string
  readonly runs: boolean
  /** Resolves when the process has stopped at the step, and to false when it ends first. */
  stopAt(step: Step): Promise<{ readonly stopped: Promise<boolean> }>
  set(controls: Partial<Controls>): Promise<void>
  goOn(): Promise<void>
  refuse(times: number): Promise<void>
  /** Resolves when it works on no request. */
  rest(): Promise<void>
  reconcile(restMs: number): Promise<ReconcileResult | undefined>
  signal(signal: "SIGSTOP" | "SIGCONT" | "SIGTERM"): void
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  readonly exited: Promise<void>
}

/** Where processes serve, and who hears what they tell. */
export interface ProcessesOptions extends Omit<ServingOptions, "controls"> {
  readonly time: SharedTime
  readonly onTold: (told: Told) => void
}

let compileCache: string | undefined

/** Starts a serving process. Rejects when it ends before it serves. */
export async function startProcess(options: ProcessesOptions): Promise<ServingProcess> {
  const { time, onTold, ledgerUrl, junctionUrl, refusingUrl } = options
  if (compileCache === undefined) {
    compileCache = mkdtempSync(join(tmpdir(), "fault-tests-cache-"))
    leftovers.addFolder(compileCache)
  }
  const serving: ServingOptions = {
    ledgerUrl,
    junctionUrl,
    refusingUrl,
    controls: { wallOffset: time.offset, monotonicSkip: 0, sqlite: "well" },
  }
  const child = fork(program, [JSON.stringify(serving)], {
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: compileCache,
      // Unlike a flag, it reaches the threads too.
      NODE_OPTIONS: `--import ${preload}`,
      FAULT_TESTS_ORIGIN: String(time.origin),
    },
  })
  const { pid } = child
  if (pid === undefined) throw new Error("the serving process did not start")
  leftovers.addProcess(pid)
  let said = ""
  child.stderr?.on("data", (text: Buffer) => (said += text.toString()))
  const exited = once(child, "exit").then(() => leftovers.removeProcess(pid))
  const url = await Promise.race([
    listening(child),
    exited.then(() => Promise.reject(new Error(`the serving process ended: ${said}`))),
  ])
  return control(child, url, exited, onTold)
}

async function listening(child: ChildProcess): Promise<string> {
  const [told] = (await once(child, "message")) as [Told]
  if (told.kind !== "listening") throw new Error(`the serving process told ${told.kind} first`)
  return told.url
}

function control(
  child: ChildProcess,
  url: string,
  exited: Promise<void>,
  onTold: (told: Told) => void,
): ServingProcess {
  let orders = 0
  let frozen = false
  const answered = new Map<number, (told: Extract<Told, { kind: "done" }>) => void>()
  const waiting = new Map<Step, () => void>()
  const runs = () => child.exitCode === null && child.signalCode === null
  child.on("message", (told: Told) => {
    if (told.kind === "done") {
      answered.get(told.id)?.(told)
      answered.delete(told.id)
    } else if (told.kind === "stopped") {
      waiting.get(told.step)?.()
    } else {
      onTold(told)
    }
  })
  // A channel that breaks while something is written to it: the process is going.
  child.on("error", () => undefined)

  /** What a process that has gone cannot do any more is left undone. */
  const ask = async (order: Order): Promise<Extract<Told, { kind: "done" }> | undefined> => {
    if (!child.connected) return undefined
    const id = (orders += 1)
    const done = new Promise<Extract<Told, { kind: "done" }>>((resolve) => {
      answered.set(id, resolve)
    })
    child.send({ id, order }, () => undefined)
    // It reads it when it runs again.
    if (frozen) return undefined
    return Promise.race([done, exited.then(() => undefined)])
  }

  return {
    url,
    exited,
    get runs() {
      return runs()
    },
    async stopAt(step) {
      const reached = new Promise<boolean>((resolve) => waiting.set(step, () => resolve(true)))
      await ask({ kind: "stop at", step })
      return { stopped: Promise.race([reached, exited.then(() => false)]) }
    },
    async set(controls) {
      await ask({ kind: "set", controls })
    },
    async goOn() {
      await ask({ kind: "go on" })
    },
    async refuse(times) {
      await ask({ kind: "refuse", times })
    },
    async rest() {
      await ask({ kind: "rest" })
    },
    async reconcile(restMs) {
      const done = await ask({ kind: "reconcile", restMs })
      return done?.reconciled
    },
    signal(signal) {
      if (!runs()) return
      if (signal !== "SIGTERM") frozen = signal === "SIGSTOP"
      child.kill(signal)
    },
    async kill() {
      if (runs()) child.kill("SIGKILL")
      await exited
      // Its last words may still be on their way.
      await pause(0)
    },
  }
}
