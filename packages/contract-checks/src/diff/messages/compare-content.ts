import type { JsonObject } from "../../document/json.ts"
import type { Pointer } from "../../document/pointer.ts"
import type { Direction, Reason } from "../schemas/reason.ts"
import { pairsOf, type Documents, type Pair } from "./pair.ts"

/** Compares the media types of a message, with their schemas. */
export function compareContent(
  documents: Documents,
  direction: Direction,
  { before, now, at }: Pair,
): readonly Reason[] {
  const location = [...at, "content"]
  const pairs = pairsOf(documents, before?.["content"], now?.["content"], location, mediaTypeOf)
  return pairs.flatMap((pair) => {
    if (pair.before === undefined) return []
    if (pair.now !== undefined) return compareSchemasOf(documents, direction, pair)
    const covering = pairs.filter((other) => other.now && covers(direction, pair.name, other.name))
    if (covering.length > 0) {
      return covering.flatMap((other) =>
        compareSchemasOf(documents, direction, { ...other, before: pair.before }),
      )
    }
    const effect =
      direction === "request" ? "requests that use it fail" : "clients no longer receive it"
    const message = `The media type ${pair.name} was removed, so ${effect}. Restore the media type.`
    return [{ pointer: pair.at, rule: "media-type-removed", message, isRemoved: true }]
  })
}

/** Returns the identity of a media type. The default charset does not change the identity. */
export function mediaTypeOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/\s+/g, "")
    .replace(/;charset="?utf-8"?/, "")
}

/** Checks for a range, such as `application/*`, that covers the media type of the other side. */
function covers(direction: Direction, before: string, now: string): boolean {
  const [range, type] = (direction === "request" ? [now, before] : [before, now]).map(mediaTypeOf)
  const prefix = /^(.*)\*$/.exec(range?.replace(/^\*\/\*$/, "*") ?? "")?.[1]
  return prefix !== undefined && (type ?? "").startsWith(prefix)
}

/** Compares the schemas of a media type, parameter, or header. */
export function compareSchemasOf(
  documents: Documents,
  direction: Direction,
  { before, now, at }: Pair,
): readonly Reason[] {
  return ["schema", "itemSchema"].flatMap((keyword) =>
    compareSchema(documents, direction, keyword, before ?? {}, now ?? {}, at),
  )
}

function compareSchema(
  documents: Documents,
  direction: Direction,
  keyword: string,
  { [keyword]: before }: JsonObject,
  { [keyword]: now }: JsonObject,
  owner: Pointer,
): readonly Reason[] {
  const at = [...owner, keyword]
  if (before !== undefined && now === undefined) {
    const message =
      "The schema was removed, so the contract no longer defines the allowed values. Restore the schema."
    return [{ pointer: at, rule: "schema-removed", message, isRemoved: true }]
  }
  const sides = [
    { schema: before ?? true, root: documents.before, at },
    { schema: now ?? true, root: documents.now, at },
  ]
  const [produced, accepted] = direction === "request" ? sides : sides.toReversed()
  if (produced === undefined || accepted === undefined) return []
  const reasons = documents.comparers[direction]([produced], [accepted])
  if (before !== undefined || reasons.length === 0) return reasons
  const message =
    "A schema was added, so requests of existing clients may be rejected. Remove the schema."
  return [{ pointer: at, rule: "schema-added", message }]
}
