import { readFileSync } from "node:fs"
import { join } from "node:path"
import { codes, orderTexts } from "../contract/error-codes.ts"
import { link } from "../contract/links.ts"
import { blocks, code, codeBlock, prose, table } from "../contract/markdown.ts"
import { alertId, alerts, type Alert } from "./alerts.ts"

/** Returns the pages of the runbook by their file names. */
export function runbookPages(): Readonly<Record<string, string>> {
  return {
    "runbook/index.md": indexPage(),
    ...Object.fromEntries(alerts().map((alert) => [`${alertId(alert)}.md`, alertPage(alert)])),
    ...Object.fromEntries(codes().map((entry) => [`runbook/${entry.name}.md`, codePage(entry)])),
  }
}

/**
 * Returns the sections of a hand-written file by their headings. The file is `codes` or `alerts`.
 */
export function readSections(name: "codes" | "alerts"): ReadonlyMap<string, string> {
  const [, ...sections] = readText(name).split(/^## /m)
  return new Map(
    sections.map((section) => {
      const [heading = "", ...lines] = section.split("\n")
      return [heading, lines.join("\n").trim()]
    }),
  )
}

function readText(name: string): string {
  return readFileSync(join(import.meta.dirname, `${name}.md`), "utf8")
}

function indexPage(): string {
  const alertRows = alerts().map((alert) => [
    `[${code(alert.alert)}](${link(alertId(alert))})`,
    alert.labels.severity,
    prose(alert.annotations.summary),
  ])
  const codeRows = codes().map(({ name, status, summary }) => [
    status,
    `[${code(name)}](${link(`runbook/${name}`)})`,
    prose(summary),
  ])
  return blocks(
    frontmatter("Runbook", "Next steps when an alert fires or a caller reports an error."),
    readText("index")
      .replace("<!-- alerts -->", table(["Alert", "Severity", "Meaning"], alertRows))
      .replace("<!-- codes -->", table(["Status", "Code", "Meaning"], codeRows)),
  )
}

/** The state of the ledger and of the dependencies, in the containers of `compose.yaml`. */
const firstCommands = [
  "curl -i http://<instance>:<OPERATIONS_PORT or 8787>/readyz",
  "docker compose exec server integrations-server doctor",
].join("\n")

function alertPage(alert: Alert): string {
  const { expr, labels, annotations } = alert
  const time = alert.for === undefined ? "at once" : `after ${alert.for}`
  return blocks(
    frontmatter(`Alert: ${alert.alert}`, annotations.summary, alert.alert),
    `Severity: ${code(labels.severity)}. Fires ${time}.`,
    codeBlock("sh", firstCommands, "First commands"),
    readSections("alerts").get(alert.alert),
    "## Rule",
    codeBlock("text", expr, "PromQL"),
    `All rules are in [alerts.yaml](/docs/alerts.yaml). See also the [runbook](${link("runbook")}).`,
  )
}

function codePage({
  name,
  status,
  summary,
  action,
  order,
}: ReturnType<typeof codes>[number]): string {
  const level = Number(status) >= 500 ? "error" : "warn"
  return blocks(
    frontmatter(`Runbook: ${name}`, `${status}: ${summary}`, name),
    prose(summary),
    [
      `- **Status:** ${status}, logged as ${code(level)}.`,
      `- **Order:** ${orderTexts[order]}`,
      `- **The caller's next step:** ${prose(action)}`,
      withBoldLabels(readSections("codes").get(name) ?? ""),
    ].join("\n"),
    `[Investigate a request](${link("runbook")}#investigate-a-request) lists the commands. ` +
      `[Errors](${link("errors")}#${name}) describes the code for callers.`,
  )
}

function withBoldLabels(list: string): string {
  return list.replaceAll(/^- (\w+:)/gm, "- **$1**")
}

/** Returns the head of a page. `label` is its name in the sidebar. Default: the title. */
function frontmatter(title: string, description: string, label?: string): string {
  const sidebar = label === undefined ? "" : `sidebar:\n  label: ${JSON.stringify(label)}\n`
  return `---\ntitle: ${JSON.stringify(title)}\ndescription: ${JSON.stringify(description)}\n${sidebar}---`
}
