import { isObject, objectOf } from "../../document/json.ts"
import type { ApiOperation } from "../read-document/api-document.ts"
import { expandSchema } from "../read-document/schema.ts"
import { outcomeOf } from "../run/exchange.ts"
import type { CaseContext, TestCase } from "./test-case.ts"

const channels = ["body", "query", "header"] as const

/** Returns cases that send response-only fields in the body, in the query, and as headers. */
export function assignmentCases(operation: ApiOperation): TestCase[] {
  const names = responseOnlyFields(operation)
  if (names.length === 0) return []
  return channels.map((channel) => ({
    id: `${operation.name}:boundaries:/:assigned-by-${channel}`,
    group: "boundaries" as const,
    operation,
    run: (context: CaseContext) => assign(context, channel, names),
  }))
}

/** Returns the fields of a success that are neither body fields nor parameters. */
function responseOnlyFields({ body, parameters, responses }: ApiOperation): readonly string[] {
  const sent = new Set(parameters.map(({ name }) => name))
  for (const schema of body === undefined ? [] : expandSchema(body.schema, body.schema)) {
    for (const name of Object.keys(objectOf(schema["properties"]))) sent.add(name)
  }
  const names = responses
    .filter(({ status }) => status.startsWith("2"))
    .flatMap(({ content }) => [...content.values()])
    .flatMap((schema) => expandSchema(schema, schema))
    .flatMap((schema) => Object.keys(objectOf(schema["properties"])))
  return [...new Set(names)].filter((name) => !sent.has(name))
}

async function assign(
  context: CaseContext,
  channel: (typeof channels)[number],
  names: readonly string[],
): Promise<void> {
  const body = context.operation.examples[0]?.body
  if (channel === "body" && !isObject(body)) return
  const values = Object.fromEntries(names.map((name) => [name, `verify_set_${name}`]))
  const headers = Object.entries(values).map(([name, value]) => [toHeader(name), [value]] as const)
  const request = context.build({
    ...(channel === "body" && isObject(body) && { body: JSON.stringify({ ...body, ...values }) }),
    ...(channel === "header" && { headers: Object.fromEntries(headers) }),
  })
  const query = new URLSearchParams(values).toString()
  const separator = request.path.includes("?") ? "&" : "?"
  const path = channel === "query" ? `${request.path}${separator}${query}` : request.path
  const exchange = await context.send({ ...request, path })
  if (outcomeOf(exchange) !== "success") return
  for (const [name, value] of Object.entries(values)) {
    if (objectOf(exchange.response?.json)[name] !== value) continue
    const message = `The response field "${name}" has the value that was sent in the ${channel}.`
    context.report({ rule: "response-field-set", field: `/${name}`, message, exchange })
  }
}

function toHeader(name: string): string {
  return `x-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`
}
