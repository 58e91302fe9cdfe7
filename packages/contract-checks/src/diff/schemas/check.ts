import type { Json } from "../../document/json.ts"
import type { Pointer } from "../../document/pointer.ts"
import { schemasAt, type Located, type Part } from "./part.ts"
import { explain, type Direction, type Reason } from "./reason.ts"

/**
 * A check that one part of the accepted schema accepts every produced value. In a request, clients
 * produce values of the base, and the API accepts values of the contract. In a response, the API
 * produces values of the contract, and clients accept values of the base.
 */
export interface Check {
  readonly direction: Direction
  /** The parts of the produced schema. They contain no `anyOf` and `oneOf`. */
  readonly produced: readonly Part[]
  /** All parts of the accepted schema. */
  readonly accepted: readonly Part[]
  /** The part that is checked. */
  readonly part: Part
  readonly compare: Compare
}

/**
 * Returns the reasons why the accepted schemas may reject a produced value. A value must match all
 * schemas of a list.
 */
export type Compare = (
  produced: readonly Located[],
  accepted: readonly Located[],
) => readonly Reason[]

/** Returns the reasons why the part of a check may reject a produced value. */
export type Rule = (check: Check) => readonly Reason[]

/** Returns a produced and an accepted item in the order base, contract. */
export function inOrder<Item>(
  direction: Direction,
  produced: Item,
  accepted: Item,
): readonly [before: Item, now: Item] {
  return direction === "request" ? [produced, accepted] : [accepted, produced]
}

/** Returns the location in the contract of the object that contains a keyword. */
export function locationOf({ direction, produced, part }: Check, keyword: string): Pointer {
  if (direction === "request") return part.at
  const found = produced.find(({ keywords }) => keywords[keyword] !== undefined) ?? produced[0]
  return (found ?? part).at
}

/** Returns the reason for a keyword with values that the part may reject. */
export function changedKeyword(
  check: Check,
  keyword: string,
  rule = "schema-constraint-changed",
): Reason {
  const given = check.produced.find(({ keywords }) => keywords[keyword] !== undefined)
  const [before, now] = inOrder<Json | undefined>(
    check.direction,
    given?.keywords[keyword],
    check.part.keywords[keyword],
  )
  return reasonAt(check, keyword, rule, describeChange(keyword, before, now))
}

/**
 * Returns a reason at a keyword. `fact` is the start of its message, such as `The keyword pattern
 * was removed`.
 */
export function reasonAt(check: Check, keyword: string, rule: string, fact: string): Reason {
  const message = explain(fact, check.direction)
  return { pointer: locationOf(check, keyword), property: keyword, rule, message }
}

function describeChange(keyword: string, before: Json | undefined, now: Json | undefined): string {
  if (before === undefined) return `The keyword ${keyword} was set to ${print(now)}`
  if (now === undefined) return `The keyword ${keyword} was removed`
  return `The keyword ${keyword} changed from ${print(before)} to ${print(now)}`
}

/** Returns a value as text, unless it is long. */
function print(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/**
 * Compares the schemas of a keyword. With a name, compares the schemas of this name in the
 * keyword's map.
 */
export function compareKeyword(check: Check, keyword: string, name?: string): readonly Reason[] {
  const accepted = schemasAt([check.part], keyword, name)
  const produced = schemasAt(check.produced, keyword, name)
  if (accepted.length === 0) return []
  if (produced.length > 0) return check.compare(produced, accepted)
  // One reason is enough for a schema that only one side has.
  const any = accepted.map((located) => ({ ...located, schema: true }))
  if (check.compare(any, accepted).length === 0) return []
  const { pointer, message, rule } = changedKeyword(check, keyword)
  return [{ pointer: [...pointer, keyword], message, rule }]
}
