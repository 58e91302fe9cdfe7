import { findAllWarnings } from "../config/config-warnings.ts"
import { readEnvironment } from "../config/config.ts"
import { variableNames, type Environment, type Values } from "../config/variables.ts"
import { createHashing, toCanary } from "../hashing.ts"
import { parseLedgerUrl } from "../ledgers/open-ledger.ts"
import { checkCors } from "./check-cors.ts"
import { checkGateway } from "./check-gateway.ts"
import { checkIssuer } from "./check-issuer.ts"
import { checkJunction } from "./check-junction.ts"
import { checkToken } from "./check-token.ts"
import { findingsOf, runChecks, type Finding } from "./finding.ts"

/** Options for `diagnose`. */
export interface DiagnoseOptions {
  readonly environment: Environment
  /** Base URL of the API, as clients use it. Without it, gateway and CORS are not checked. */
  readonly url: string | undefined
}

/** Checks a deployment without changing it. Checks that cannot run are skipped. */
export async function diagnose({ environment, url }: DiagnoseOptions): Promise<readonly Finding[]> {
  const { values, errors } = readEnvironment(environment, variableNames)
  const warnings = await findAllWarnings(environment, values)
  const accessToken = environment["ACCESS_TOKEN"] || undefined
  const groups = [
    runChecks("config", async () => checkConfig(errors, warnings)),
    runChecks("ledger", () => checkLedger(values)),
    runChecks("issuer_keys", async () =>
      values.AUTH_JWKS_URL === undefined
        ? [notConfigured("issuer_keys", "AUTH_JWKS_URL")]
        : checkIssuer(values.AUTH_JWKS_URL),
    ),
    runChecks("access_token", async () => checkToken(values, accessToken)),
    runChecks("junction_key", async () => {
      const { JUNCTION_BASE_URL: baseUrl, JUNCTION_API_KEY: apiKey, JUNCTION_PANELS } = values
      return baseUrl === undefined || apiKey === undefined
        ? [notConfigured("junction_key", "JUNCTION_BASE_URL or JUNCTION_API_KEY")]
        : checkJunction({ baseUrl, apiKey }, JUNCTION_PANELS)
    }),
    runChecks("gateway", async () =>
      url === undefined
        ? [findingsOf("gateway").skipped("--url is not set.", "Set --url to the API's public URL.")]
        : checkGateway({ url, accessToken }),
    ),
    runChecks("cors", async () =>
      url === undefined
        ? [findingsOf("cors").skipped("--url is not set.", "Set --url to the API's public URL.")]
        : checkCors(url, values.CORS_ORIGINS),
    ),
  ]
  return (await Promise.all(groups)).flat()
}

function checkConfig(errors: readonly string[], warnings: readonly string[]): readonly Finding[] {
  const found = findingsOf("config")
  if (errors.length === 0 && warnings.length === 0) return [found.ok("Every variable is valid.")]
  return [
    ...errors.map((error) => found.error(error, "Fix the variable, then run doctor again.")),
    // Each warning contains its remedy.
    ...warnings.map((message): Finding => ({ check: "config", status: "warning", message })),
  ]
}

async function checkLedger(values: Partial<Values>): Promise<readonly Finding[]> {
  const { DATABASE_URL: url, LEDGER_SECRET: secret } = values
  if (url === undefined) return [notConfigured("ledger", "DATABASE_URL")]
  const location = parseLedgerUrl(url)
  const canary = secret && toCanary(createHashing(secret))
  const findings =
    location.kind === "sqlite"
      ? (await import("./check-sqlite.ts")).checkSqlite(location.path, canary)
      : await (await import("./check-postgres.ts")).checkPostgres(location.connectionString, canary)
  return canary === undefined
    ? [...findings, notConfigured("ledger_secret", "LEDGER_SECRET")]
    : findings
}

function notConfigured(check: string, name: string): Finding {
  const { skipped } = findingsOf(check)
  return skipped(`${name} is invalid or not set.`, "Fix the variable, then run doctor again.")
}
