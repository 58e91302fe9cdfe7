import type { Lane } from "./environment.ts"
import type { Blow } from "./round-plan.ts"
import type { Round } from "./round.ts"
import type { ServingProcess } from "./server-process.ts"
import { pause } from "./shared-time.ts"

/** A blow that will fall: waits for it, or until the clients have asked. Resolves to whether it killed a process. */
export type ArmedBlow = (over: Promise<unknown>) => Promise<boolean>

/** Sees to it that a blow will fall. */
export async function arm(round: Round, blow: Blow): Promise<ArmedBlow> {
  const { lane, note } = round
  const process = "process" in blow ? await lane.process(blow.process) : undefined
  const stopped =
    "at" in blow && typeof blow.at === "string" ? await process?.stopAt(blow.at) : undefined
  if (blow.kind === "refuse") await process?.refuse(blow.times)
  const wrongFromTheStart = blow.kind === "clock" && blow.afterMs === 0
  if (wrongFromTheStart) await lane.setClock(blow.aheadMs)
  return async (over) => {
    await Promise.race([pause("afterMs" in blow ? blow.afterMs : 0), over])
    switch (blow.kind) {
      case "kill": {
        const there = stopped?.stopped ?? pause(Number(blow.at)).then(() => true)
        const reached = await Promise.race([there, over.then(() => typeof blow.at === "number")])
        if (!reached || process?.runs !== true) return false
        note(`SIGKILL of process ${blow.process} ${blow.at}`)
        await process.kill()
        return true
      }
      case "freeze": {
        const reached = await Promise.race([stopped?.stopped, over.then(() => false)])
        if (reached !== true || process === undefined) return false
        note(`SIGSTOP of process ${blow.process} ${blow.at}`)
        await sleep(lane, process, blow.forSharedMs, over)
        return false
      }
      case "terminate":
        note(`SIGTERM of process ${blow.process}`)
        process?.signal("SIGTERM")
        await process?.exited
        return false
      case "clock":
        note(`the clock goes ${blow.aheadMs} ms wrong`)
        if (!wrongFromTheStart) await lane.setClock(blow.aheadMs)
        return false
      case "database":
        note(`the database is ${blow.trouble} for ${blow.forMs} ms`)
        await lane.database.suffer(blow.trouble, lane.running(), blow.forMs)
        return false
      case "refuse":
        return false
      case "reconcile":
        note(`reconciled ${JSON.stringify(await process?.reconcile(0))}`)
        return false
    }
  }
}

/** Stops a process for a while that the clocks skip; the others go on meanwhile. */
async function sleep(
  lane: Lane,
  process: ServingProcess,
  forSharedMs: number,
  over: Promise<unknown>,
): Promise<void> {
  process.signal("SIGSTOP")
  await lane.advance(forSharedMs)
  await Promise.race([pause(250), over])
  process.signal("SIGCONT")
  await process.set({ monotonicSkip: forSharedMs })
  await process.goOn()
}
