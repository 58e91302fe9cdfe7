import { readFileSync } from "node:fs"
import { systemCode } from "../../telemetry/safe-error.ts"
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

/** Every fault of an environment, each as the variable's name and the rule; no value is among them. */
export class ConfigError extends Error {
  override readonly name = "ConfigError"
  readonly errors: readonly string[]

  constructor(errors: readonly string[]) {
    super(`the configuration cannot be used:\n${errors.map((error) => `- ${error}`).join("\n")}`)
    this.errors = errors
  }
}

/** Where the text of a variable came from. */
export type Source = "environment" | "file" | "default" | "unset"

/** A variable as anybody may see it. */
export interface ShownVariable {
  /** null when nothing stands for it; a secret is `set`. */
  readonly value: string | null
  readonly source: Source
}

/** What an environment says, read to its end whatever is wrong with it. */
export interface EnvironmentReading {
  readonly values: Partial<Values>
  /** What is in effect, as anybody may see it; what is at fault is not among it. */
  readonly shown: Readonly<Partial<Record<VariableName, ShownVariable>>>
  readonly errors: readonly string[]
}

/** The configuration of a service, and what is to be said about it. */
export interface Config {
  readonly service: ServiceOptions
  readonly logLevel: Values["LOG_LEVEL"]
  /** The file of the audit; standard output unless told. */
  readonly auditLog: Values["AUDIT_LOG"]
  /** What is allowed and probably not meant; no value is among it. */
  readonly warnings: readonly string[]
}

/** Reads and checks everything that the service needs. Throws a {@link ConfigError}. */
export function readConfig(environment: Environment): Config {
  const values = readValues(environment, variableNames)
  return {
    service: toServiceOptions(values),
    logLevel: values.LOG_LEVEL,
    auditLog: values.AUDIT_LOG,
    warnings: findConfigWarnings(environment, values),
  }
}

/** Reads and checks some of the variables. Throws a {@link ConfigError}. */
export function readValues<Name extends VariableName>(
  environment: Environment,
  names: readonly Name[],
): Pick<Values, Name> {
  const { values, errors } = readEnvironment(environment, names)
  if (errors.length > 0) throw new ConfigError(errors)
  // Without a fault, each of the names has its value.
  return values as Pick<Values, Name>
}

/** Reads some of the variables, and tells all that is wrong with them. */
export function readEnvironment(
  environment: Environment,
  names: readonly VariableName[],
): EnvironmentReading {
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
      errors.push(...error.rules.map((rule) => name + rule))
    }
  }
  // Each value was read by the reader that goes with its name.
  const read = values as Partial<Values>
  return { values: read, shown, errors: [...errors, ...findContradictions(read)] }
}

function findContradictions(values: Partial<Values>): readonly string[] {
  const { PORT: port, OPERATIONS_PORT: operationsPort } = values
  const { HEADERS_TIMEOUT_MS: headers = 0, REQUEST_TIMEOUT_MS: request = Infinity } = values
  return [
    ...(operationsPort !== undefined && operationsPort !== 0 && operationsPort === port
      ? ["OPERATIONS_PORT must be another one than PORT"]
      : []),
    ...(headers > request ? ["HEADERS_TIMEOUT_MS must not be more than REQUEST_TIMEOUT_MS"] : []),
  ]
}

function findText(
  environment: Environment,
  name: VariableName,
): { readonly text: string | undefined; readonly source: Source } {
  const { secret, defaultText: standard, required } = variables[name]
  // Empty is what compose files make of a variable that is not set.
  const text = environment[name] || undefined
  const path = (secret && environment[`${name}_FILE`]) || undefined
  if (text !== undefined && path !== undefined) {
    throw new InvalidValueError(` and ${name}_FILE are both set: set one of them`)
  }
  if (text !== undefined) return { text, source: "environment" }
  if (path !== undefined) return { text: readSecretFile(path), source: "file" }
  if (required)
    throw new InvalidValueError(secret ? ` is not set, nor is ${name}_FILE` : " is not set")
  return { text: standard, source: standard === undefined ? "unset" : "default" }
}

function readSecretFile(path: string): string {
  let text: string
  try {
    text = readFileSync(path, "utf8").replace(/\r?\n$/, "")
  } catch (error) {
    const code = systemCode(error) ?? "failed"
    throw new InvalidValueError(`_FILE must name a file that can be read (${code})`)
  }
  if (text === "") throw new InvalidValueError("_FILE must name a file that is not empty")
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
    headersTimeoutMs: values.HEADERS_TIMEOUT_MS,
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    keepAliveTimeoutMs: values.KEEP_ALIVE_TIMEOUT_MS,
    shutdownDelayMs: values.SHUTDOWN_DELAY_MS,
    drainTimeoutMs: values.DRAIN_TIMEOUT_MS,
    settleMs: values.SETTLE_MS,
  }
}
