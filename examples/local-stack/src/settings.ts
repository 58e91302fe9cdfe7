import { join, resolve } from "node:path"
import { upstreamPorts } from "@loop-health/integrations-simulator"

/** Where the parts of the stack listen and keep their state. */
export interface Settings {
  readonly serverPort: number
  readonly issuerPort: number
  readonly junctionPort: number
  /** Everything that outlives a restart is in this folder. */
  readonly dataFolder: string
  /** The ledger: `sqlite:<path>`, `postgres://…`, or `postgres:embedded` for a PostgreSQL of the stack's own. */
  readonly databaseUrl: string
  /** The origins whose pages may call the API, such as a frontend's development server. */
  readonly corsOrigins: readonly string[]
  /** Where the simulated Junction sends its webhooks, and the secret it signs them with; nowhere when absent. */
  readonly webhooks?: { readonly url: string; readonly secret: string }
}

/** Reads the settings from the environment; throws an error that lists every one that is wrong. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const faults: string[] = []
  const port = (name: string, standard: number): number => {
    const text = environment[name] ?? String(standard)
    const value = Number(text)
    if (!/^\d{1,5}$/.test(text) || value > 65_535) faults.push(`${name} must be a port, 0 to 65535`)
    return value
  }
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret } = environment
  if (!url !== !secret) faults.push("WEBHOOK_URL and WEBHOOK_SECRET must be set together")
  const dataFolder = resolve(environment["DATA_DIR"] || ".data")
  const databaseUrl = environment["DATABASE_URL"] || `sqlite:${join(dataFolder, "ledger.sqlite")}`
  if (!/^(sqlite:.|postgres(ql)?:\/\/|postgres:embedded$)/.test(databaseUrl)) {
    faults.push("DATABASE_URL must be postgres:embedded, postgres://… or sqlite:<path>")
  }
  const settings: Settings = {
    serverPort: port("PORT", 8787),
    issuerPort: port("ISSUER_PORT", upstreamPorts.issuer),
    junctionPort: port("JUNCTION_PORT", upstreamPorts.junction),
    dataFolder,
    databaseUrl,
    corsOrigins: (environment["CORS_ORIGINS"] ?? "").split(/[\s,]+/).filter(Boolean),
    ...(url && secret ? { webhooks: { url, secret } } : {}),
  }
  if (faults.length > 0) throw new Error(faults.join("; "))
  return settings
}
