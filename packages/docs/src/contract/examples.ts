import { contract, type Operation, type Parameter } from "./document.ts"
import { blocks, code, codeBlock, prose } from "./markdown.ts"

/** Returns the example of the API page: the shortest curl command, without a body. */
export function shortExample({ method, path, requestBody }: Operation): string {
  return codeBlock("sh", curl(method, path, [], requestBody && "{ ... }"), "curl")
}

/**
 * Returns tabs with a call of the SDK, curl commands, and example responses. If an operation has
 * several request examples, the SDK's call uses the first one.
 */
export function exampleTabs(operation: Operation): string {
  const responses = Object.entries(operation.responses).flatMap(([status, { content }]) =>
    Object.values(content?.["application/json"]?.examples ?? {}).map(({ value }) =>
      tab(status, "json", toJson(value), `Response ${status}`),
    ),
  )
  const requests = blocks("<Tabs>", sdkTab(operation), ...curlTabs(operation), "</Tabs>")
  if (responses.length === 0) return requests
  return blocks(requests, "An example of each response:", "<Tabs>", ...responses, "</Tabs>")
}

function tab(label: string, language: string, text: string, title = label): string {
  return blocks(`<TabItem label="${label}">`, codeBlock(language, text, title), "</TabItem>")
}

/**
 * Returns the call of the SDK's method. The path names the resource, and the operation ID's first
 * word names the method: `createLabOrder` at `/v1/labs/orders` is `labs.orders.create`.
 */
function sdkTab({ operationId, path, requestBody, parameters = [] }: Operation): string {
  if (operationId === undefined) return ""
  const segments = path.split("/").filter((segment) => segment !== "" && !/^v\d+$/.test(segment))
  const resource = segments.filter((segment) => !segment.startsWith("{"))
  const [body] = Object.values(requestBody?.content["application/json"]?.examples ?? {})
  const args = [
    ...parameters
      .filter((parameter) => parameter.in === "path")
      .map((parameter) => JSON.stringify(exampleValue(parameter, ""))),
    ...(body === undefined ? [] : [toLiteral(body.value)]),
  ]
  const method = [...resource, /^[a-z]+/.exec(operationId)?.[0]].join(".")
  return tab(
    "SDK",
    "ts",
    [
      'import { createClient } from "@loop-health/integrations-sdk"\n',
      'const loop = createClient({ token: process.env["ACCESS_TOKEN"] ?? "" })\n',
      `const result = await loop.${method}(${args.join(", ")})`,
      "console.log(result)",
    ].join("\n"),
  )
}

/** Returns JSON as a JavaScript literal, with keys as identifiers. */
function toLiteral(value: unknown): string {
  return toJson(value).replaceAll(/^( *)"(\w+)":/gm, "$1$2:")
}

function curlTabs(operation: Operation): readonly string[] {
  const { method, path, parameters = [], requestBody } = operation
  const examples = Object.entries(requestBody?.content["application/json"]?.examples ?? {})
  const headersFor = (name: string) =>
    parameters
      .filter((parameter) => parameter.in === "header")
      .map((parameter) => `${parameter.name}: ${exampleValue(parameter, name)}`)
  if (examples.length === 0) return [tab("curl", "sh", curl(method, path, headersFor("")))]
  return examples.map(([name, { value }], index) =>
    tab(
      index === 0 ? "curl" : `curl, ${name}`,
      "sh",
      curl(method, path, headersFor(name), toJson(value)),
    ),
  )
}

function exampleValue({ examples }: Parameter, name: string): string {
  const value = examples?.[name]?.value
  return typeof value === "string" ? value : "..."
}

function curl(method: string, path: string, headers: readonly string[], body?: string): string {
  return [
    `curl -X ${method} ${contract.servers[0]?.url ?? ""}${path}`,
    `-H "Authorization: Bearer $ACCESS_TOKEN"`,
    ...(body === undefined ? [] : [`-H "Content-Type: application/json"`]),
    ...headers.map((header) => `-H "${header}"`),
    ...(body === undefined ? [] : [`-d '${body}'`]),
  ].join(" \\\n")
}

function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
}

/** Returns a list of headers with their descriptions. */
export function headerList(
  headers: readonly { readonly name: string; readonly description?: string }[],
): string {
  return headers
    .map(({ name, description = "" }) => `- ${code(name)} — ${prose(description)}`)
    .join("\n")
}
