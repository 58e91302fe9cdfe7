import { parse } from "yaml"
import { readRepositoryFile } from "../repository.ts"

/** An alerting rule of Prometheus. */
export interface Alert {
  readonly alert: string
  readonly expr: string
  /** Time for which the expression must be true. Default: none. */
  readonly for?: string
  readonly labels: { readonly severity: "page" | "ticket" }
  readonly annotations: { readonly summary: string; readonly runbook_url: string }
}

/** Returns the file of alerting rules as text. */
export function readAlerts(): string {
  return readRepositoryFile("packages/server/alerts.yaml")
}

/** Returns every alert in the file's order. */
export function alerts(): readonly Alert[] {
  const { groups } = parse(readAlerts()) as {
    readonly groups: readonly { readonly rules: readonly Alert[] }[]
  }
  return groups.flatMap(({ rules }) => rules)
}

/** Returns the ID of an alert's page, such as `runbook/duplicate-lab-order`. */
export function alertId({ annotations }: Alert): string {
  return new URL(annotations.runbook_url).pathname.replace(/^\/docs\/|\/$/g, "")
}
