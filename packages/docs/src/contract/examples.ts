import { contract, type Operation, type Parameter } from "./document.ts"
import { blocks, code, codeBlock, prose } from "./markdown.ts"

/** Returns the example of the API page: the shortest curl command, without a body. */
export function shortExample({ method, path, requestBody }: Operation): string {
  return codeBlock("sh", curl(method, path, [], requestBody && "{ ... }"), "curl")
}

/** Returns tabs with a complete command for each request example, and the example responses. */
export function exampleTabs(operation: Operation): string {
  const tabs = [
    ...requestTabs(operation),
    ...Object.entries(operation.responses).flatMap(([status, { content }]) =>
      Object.values(content?.["application/json"]?.examples ?? {}).map(({ value }) => ({
        label: `Response ${status}`,
        text: codeBlock("json", toJson(value), `Response ${status}`),
      })),
    ),
  ]
  return blocks(
    "<Tabs>",
    ...tabs.map(({ label, text }) => blocks(`<TabItem label="${label}">`, text, "</TabItem>")),
    "</Tabs>",
  )
}

function requestTabs(operation: Operation) {
  const { method, path, parameters = [], requestBody } = operation
  const examples = Object.entries(requestBody?.content["application/json"]?.examples ?? {})
  const headersFor = (name: string) =>
    parameters
      .filter((parameter) => parameter.in === "header")
      .map((parameter) => `${parameter.name}: ${exampleValue(parameter, name)}`)
  if (examples.length === 0) {
    return [{ label: "curl", text: codeBlock("sh", curl(method, path, headersFor("")), "curl") }]
  }
  return examples.flatMap(([name, { summary = name, value }]) => {
    const body = toJson(value)
    return [
      {
        label: `curl: ${summary}`,
        text: codeBlock("sh", curl(method, path, headersFor(name), body), `curl: ${summary}`),
      },
    ]
  })
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

/** Returns the header parameters of an operation, as a list. */
export function headerList(
  headers: readonly { readonly name: string; readonly description?: string }[],
): string {
  return headers
    .map(({ name, description = "" }) => `- ${code(name)} — ${prose(description)}`)
    .join("\n")
}
