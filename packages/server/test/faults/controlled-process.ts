import { fork, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { ReconcileResult } from "../../src/index.ts"
import { cleanup } from "./cleanup.ts"
import type { Controls } from "./fast-clock.ts"
import type { Command, ProcessMessage, ServerOptions, Step } from "./protocol.ts"
import { pause, type SharedTime } from "./shared-time.ts"

const program = new URL("./controlled-server.ts", import.meta.url).pathname
const preload = new URL("./fast-clock.ts", import.meta.url).href

/** A server process that the test controls. */
export interface ControlledProcess {
  readonly url: string
  readonly runs: boolean
  /**
   * `stopped` resolves to true when the process has stopped at the step, or to false if it exits
   * first.
   */
  stopAt(step: Step): Promise<{ readonly stopped: Promise<boolean> }>
  set(controls: Partial<Controls>): Promise<void>
  resume(): Promise<void>
  rejectConnections(times: number): Promise<void>
  /** Resolves when no request is in progress. */
  waitUntilIdle(): Promise<void>
  reconcile(restMs: number): Promise<ReconcileResult | undefined>
  signal(signal: "SIGSTOP" | "SIGCONT" | "SIGTERM"): void
  /** Sends SIGKILL, and resolves when the process has exited. */
  kill(): Promise<void>
  readonly exited: Promise<void>
}

/** Options for `startProcess`. */
export interface ProcessOptions extends Omit<ServerOptions, "controls"> {
  readonly time: SharedTime
  readonly onMessage: (message: ProcessMessage) => void
}

let compileCache: string | undefined

/** Starts a controlled process. Rejects if it exits before it listens. */
export async function startProcess(options: ProcessOptions): Promise<ControlledProcess> {
  const { time, onMessage, ledgerUrl, junctionUrl, closedUrl } = options
  if (compileCache === undefined) {
    compileCache = mkdtempSync(join(tmpdir(), "fault-tests-cache-"))
    cleanup.addFolder(compileCache)
  }
  const serverOptions: ServerOptions = {
    ledgerUrl,
    junctionUrl,
    closedUrl,
    controls: { wallOffset: time.offset, monotonicSkip: 0, sqlite: "normal" },
  }
  const child = fork(program, [JSON.stringify(serverOptions)], {
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: compileCache,
      // Unlike a flag, the variable reaches the threads too.
      NODE_OPTIONS: `--import ${preload}`,
      FAULT_TESTS_ORIGIN: String(time.origin),
    },
  })
  const { pid } = child
  if (pid === undefined) throw new Error("The process did not start.")
  cleanup.addProcess(pid)
  let output = ""
  child.stderr?.on("data", (text: Buffer) => (output += text.toString()))
  const exited = once(child, "exit").then(() => cleanup.removeProcess(pid))
  const url = await Promise.race([
    listening(child),
    exited.then(() => Promise.reject(new Error(`The process exited: ${output}`))),
  ])
  return control(child, url, exited, onMessage)
}

async function listening(child: ChildProcess): Promise<string> {
  const [message] = (await once(child, "message")) as [ProcessMessage]
  if (message.kind !== "listening")
    throw new Error(`The first message was ${message.kind}, not listening.`)
  return message.url
}

type Done = Extract<ProcessMessage, { kind: "done" }>

function control(
  child: ChildProcess,
  url: string,
  exited: Promise<void>,
  onMessage: (message: ProcessMessage) => void,
): ControlledProcess {
  let commands = 0
  let frozen = false
  const pending = new Map<number, (done: Done) => void>()
  const stops = new Map<Step, () => void>()
  const runs = () => child.exitCode === null && child.signalCode === null
  child.on("message", (message: ProcessMessage) => {
    if (message.kind === "done") {
      pending.get(message.id)?.(message)
      pending.delete(message.id)
    } else if (message.kind === "stopped") {
      stops.get(message.step)?.()
    } else {
      onMessage(message)
    }
  })
  // The channel breaks when the process exits during a write.
  child.on("error", () => undefined)

  /** Sends a command. Resolves to undefined when the process has exited. */
  const send = async (command: Command): Promise<Done | undefined> => {
    if (!child.connected) return undefined
    const id = (commands += 1)
    const done = new Promise<Done>((resolve) => pending.set(id, resolve))
    child.send({ id, command }, () => undefined)
    // A frozen process reads the command when it continues.
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
      const reached = new Promise<boolean>((resolve) => stops.set(step, () => resolve(true)))
      await send({ kind: "stop at", step })
      return { stopped: Promise.race([reached, exited.then(() => false)]) }
    },
    async set(controls) {
      await send({ kind: "set", controls })
    },
    async resume() {
      await send({ kind: "resume" })
    },
    async rejectConnections(times) {
      await send({ kind: "reject connections", times })
    },
    async waitUntilIdle() {
      await send({ kind: "wait until idle" })
    },
    async reconcile(restMs) {
      const done = await send({ kind: "reconcile", restMs })
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
      // Its last messages may still be in the channel.
      await pause(0)
    },
  }
}
