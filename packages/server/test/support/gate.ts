import type { OrderLedger } from "../../src/index.ts"

/** Creates a gate at which a call waits until the test opens it. */
export function createGate() {
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>()
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  return {
    /** Resolves when a call waits and the server has read all input that has arrived. */
    reached,
    open,
    wait: () => {
      setImmediate(reach)
      return opened
    },
  }
}

/** Returns a ledger in which one method waits at a gate before it runs. */
export function gateLedger(
  ledger: OrderLedger,
  method: "claim" | "record" | "reject" | "release",
  gate: ReturnType<typeof createGate>,
): OrderLedger {
  const original = ledger[method] as (...parameters: unknown[]) => Promise<unknown>
  return {
    ...ledger,
    [method]: async (...parameters: unknown[]) => {
      await gate.wait()
      return original(...parameters)
    },
  }
}
