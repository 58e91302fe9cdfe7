export type { JunctionClientOptions } from "./client.ts"
export { createJunctionLab, type JunctionLabOptions, type JunctionPanel } from "./junction-lab.ts"
export { createJunctionSearch, type JunctionSearchOptions } from "./find-orders.ts"
