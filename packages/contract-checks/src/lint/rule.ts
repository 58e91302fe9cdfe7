import type { JsonObject } from "../document/json.ts"
import type { Operation } from "../document/operations.ts"
import type { Pointer } from "../document/pointer.ts"

/** Where an operation breaks a rule, and how. */
export interface Violation {
  readonly pointer: Pointer
  readonly message: string
}

/** A rule of ours that every operation is held to. */
export interface OperationRule {
  readonly id: string
  readonly severity: "error" | "warning"
  readonly check: (operation: Operation, root: JsonObject) => Iterable<Violation>
}
