import type { LogEntry, ReconcileResult } from "../../src/index.ts"
import type { Controls } from "./fast-clock.ts"

/** The steps of an order before which a controlled process can be stopped. */
export const steps = [
  "before the claim",
  "after the claim",
  "after the Junction user",
  "before sending",
  "while sending",
  "after Junction's response",
  "before the lookup",
  "after the lookup",
  "after the next attempt",
  "before the release",
  "after the release",
  "after the commit",
] as const

/** A step at which a controlled process can be stopped. */
export type Step = (typeof steps)[number]

/** Options of a controlled process. */
export interface ServerOptions {
  readonly ledgerUrl: string
  readonly junctionUrl: string
  /** A URL at which nothing listens. */
  readonly closedUrl: string
  readonly controls: Controls
}

/** A command to a controlled process. Each is confirmed with a `done` message. */
export type Command =
  | { readonly kind: "set"; readonly controls: Partial<Controls> }
  /** Stops at this step once, and reports it. */
  | { readonly kind: "stop at"; readonly step: Step }
  /** Continues, and cancels all other stops. */
  | { readonly kind: "resume" }
  /** Rejects the connections of the next requests to Junction. */
  | { readonly kind: "reject connections"; readonly times: number }
  | { readonly kind: "reconcile"; readonly restMs: number }
  /** Confirmed when no request is in progress. */
  | { readonly kind: "wait until idle" }

/** A message from a controlled process. */
export type ProcessMessage =
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
