export type { JunctionClientOptions } from "./client.ts"
export { createJunctionLab, type JunctionLabOptions, type JunctionPanel } from "./junction-lab.ts"
export { createJunctionLookup, type JunctionLookupOptions } from "./find-orders.ts"
