import { service, type MediaType, type Operation, type Response, type Schema } from "./document.ts"
import { codeTable } from "./error-codes.ts"
import { exampleTabs, headerList, shortExample } from "./examples.ts"
import { fieldList, statedSchema } from "./fields.ts"
import { link } from "./links.ts"
import { blocks, code, codeBlock, prose } from "./markdown.ts"

/**
 * Returns the page of one operation. It has the sections of the API page in their order: service
 * and operation ID, scopes, headers, body, responses, example, and related pages.
 */
export function endpointPage(operation: Operation): string {
  const { method, path, operationId, summary = "", description = "" } = operation
  return blocks(
    `---\ntitle: "${method} ${path}"\ndescription: "${summary}."\n---`,
    `import { Aside, Tabs, TabItem } from "@astrojs/starlight/components"`,
    `Service: [${service}](${link(`services/${service}`)}) · operationId: ${operationId ?? "(none)"} · [Example](#example)`,
    prose(description),
    "## Required scopes",
    scopes(operation),
    "## Required headers",
    requiredHeaders(operation),
    body(operation),
    "## Responses",
    ...Object.entries(operation.responses).map(([status, response]) =>
      blocks(`### ${status} ${response.description}`, responseText(operation, status, response)),
    ),
    "## Example",
    shortExample(operation),
    "This is the example of the original API page. It is incomplete: the API rejects a request without the required " +
      "headers and a body. Use the commands below.",
    exampleTabs(operation),
    "## Related",
    [
      `- [services/${service}](${link(`services/${service}`)}) — service overview`,
      `- [All endpoints](${link("endpoints")}) — directory across services`,
      `- [Auth model](${link("auth")}) — how scopes are enforced`,
    ].join("\n"),
  )
}

/** Returns the scopes that an operation requires. Without scopes, returns the API page's notice. */
export function scopes({ security = [] }: Operation): string {
  const declared = security.flatMap((requirement) => Object.values(requirement).flat())
  return declared.length > 0
    ? declared.map((scope) => `- ${code(scope)}`).join("\n")
    : `<Aside type="caution" title="Undeclared">(no scope declared — review service config) Until a scope is declared, every valid access token may call this operation.</Aside>`
}

function requiredHeaders({ parameters = [] }: Operation): string {
  const required = parameters.filter((header) => header.in === "header" && header.required)
  return required.length === 0 ? "None." : headerList(required)
}

function body({ requestBody }: Operation): string {
  const media = requestBody?.content["application/json"]
  if (media?.schema === undefined) return ""
  const { schema } = media
  const fields = fieldList(schema, firstExample(media))
  const description = prose(schema.description ?? "")
  return blocks("## Request body", description, bodyRules(schema), fields, json(schema))
}

function bodyRules({ "x-narrower": messages = [] }: Schema): string {
  const list = messages.map((message) => `- ${code(message)}`).join("\n")
  return list === "" ? "" : blocks("Messages about the whole body:", list)
}

function firstExample({ examples = {} }: MediaType): unknown {
  return Object.values(examples)[0]?.value
}

function responseText(operation: Operation, status: string, response: Response): string {
  const headers = Object.entries(response.headers ?? {}).map(([name, header]) => ({
    name,
    ...header,
  }))
  return blocks(
    codeTable(operation, status),
    headers.length === 0 ? "" : blocks("Headers:", headerList(headers)),
    responseBody(operation, status, response),
  )
}

function responseBody({ responses }: Operation, status: string, response: Response): string {
  const media = response.content?.["application/json"]
  if (media?.schema === undefined) return ""
  const { schema } = media
  const same = Object.entries(responses).find(
    ([, other]) => JSON.stringify(schemaOf(other)) === JSON.stringify(schema),
  )
  if (same === undefined || same[0] === status) {
    return blocks("Body:", fieldList(schema, firstExample(media)), json(schema))
  }
  const heading = `${same[0]} ${same[1].description}`
  return `The body has the same schema as the response [${heading}](#${slug(heading)}).`
}

function schemaOf({ content }: Response): Schema | undefined {
  return content?.["application/json"]?.schema
}

function slug(heading: string): string {
  return heading.toLowerCase().replaceAll(" ", "-")
}

function json(schema: Schema): string {
  const text = codeBlock("json", JSON.stringify(statedSchema(schema), null, 2), "JSON Schema")
  return blocks("<details>", "<summary>JSON Schema</summary>", text, "</details>")
}
