import { readAlerts } from "../runbook/alerts.ts"

/** Serves the alert rules. */
export function GET(): Response {
  return new Response(readAlerts(), { headers: { "content-type": "application/yaml" } })
}
