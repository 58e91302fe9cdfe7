import type { JsonObject } from "../../document/json.ts"
import type { Direction, Reason } from "../schemas/reason.ts"
import { compareContent, compareSchemasOf } from "./compare-content.ts"
import { pairsOf, type Documents, type Pair } from "./pair.ts"

/** Kinds of elements of a message, with their rules. */
type Kind = "parameter" | "request-body" | "response-header"

/** Compares the body of a request, which has a schema for each media type. */
export function compareBody(
  documents: Documents,
  direction: Direction,
  pair: Pair,
): readonly Reason[] {
  const changes = comparePresence("request-body", "request body", direction, pair)
  if (pair.before === undefined || pair.now === undefined) return changes
  return [...changes, ...compareContent(documents, direction, pair)]
}

/** Compares the headers of a response. Their names are case-insensitive. */
export function compareHeaders(
  documents: Documents,
  direction: Direction,
  { before, now, at }: Pair,
): readonly Reason[] {
  const identify = (name: string) => name.toLowerCase()
  const location = [...at, "headers"]
  const headers = pairsOf(documents, before?.["headers"], now?.["headers"], location, identify)
  return headers
    .filter(({ name }) => identify(name) !== "content-type")
    .flatMap((pair) => {
      const subject = `response header ${pair.name}`
      return compareElement(documents, "response-header", subject, direction, pair)
    })
}

/** Compares a parameter or a header. */
export function compareElement(
  documents: Documents,
  kind: Kind,
  subject: string,
  direction: Direction,
  pair: Pair,
): readonly Reason[] {
  const changes = comparePresence(kind, subject, direction, pair)
  if (pair.before === undefined || pair.now === undefined) return changes
  return [
    ...changes,
    ...compareSerialization(subject, pair.before, pair.now, pair),
    ...compareSchemasOf(documents, direction, pair),
    ...compareContent(documents, direction, pair),
  ]
}

/**
 * Compares whether an element is sent. Clients do not send an element that they do not know. They
 * rely on an element that the API always sends.
 */
function comparePresence(
  kind: Kind,
  subject: string,
  direction: Direction,
  { before, now, at }: Pair,
): Reason[] {
  const [wasRequired, isRequired] = [before, now].map((element) => element?.["required"] === true)
  const reason = { pointer: at }
  if (before !== undefined && now === undefined) {
    const effect =
      direction === "request" ? "the API no longer reads it" : "clients no longer receive it"
    const message = `The ${subject} was removed, so ${effect}. Restore it.`
    return [{ ...reason, rule: `${kind}-removed`, message, isRemoved: true }]
  }
  if (direction === "request" && isRequired === true && wasRequired === false) {
    const message = `The ${subject} is now required, so requests of existing clients may be rejected. Make it optional.`
    const property = before === undefined ? {} : { property: "required" }
    return [{ ...reason, ...property, rule: `${kind}-became-required`, message }]
  }
  if (direction === "response" && wasRequired === true && isRequired === false) {
    const message = `The ${subject} is no longer required, so clients may not receive it. Make it required.`
    return [{ ...reason, property: "required", rule: `${kind}-became-optional`, message }]
  }
  return []
}

/** Compares how a parameter or header is written as text. */
function compareSerialization(
  subject: string,
  before: JsonObject,
  now: JsonObject,
  { at }: Pair,
): Reason[] {
  const [settingsBefore, settingsNow] = [serializationOf(before), serializationOf(now)]
  return Object.entries(settingsNow)
    .filter(([name, value]) => settingsBefore[name] !== value)
    .filter(([name, value]) => !(name === "allowEmptyValue" && value === true))
    .map(([name, value]) => ({
      pointer: at,
      property: name,
      rule: "parameter-serialization-changed",
      message: `The field ${name} of the ${subject} changed from ${JSON.stringify(settingsBefore[name])} to ${JSON.stringify(value)}, so existing clients send the value in the old form. Restore ${name}.`,
    }))
}

/** Returns the settings with their defaults (OpenAPI 3.1, Parameter Object). */
function serializationOf(element: JsonObject): Readonly<Record<string, unknown>> {
  const isForm = element["in"] === "query" || element["in"] === "cookie"
  const { style = isForm ? "form" : "simple" } = element
  const { explode = style === "form", allowReserved = false, allowEmptyValue = false } = element
  return { style, explode, allowReserved, allowEmptyValue }
}
