import type { ControlledProcess } from "./controlled-process.ts"
import type { Environment } from "./environment.ts"
import type { InjectedFault } from "./round-plan.ts"
import type { Round } from "./round.ts"
import { pause } from "./shared-time.ts"

/**
 * A fault that is ready to be injected at its time, or when the clients have finished. Resolves to
 * whether it killed a process.
 */
export type ArmedFault = (finished: Promise<unknown>) => Promise<boolean>

/** Prepares a fault. */
export async function armFault(round: Round, fault: InjectedFault): Promise<ArmedFault> {
  const { environment, note } = round
  const process = "process" in fault ? await environment.process(fault.process) : undefined
  const stop =
    "at" in fault && typeof fault.at === "string" ? await process?.stopAt(fault.at) : undefined
  if (fault.kind === "reject") await process?.rejectConnections(fault.times)
  const wrongFromStart = fault.kind === "clock" && fault.afterMs === 0
  if (wrongFromStart) await environment.setClock(fault.aheadMs)
  return async (finished) => {
    await Promise.race([pause("afterMs" in fault ? fault.afterMs : 0), finished])
    switch (fault.kind) {
      case "kill": {
        const due = stop?.stopped ?? pause(Number(fault.at)).then(() => true)
        const reached = await Promise.race([due, finished.then(() => typeof fault.at === "number")])
        if (!reached || process?.runs !== true) return false
        note(`SIGKILL of process ${fault.process} ${fault.at}`)
        await process.kill()
        return true
      }
      case "freeze": {
        const reached = await Promise.race([stop?.stopped, finished.then(() => false)])
        if (reached !== true || process === undefined) return false
        note(`SIGSTOP of process ${fault.process} ${fault.at}`)
        await freeze(environment, process, fault.forSharedMs, finished)
        return false
      }
      case "terminate":
        note(`SIGTERM of process ${fault.process}`)
        process?.signal("SIGTERM")
        await process?.exited
        return false
      case "clock":
        note(`the clock is ${fault.aheadMs} ms ahead`)
        if (!wrongFromStart) await environment.setClock(fault.aheadMs)
        return false
      case "database":
        note(`the database is ${fault.fault} for ${fault.forMs} ms`)
        await environment.database.injectFault(fault.fault, environment.running(), fault.forMs)
        return false
      case "reject":
        return false
      case "reconcile":
        note(`reconciled ${JSON.stringify(await process?.reconcile(0))}`)
        return false
    }
  }
}

/** Stops a process for a time that the clocks skip. The other processes continue. */
async function freeze(
  environment: Environment,
  process: ControlledProcess,
  forSharedMs: number,
  finished: Promise<unknown>,
): Promise<void> {
  process.signal("SIGSTOP")
  await environment.advance(forSharedMs)
  await Promise.race([pause(250), finished])
  process.signal("SIGCONT")
  await process.set({ monotonicSkip: forSharedMs })
  await process.resume()
}
