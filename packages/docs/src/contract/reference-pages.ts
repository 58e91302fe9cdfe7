import { contract, operations, service, type Operation } from "./document.ts"
import { codes, orderTexts, retryText, shortOrderTexts, shortRetryTexts } from "./error-codes.ts"
import { endpointId, link } from "./links.ts"
import { blocks, code, prose, table } from "./markdown.ts"

/** Returns the directory of every operation. */
export function directoryPage(): string {
  return blocks(
    `---\ntitle: "All endpoints"\ndescription: "Every operation of every service."\n---`,
    `## ${service}`,
    operationTable(operations()),
    `The contract as a file: [openapi.json](/docs/openapi.json).`,
  )
}

/** Returns the overview of the service. */
export function servicePage(): string {
  const { info, servers } = contract
  return blocks(
    `---\ntitle: "services/${service}"\ndescription: "Overview of the service."\n---`,
    prose(info.description ?? info.title),
    [
      `- Base URL: ${servers.map(({ url }) => code(url)).join(", ")}`,
      `- Version of the contract: ${code(info.version)}`,
      `- Media type: ${code("application/json")} in UTF-8`,
      `- Authentication: [bearer token](${link("auth")})`,
    ].join("\n"),
    "## Endpoints",
    operationTable(operations()),
    "## Related",
    [
      `- [Auth model](${link("auth")}): how tokens are verified, and which scopes are enforced`,
      `- [Errors](${link("errors")}): every error code, with its next step`,
      `- [Guarantees and their limits](${link("guarantees")}): how each intent becomes one order`,
      `- [Stored data](${link("stored-data")}): what the service stores, logs, and sends`,
      `- [Monitor the server](${link("operate/monitor")}) and [runbook](${link("runbook")}): for operators`,
      `- [Versions and support](${link("versions")}) and [changelog](${link("changelog")})`,
    ].join("\n"),
  )
}

function operationTable(list: readonly Operation[]): string {
  return table(
    ["Endpoint", "Operation", "Summary"],
    list.map((operation) => [
      `[${code(`${operation.method} ${operation.path}`)}](${link(endpointId(operation))})`,
      operation.operationId === undefined ? "(none)" : code(operation.operationId),
      prose(operation.summary ?? ""),
    ]),
  )
}

/** Returns the page of errors, with an entry for each code of the contract. */
export function errorsPage(): string {
  return blocks(
    `---\ntitle: "Errors"\ndescription: "Every error code, with its next step."\n---`,
    "Every error body is `{ error, message }`. `error` is one of the codes below. Neither contains a value from the " +
      "request. New codes may be added: handle an unknown code by its status. Statuses other than those below come from " +
      "a gateway, from a wrong path or method (404, 405), or from a message that is not valid HTTP. The API itself " +
      "sends no 409 and no 429. After a gateway's error, retry with the same key.",
    table(
      ["Error", "Automatic retry", "Order of this request"],
      codes().map(({ name, status, retry, order }) => [
        `${status} [${code(name)}](#${name})`,
        shortRetryTexts[retry],
        shortOrderTexts[order],
      ]),
    ),
    ...codes().map(({ name, status, summary, action, retry, order }) =>
      blocks(
        `## ${name}`,
        `Status ${status}. ${prose(summary)}`,
        [
          `- **Action:** ${prose(action)}`,
          `- **Retry:** ${retryText(retry, order)}`,
          `- **Order:** ${orderTexts[order]}`,
          `- **For operators:** [runbook](${link(`runbook/${name}`)})`,
        ].join("\n"),
      ),
    ),
  )
}
