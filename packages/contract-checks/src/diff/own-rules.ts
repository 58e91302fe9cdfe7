import { stringsOf, type Json } from "../document/json.ts"
import type { Pointer } from "../document/pointer.ts"
import type { Level } from "./change.ts"

/**
 * A change for which Redocly has no rule. Redocly rates additions as `minor` and all other changes
 * as `patch`.
 */
export interface UnratedChange {
  readonly pointer: Pointer
  /** Redocly's name for the type of the changed object, such as `Server`. */
  readonly typeName: string
  readonly kind: "added" | "removed" | "modified"
  /** The changed property of a modified object. */
  readonly property?: string
  /** The value in the base. */
  readonly before: Json | undefined
  /** The value in the contract. */
  readonly now: Json | undefined
}

/** The rating of a change by a rule. */
export interface Rating {
  readonly rule: string
  readonly level: Level
  readonly message: string
}

interface OwnRule extends Rating {
  readonly applies: (change: UnratedChange) => boolean
}

/** Changes of servers that break clients and for which Redocly has no rule. */
const rules: readonly OwnRule[] = [
  {
    // Servers of a path or an operation override those above (OpenAPI 3.1, Operation Object).
    rule: "servers-replaced",
    level: "major",
    message:
      "The servers were replaced, so clients of the earlier servers fail. Restore the earlier servers.",
    applies: ({ pointer, typeName, kind }) =>
      typeName === "ServerList" && kind !== "modified" && pointer.length > 1,
  },
  {
    rule: "server-variable-restricted",
    level: "major",
    message:
      "The server variable allows fewer values, so clients that use a removed value fail. Restore the values.",
    applies: ({ typeName, property, before, now }) =>
      typeName === "ServerVariable" &&
      property === "enum" &&
      now !== undefined &&
      (before === undefined || stringsOf(before).some((value) => !stringsOf(now).includes(value))),
  },
]

/** Returns the rating of the first rule that applies, or undefined for Redocly's rating. */
export function rate(change: UnratedChange): Rating | undefined {
  return rules.find(({ applies }) => applies(change))
}
