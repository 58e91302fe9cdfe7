import { isDeepStrictEqual } from "node:util"
import { isObject, objectOf, type Json } from "../../../document/json.ts"
import { findResponse, type ApiOperation } from "../../read-document/api-document.ts"
import { expandSchema } from "../../read-document/schema.ts"
import type { RuleId } from "../../rules/verify-rules.ts"
import { describeResponse, errorCodeOf, outcomeOf, type Exchange } from "../../run/exchange.ts"
import type { Violation } from "../test-case.ts"

const identityNames = ["id", "uuid"]

/** Returns the ID of the created result, or undefined if the operation returns none. */
export function idOf({ operation, response }: Exchange): Json | undefined {
  const name = identityField(operation)
  return name === undefined ? undefined : objectOf(response?.json)[name]
}

/** Returns the response field that identifies a result: `id` or `uuid`. */
export function identityField({ responses }: ApiOperation): string | undefined {
  const schemas = responses
    .filter(({ status }) => status.startsWith("2"))
    .flatMap(({ content }) => [...content.values()])
    .flatMap((schema) => expandSchema(schema, schema))
  const properties = schemas.map((schema) => objectOf(schema["properties"]))
  return identityNames.find((name) => properties.some((property) => Object.hasOwn(property, name)))
}

/** Returns the declared success header whose name contains `replay`. */
export function replayHeader({ responses }: ApiOperation): string | undefined {
  return responses
    .filter(({ status }) => status.startsWith("2"))
    .flatMap(({ headers }) => [...headers.keys()])
    .find((name) => name.includes("replay"))
}

function isMarkedAsReplay({ operation, response }: Exchange): boolean {
  const name = replayHeader(operation)
  return name !== undefined && response?.headers.get(name) === "true"
}

/**
 * Returns whether the response allows a retry with the same key. Without a declared code, the
 * statuses 409, 425, 429, and 503 allow a retry.
 */
export function isPending({ operation, response }: Exchange): boolean {
  if (response === undefined) return false
  const declaration = findResponse(operation, response.status)
  const code = errorCodeOf(response.json)
  const definition = code === undefined ? undefined : declaration?.codes.get(code)
  if (definition !== undefined) return definition["retry"] === "same_key"
  return [409, 425, 429, 503].includes(response.status)
}

/** Returns the violation if a retry does not return the first response. */
export function findReplayViolation(
  first: Exchange,
  again: Exchange,
  rule: RuleId,
  sent: string,
): Violation | undefined {
  const { operation } = first
  const received = describeResponse(again)
  if (outcomeOf(again) !== "success") {
    const failure = outcomeOf(again) === "failed" ? "server-error" : rule
    const message = `Expected the first response for ${sent}, received ${received}.`
    return { rule: failure, message, exchange: again }
  }
  if (idOf(first) !== idOf(again)) {
    const message = `${capitalize(sent)} created a second result.`
    const second = rule === "intent-replay" ? "intent-key-ignored" : rule
    return { rule: second, message, exchange: again }
  }
  if (first.response?.status !== again.response?.status) {
    const message = `Expected status ${first.response?.status} for ${sent}, received ${received}.`
    return { rule: "intent-replay", message, exchange: again }
  }
  const changed = changedFields(first.response?.json, again.response?.json)
  if (changed.length > 0) {
    const message = `The response for ${sent} has other values for ${changed.join(", ")}.`
    return { rule: "intent-replay", message, exchange: again }
  }
  const header = replayHeader(operation)
  if (header !== undefined && !isMarkedAsReplay(again)) {
    const message = `Expected the header "${header}: true" for ${sent}.`
    return { rule: "intent-replay-header", field: header, message, exchange: again }
  }
  return undefined
}

/** Returns the violation if a request does not create a new result. */
export function findCreationViolation(
  created: Exchange,
  others: readonly Exchange[],
  rule: RuleId,
  sent: string,
): Violation | undefined {
  if (outcomeOf(created) !== "success") {
    const failure = outcomeOf(created) === "failed" ? "server-error" : rule
    const message = `Expected success for ${sent}, received ${describeResponse(created)}.`
    return { rule: failure, message, exchange: created }
  }
  const id = idOf(created)
  if (id !== undefined && others.some((other) => idOf(other) === id)) {
    const message = `The response for ${sent} has the result of another request.`
    return { rule, message, exchange: created }
  }
  if (isMarkedAsReplay(created)) {
    const field = replayHeader(created.operation)
    const message = `The first response for ${sent} is marked as a replay.`
    return { rule: "intent-replay-header", field, message, exchange: created }
  }
  return undefined
}

/** Returns the violation if a used key with another body is not handled as declared. */
export function findReuseViolation(
  first: Exchange,
  again: Exchange,
  field: string,
): Violation | undefined {
  const codes = reuseCodes(first.operation)
  const received = describeResponse(again)
  switch (outcomeOf(again)) {
    case "success": {
      if (idOf(again) !== idOf(first)) {
        const message = `A request with a used key and another value of ${field} created a second result.`
        return { rule: "intent-key-ignored", field, message, exchange: again }
      }
      // Without a declared code, the server may return the first result.
      if (codes.length === 0) return undefined
      const message = `A request with a used key and another value of ${field} was accepted.`
      return { rule: "intent-reuse", field, message, exchange: again }
    }
    case "failed": {
      const message = `Expected no server error for a used key with another body, received ${received}.`
      return { rule: "server-error", field, message, exchange: again }
    }
    case "rejected":
    case "unauthenticated":
    case "other": {
      const code = errorCodeOf(again.response?.json)
      if (codes.length === 0 || (code !== undefined && codes.includes(code))) return undefined
      const message = `Expected ${codes.join(" or ")} for a used key with another value of ${field}, received ${received}.`
      return { rule: "intent-reuse", field, message, exchange: again }
    }
  }
}

/** Returns the declared codes for a key that belongs to another body. */
function reuseCodes({ responses }: ApiOperation): readonly string[] {
  return responses.flatMap(({ codes }) =>
    [...codes].filter(([, { order }]) => order === "different_order").map(([code]) => code),
  )
}

function changedFields(first: Json | undefined, again: Json | undefined): readonly string[] {
  if (isDeepStrictEqual(first, again)) return []
  if (!isObject(first) || !isObject(again)) return ["the body"]
  const names = new Set([...Object.keys(first), ...Object.keys(again)])
  return [...names].filter((name) => !isDeepStrictEqual(first[name], again[name]))
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
