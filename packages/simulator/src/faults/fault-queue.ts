import type { Fault } from "./faults.ts"

/** Creates an empty queue of faults. */
export function createFaultQueue() {
  let waiting: { readonly fault: Fault; left: number }[] = []
  return {
    add(faults: readonly Fault[]): void {
      waiting.push(...faults.map((fault) => ({ fault, left: fault.times ?? 1 })))
    },
    /** Removes and returns the first fault that applies to this request. */
    take(method: string, path: string): Fault | undefined {
      const entry = waiting.find(({ fault }) => appliesTo(fault, method, path))
      if (entry === undefined) return undefined
      entry.left -= 1
      waiting = waiting.filter(({ left }) => left > 0)
      return entry.fault
    },
    clear(): void {
      waiting = []
    },
  }
}

function appliesTo(fault: Fault, method: string, path: string): boolean {
  if (fault.path === undefined && fault.method === undefined) {
    return fault.name === "list-lags" || fault.name === "list-fails"
      ? method === "GET" && path === "/v3/orders"
      : method === "POST" && path === "/v3/order"
  }
  return (
    (fault.method === undefined || fault.method.toUpperCase() === method) &&
    path.startsWith(fault.path ?? "/v3/order")
  )
}
