import { objectOf, type Json, type JsonObject } from "../../document/json.ts"
import { resolve, type Pointer } from "../../document/pointer.ts"
import type { Compare } from "../schemas/check.ts"
import type { Direction } from "../schemas/reason.ts"

/** The documents of a comparison, and the functions that compare their schemas. */
export interface Documents {
  readonly before: JsonObject
  readonly now: JsonObject
  readonly comparers: Readonly<Record<Direction, Compare>>
  /** The path items of the contract that were compared, with the directions of their requests. */
  readonly visited: Map<JsonObject, readonly Direction[]>
}

/** A value of the base and its counterpart in the contract. References are resolved. */
export interface Pair {
  /** The key in the contract. For a removed value, the key in the base. */
  readonly name: string
  /** The key in the base. For an added value, the key in the contract. */
  readonly oldName: string
  readonly before: JsonObject | undefined
  readonly now: JsonObject | undefined
  readonly at: Pointer
}

/** Joins the entries of two maps by their identities. Default identity: the key of an entry. */
export function pairsOf(
  { before, now }: Documents,
  mapBefore: Json | undefined,
  mapNow: Json | undefined,
  at: Pointer,
  identify: (name: string) => string = (name) => name,
): Pair[] {
  const pairs = new Map<string, Pair>()
  for (const [name, value] of Object.entries(objectOf(mapNow))) {
    const entry = objectOf(resolve(now, value))
    const location = [...at, name]
    pairs.set(identify(name), { name, oldName: name, before: undefined, now: entry, at: location })
  }
  for (const [oldName, value] of Object.entries(objectOf(mapBefore))) {
    const counterpart = pairs.get(identify(oldName))
    const removed = { name: oldName, now: undefined, at: [...at, oldName] }
    const entry = objectOf(resolve(before, value))
    pairs.set(identify(oldName), { ...(counterpart ?? removed), oldName, before: entry })
  }
  return [...pairs.values()]
}
