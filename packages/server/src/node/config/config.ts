import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { systemCode } from "../../telemetry/safe-error.ts"
import { parseLedgerUrl } from "../ledgers/open-ledger.ts"
import type { ServiceOptions } from "../service.ts"
import { findConfigWarnings } from "./config-warnings.ts"
import { InvalidValueError } from "./parsers.ts"
import {
  variableNames,
  variables,
  type Environment,
  type Values,
  type VariableName,
} from "./variables.ts"

/**
 * Error for invalid variables. Each entry of `errors` names a variable and its rule, never the
 * value.
 */
export class ConfigError extends Error {
  override readonly name = "ConfigError"
  readonly errors: readonly string[]

  constructor(errors: readonly string[]) {
    super(`Invalid configuration:\n${errors.map((error) => `- ${error}`).join("\n")}`)
    this.errors = errors
  }
}

/** A variable as `config` shows it, without secrets. */
export interface ShownVariable {
  /** The value as text without secrets, such as `set` or `JSON`. Null if it is not set. */
  readonly value: string | null
  readonly source: "environment" | "file" | "default" | "unset"
}

/** The configuration of a service. */
export interface Config {
  readonly service: ServiceOptions
  readonly logLevel: Values["LOG_LEVEL"]
  /** Path of the audit file. Default: standard output. */
  readonly auditLog: Values["AUDIT_LOG"]
  /** Warnings about valid settings that are probably mistakes. They contain no values. */
  readonly warnings: readonly string[]
}

/** Reads all variables of the service. Throws a {@link ConfigError} that lists every error. */
export function readConfig(environment: Environment): Config {
  const values = readValues(environment, variableNames)
  return {
    service: toServiceOptions(values),
    logLevel: values.LOG_LEVEL,
    auditLog: values.AUDIT_LOG,
    warnings: findConfigWarnings(environment, values),
  }
}

/** Reads the named variables. Throws a {@link ConfigError} that lists every error. */
export function readValues<Name extends VariableName>(
  environment: Environment,
  names: readonly Name[],
): Pick<Values, Name> {
  const { values, errors } = readEnvironment(environment, names)
  if (errors.length > 0) throw new ConfigError(errors)
  // Without an error, each name has a value.
  return values as Pick<Values, Name>
}

/** Returns the values of valid variables, their texts without secrets (`shown`), and all errors. */
export function readEnvironment(environment: Environment, names: readonly VariableName[]) {
  const values: Partial<Record<VariableName, unknown>> = {}
  const shown: Partial<Record<VariableName, ShownVariable>> = {}
  const errors: string[] = []
  for (const name of names) {
    try {
      const { text, source } = findText(environment, name)
      if (text !== undefined) values[name] = variables[name].parse(text)
      shown[name] = { value: text === undefined ? null : variables[name].show(text), source }
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error
      errors.push(...error.rules.map((rule) => `${name}${rule}.`))
    }
  }
  // Each value was parsed by the parser of its name.
  const read = values as Partial<Values>
  return { values: read, shown, errors: [...errors, ...findContradictions(read)] }
}

function findContradictions(values: Partial<Values>): readonly string[] {
  const { PORT: port, OPERATIONS_PORT: operationsPort } = values
  const { HEADERS_TIMEOUT_MS: headers = 0, REQUEST_TIMEOUT_MS: request = Infinity } = values
  return [
    ...(operationsPort !== undefined && operationsPort !== 0 && operationsPort === port
      ? ["OPERATIONS_PORT must differ from PORT."]
      : []),
    ...(isLedgerFile(values) ? ["AUDIT_LOG must not be a file of the ledger."] : []),
    ...(headers > request ? ["HEADERS_TIMEOUT_MS must be at most REQUEST_TIMEOUT_MS."] : []),
  ]
}

/** Returns whether audit lines would be appended to the ledger, which destroys it. */
function isLedgerFile({ AUDIT_LOG: auditLog, DATABASE_URL: url }: Partial<Values>): boolean {
  const ledger = url === undefined ? undefined : parseLedgerUrl(url)
  if (auditLog === undefined || ledger?.kind !== "sqlite") return false
  const ledgerPath = resolve(ledger.path)
  return ["", "-wal", "-shm"].some((ending) => resolve(auditLog) === `${ledgerPath}${ending}`)
}

function findText(
  environment: Environment,
  name: VariableName,
): { readonly text: string | undefined; readonly source: ShownVariable["source"] } {
  const { secret, defaultText, required } = variables[name]
  // Compose files set a missing variable to an empty string.
  const text = environment[name] || undefined
  const path = (secret && environment[`${name}_FILE`]) || undefined
  if (text !== undefined && path !== undefined) {
    throw new InvalidValueError(` and ${name}_FILE are both set. Set only one of them`)
  }
  if (text !== undefined) return { text, source: "environment" }
  if (path !== undefined) return { text: readSecretFile(path), source: "file" }
  if (required)
    throw new InvalidValueError(secret ? ` is not set. Set it or ${name}_FILE` : " is not set")
  return { text: defaultText, source: defaultText === undefined ? "unset" : "default" }
}

function readSecretFile(path: string): string {
  let text: string
  try {
    text = readFileSync(path, "utf8").replace(/\r?\n$/, "")
  } catch (error) {
    const code = systemCode(error) ?? "failed"
    throw new InvalidValueError(`_FILE must be the path of a readable file (${code})`)
  }
  if (text === "") throw new InvalidValueError("_FILE must be the path of a file that is not empty")
  return text
}

function toServiceOptions(values: Values): ServiceOptions {
  return {
    port: values.PORT,
    host: values.HOST,
    operationsPort: values.OPERATIONS_PORT,
    databaseUrl: values.DATABASE_URL,
    ledgerSecret: values.LEDGER_SECRET,
    auth: {
      issuer: values.AUTH_ISSUER,
      audience: values.AUTH_AUDIENCE,
      jwksUrl: values.AUTH_JWKS_URL,
      brandClaim: values.AUTH_BRAND_CLAIM,
      userClaim: values.AUTH_USER_CLAIM,
    },
    junction: {
      baseUrl: values.JUNCTION_BASE_URL,
      apiKey: values.JUNCTION_API_KEY,
      panels: values.JUNCTION_PANELS,
      ...(values.JUNCTION_FALLBACK_PHONE === undefined
        ? {}
        : { fallbackPhone: values.JUNCTION_FALLBACK_PHONE }),
      ...(values.JUNCTION_CONSENTS === undefined ? {} : { consents: values.JUNCTION_CONSENTS }),
    },
    corsOrigins: values.CORS_ORIGINS,
    maxConcurrentRequests: values.MAX_CONCURRENT_REQUESTS,
    maxConnections: values.MAX_CONNECTIONS,
    headersTimeoutMs: values.HEADERS_TIMEOUT_MS,
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    keepAliveTimeoutMs: values.KEEP_ALIVE_TIMEOUT_MS,
    shutdownDelayMs: values.SHUTDOWN_DELAY_MS,
    drainTimeoutMs: values.DRAIN_TIMEOUT_MS,
    settleMs: values.SETTLE_MS,
  }
}
