import type { Setting } from "./state.ts"

/**
 * Two processes, three upstream keys, two requests in progress, and every fault that the
 * assumptions allow.
 */
export const usual: Setting = {
  workers: 2,
  reconciler: false,
  faults: "usual",
  promise: "always",
  forgets: "after 24 h",
  saves: "orders",
  merges: true,
  attempts: 3,
  requests: 2,
}
