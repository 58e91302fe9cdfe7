// Prints the CPU time of the first import in milliseconds: node cpu-of-import.mjs <module>
import { pathToFileURL } from "node:url"

const url = pathToFileURL(process.argv[2])
const before = process.cpuUsage()
await import(url)
const { user, system } = process.cpuUsage(before)
console.log((user + system) / 1_000)
