import { join, resolve } from "node:path"
import { upstreamPorts } from "@loop-health/integrations-simulator"

/** Ports, state, and integrations of the local stack. */
export interface Settings {
  readonly serverPort: number
  readonly issuerPort: number
  readonly junctionPort: number
  readonly pagesPort: number
  /** Folder of all state that survives a restart. */
  readonly dataFolder: string
  /** `sqlite:<path>`, `postgres://…`, or `postgres:embedded` for a server of the stack. */
  readonly databaseUrl: string
  /** Origins whose pages may call the API and the issuer, such as a frontend's server. */
  readonly corsOrigins: readonly string[]
  /** URL and signing secret of the simulated Junction's webhooks. Default: no webhooks. */
  readonly webhooks?: { readonly url: string; readonly secret: string }
}

/** Reads the settings from the environment. Throws an error that lists every invalid variable. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const errors: string[] = []
  const port = (name: string, defaultPort: number): number => {
    const text = environment[name] ?? String(defaultPort)
    const value = Number(text)
    if (!/^\d{1,5}$/.test(text) || value > 65_535) {
      errors.push(`${name} must be a port from 0 to 65535.`)
    }
    return value
  }
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret } = environment
  if (!url !== !secret) errors.push("WEBHOOK_URL and WEBHOOK_SECRET must be set together.")
  const dataFolder = resolve(environment["DATA_DIR"] || ".data")
  const databaseUrl = environment["DATABASE_URL"] || `sqlite:${join(dataFolder, "ledger.sqlite")}`
  if (!/^(sqlite:.|postgres(ql)?:\/\/|postgres:embedded$)/.test(databaseUrl)) {
    errors.push("DATABASE_URL must be postgres:embedded, postgres://…, or sqlite:<path>.")
  }
  const serverPort = port("PORT", 8787)
  const issuerPort = port("ISSUER_PORT", upstreamPorts.issuer)
  const junctionPort = port("JUNCTION_PORT", upstreamPorts.junction)
  const pagesPort = port("PAGES_PORT", 8790)
  const ports = [serverPort, issuerPort, junctionPort, pagesPort].filter((value) => value !== 0)
  if (new Set(ports).size < ports.length) {
    errors.push("PORT, ISSUER_PORT, JUNCTION_PORT, and PAGES_PORT must be different.")
  }
  const settings: Settings = {
    serverPort,
    issuerPort,
    junctionPort,
    pagesPort,
    dataFolder,
    databaseUrl,
    corsOrigins: (environment["CORS_ORIGINS"] ?? "").split(/[\s,]+/).filter(Boolean),
    ...(url && secret ? { webhooks: { url, secret } } : {}),
  }
  if (errors.length > 0) throw new Error(errors.join("\n"))
  return settings
}
