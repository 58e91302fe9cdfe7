import { readResults } from "./page.ts"

/** What one order costs on PostgreSQL. */
export interface OrderCost {
  /** CPU time of the server, in microseconds. */
  readonly serverCpu: number
  /** CPU time of PostgreSQL, in microseconds. */
  readonly databaseCpu: number
  readonly diskBytes: number
  readonly walBytes: number
}

/** Part of the cores that is used. The rest is for peaks and failed machines. */
const usedCores = 0.6

/** Assumed time of an order at Junction, in seconds. */
const junctionSeconds = 1

/** Number of orders that a process has in progress. Half of the default of `maxConcurrent`. */
const ordersOfProcess = 500

/** Maximum number of a process's connections to PostgreSQL. */
const connectionsOfProcess = 4

const secondsOfDay = 86_400

/**
 * Returns the measured cost of an order. Throws an Error if the results of the benchmark of the
 * service have no such table.
 */
export function readOrderCost(): OrderCost {
  const tables = readResults().flatMap(({ tables }) => tables)
  const table = tables.find(({ title }) => title === "Cost of one order")
  const row = table?.rows.find(({ name }) => name.includes("PostgreSQL"))
  const [serverCpu, databaseCpu, diskBytes, walBytes] = (row?.cells ?? []).map(Number)
  if (!serverCpu || !databaseCpu || !diskBytes || !walBytes) {
    throw new Error('The results have no "Cost of one order". Run `npm run bench -- service`.')
  }
  return { serverCpu, databaseCpu, diskBytes, walBytes }
}

/** Calculates what rates of orders per second need. The first cell of each row is its title. */
export function calculateCapacity(
  { serverCpu, databaseCpu, diskBytes, walBytes }: OrderCost,
  rates: readonly number[],
): readonly (readonly [string, ...number[]])[] {
  const serverCores = (rate: number) => (rate * serverCpu) / 1_000_000 / usedCores
  const inProgress = (rate: number) => rate * junctionSeconds
  const processes = (rate: number) =>
    Math.max(2, Math.ceil(serverCores(rate)), Math.ceil(inProgress(rate) / ordersOfProcess))
  const rows: Readonly<Record<string, (rate: number) => number>> = {
    "orders in progress": inProgress,
    "cores for the server": serverCores,
    "processes, at least 2": processes,
    "calls to Junction per second": (rate) => 2 * rate,
    "connections to PostgreSQL": (rate) => processes(rate) * connectionsOfProcess,
    "cores for PostgreSQL": (rate) => (rate * databaseCpu) / 1_000_000 / usedCores,
    "WAL of PostgreSQL, MB/s": (rate) => (rate * walBytes) / 1_000_000,
    "new rows, GB per day": (rate) => (rate * diskBytes * secondsOfDay) / 1_000_000_000,
  }
  return Object.entries(rows).map(([title, calculate]) => [title, ...rates.map(calculate)])
}

const shownRates = [10, 1_000, 100_000]

/** Returns the table of the page: its head, and its rows. */
export function capacityTable(): {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
} {
  const rows = calculateCapacity(readOrderCost(), shownRates)
  return {
    head: ["orders per second", ...shownRates.map(format)],
    rows: rows.map(([title, ...values]) => [title, ...values.map(format)]),
  }
}

function format(value: number): string {
  if (value < 0.01) return "below 0.01"
  if (value >= 10) return Math.round(value).toLocaleString("en-US")
  return value.toLocaleString("en-US", { maximumSignificantDigits: 2 })
}
