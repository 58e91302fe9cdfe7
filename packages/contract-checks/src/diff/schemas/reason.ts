import type { Pointer } from "../../document/pointer.ts"

/** The sender of a value: the client in a request, the API in a response. */
export type Direction = "request" | "response"

/** A breaking change, at its location in the contract. */
export interface Reason {
  readonly pointer: Pointer
  /** The changed property of the object at this location. */
  readonly property?: string
  readonly rule: string
  readonly message: string
  /** Whether the location exists only in the base. */
  readonly isRemoved?: true
}

const consequences = {
  request: "requests of existing clients may be rejected",
  response: "clients may receive values that they do not expect",
}

/** Returns the message of a change that affects values in this direction. */
export function explain(fact: string, direction: Direction): string {
  return `${fact}, so ${consequences[direction]}. Restore the earlier contract.`
}

/** Removes reasons that are equal, such as those of a shared schema. */
export function unique(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()]
}
