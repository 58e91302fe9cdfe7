import type { JsonObject } from "../document/json.ts"
import type { Operation } from "../document/operations.ts"
import type { Pointer } from "../document/pointer.ts"

/** A violation of a rule, at one location of the document. */
export interface Violation {
  readonly pointer: Pointer
  readonly message: string
}

/** A rule of this package, for every operation. */
export interface OperationRule {
  readonly id: string
  readonly severity: "error" | "warning"
  readonly check: (operation: Operation, root: JsonObject) => Iterable<Violation>
}
