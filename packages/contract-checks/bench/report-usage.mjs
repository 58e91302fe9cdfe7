// Loaded into each measured process. At its exit, writes its CPU time in microseconds and its
// largest resident memory in kilobytes into the folder of the variable USAGE_FOLDER.
import { writeFileSync } from "node:fs"
import { join } from "node:path"

process.once("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const usage = { cpu: userCPUTime + systemCPUTime, memory: maxRSS }
  writeFileSync(join(process.env.USAGE_FOLDER, `${process.pid}.json`), JSON.stringify(usage))
})
