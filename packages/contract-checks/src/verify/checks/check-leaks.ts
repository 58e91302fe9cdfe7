import { isObject, objectOf, type Json } from "../../document/json.ts"
import type { ApiOperation } from "../read-document/api-document.ts"
import { expandSchema } from "../read-document/schema.ts"
import { parseJson } from "../requests/json-text.ts"
import { outcomeOf } from "../run/exchange.ts"
import type { ResponseCheck } from "./check.ts"
import { containsValue, containsWindow } from "./contains-value.ts"

/** Checks that a response contains no sent value, credential, key, or internal detail. */
export const checkLeaks: ResponseCheck = ({ document, exchange, canary, token }) => {
  const { operation, request, response } = exchange
  if (response === undefined) return []
  const received = [response.text, ...response.headers.values()].join("\n")
  const violations: ReturnType<ResponseCheck>[number][] = []
  const isSuccess = outcomeOf(exchange) === "success"
  const returned = isSuccess ? returnedNames(operation) : new Set<string>()
  const body = typeof request.body === "string" ? parseJson(request.body) : undefined
  for (const { pointer, name, text } of stringsIn(body ?? null, "", "")) {
    if (returned.has(name) || document.vocabulary.includes(text.trim().toLowerCase())) continue
    if (!containsValue(received, text)) continue
    const message = `The response contains the sent value of ${pointer}.`
    violations.push({ rule: "leak-value", field: pointer, message })
  }
  if (canary !== undefined && !isSuccess && containsWindow(received, canary)) {
    violations.push({ rule: "leak-value", message: "The response quotes a part of the request." })
  }
  const secrets = token === undefined ? [] : [token, ...token.split(".")]
  if (secrets.some((secret) => secret.length >= 12 && received.includes(secret))) {
    violations.push({ rule: "leak-credential", message: "The response contains the credential." })
  }
  const keys = request.headers.filter(([name]) => name === operation.idempotencyHeader)
  if (keys.some(([, key]) => key.length >= 8 && containsValue(received, key))) {
    violations.push({ rule: "leak-key", message: "The response contains the idempotency key." })
  }
  const internal = findInternals(received, document.vocabulary)
  if (internal !== undefined) {
    const message = `The response contains the internal detail "${internal}".`
    violations.push({ rule: "leak-internals", message })
  }
  return violations
}

interface SentString {
  readonly pointer: string
  /** Name of the field that contains the string. */
  readonly name: string
  readonly text: string
}

function stringsIn(value: Json, pointer: string, name: string): readonly SentString[] {
  if (typeof value === "string") return [{ pointer, name, text: value }]
  if (Array.isArray(value)) {
    return value
      .slice(0, 10)
      .flatMap((item, index) =>
        pointer.length > 1_000 ? [] : stringsIn(item, `${pointer}/${index}`, name),
      )
  }
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => stringsIn(inner, `${pointer}/${key}`, key))
}

/** Returns the names of the fields that a success returns. */
function returnedNames({ responses }: ApiOperation): ReadonlySet<string> {
  const names = new Set<string>()
  const collect = (schema: Json, root: Json, depth: number): void => {
    for (const one of expandSchema(objectOf(root), schema)) {
      for (const [name, property] of Object.entries(objectOf(one["properties"]))) {
        names.add(name)
        if (depth < 6) collect(property, root, depth + 1)
      }
      if (one["items"] !== undefined && depth < 6) collect(one["items"], root, depth + 1)
    }
  }
  for (const { status, content } of responses) {
    if (status.startsWith("2")) for (const schema of content.values()) collect(schema, schema, 0)
  }
  return names
}

const internals = [
  /\bat [^\n"]{1,200}:\d+:\d+/,
  /node_modules|node:internal|file:\/\/\//,
  /(?<![\w.])\/(?:app|home|usr|srv|var|opt|root|tmp)\/[\w.-]+/,
  /\b\w+\.(?:ts|js|mjs|cjs|py|java|go|rb|rs|cs):\d+/,
  /\b(?:SQLITE_[A-Z]+|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|ENOENT|EACCES)\b/,
  /\b(?:Syntax|Type|Reference|Range|Assertion)Error\b/,
  /\bUnexpected (?:token|end of JSON input|non-whitespace)|\bin JSON at position\b/,
  /Traceback \(most recent call last\)|\bgoroutine \d+|\bpanic: /,
  /\b(?:select .{1,80} from|insert into|delete from|syntax error at or near)\b/i,
  /\bviolates [\w-]+ (?:key )?constraint\b|\bUNIQUE constraint failed\b/,
]

function findInternals(text: string, vocabulary: string): string | undefined {
  return internals
    .map((pattern) => pattern.exec(text)?.[0])
    .find((match) => match !== undefined && !vocabulary.includes(match.toLowerCase()))
}
