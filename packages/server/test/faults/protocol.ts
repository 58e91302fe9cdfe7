import type { LogEntry, ReconcileResult } from "../../src/index.ts"
import type { Controls } from "./fast-clock.ts"

/** Where a serving process can be stopped in the middle of an order. */
export const steps = [
  "before the claim",
  "after the claim",
  "after the Junction user",
  "before sending",
  "while sending",
  "after Junction's answer",
  "before the look-up",
  "after the look-up",
  "after the next attempt",
  "before the release",
  "after the release",
  "after the commit",
] as const

/** A place where a serving process can be stopped. */
export type Step = (typeof steps)[number]

/** What a serving process is started with. */
export interface ServingOptions {
  readonly ledgerUrl: string
  readonly junctionUrl: string
  /** Where nobody listens. */
  readonly refusingUrl: string
  readonly controls: Controls
}

/** What the test asks of a serving process; each is answered under its id. */
export type Order =
  | { readonly kind: "set"; readonly controls: Partial<Controls> }
  /** Stops before going on from this step, the next time. Each stop is told. */
  | { readonly kind: "stop at"; readonly step: Step }
  /** Goes on from where it stopped, and stops nowhere more. */
  | { readonly kind: "go on" }
  /** Connects to nobody for so many requests to Junction. */
  | { readonly kind: "refuse"; readonly times: number }
  | { readonly kind: "reconcile"; readonly restMs: number }
  /** Answered when no request is worked on. */
  | { readonly kind: "rest" }

/** What a serving process tells. */
export type Told =
  | { readonly kind: "listening"; readonly url: string }
  | { readonly kind: "stopped"; readonly step: Step }
  | { readonly kind: "log"; readonly entry: LogEntry }
  | { readonly kind: "duplicate"; readonly junctionOrderId: string }
  | {
      readonly kind: "done"
      readonly id: number
      readonly reconciled?: ReconcileResult
      readonly error?: string
    }
