import type { OrderDefaults } from "../../junction/order-request.ts"
import { validateConsents, validatePanels } from "../../junction/validate-panels.ts"
import { minSettleMs } from "../../orders/ledger.ts"
import { defaults } from "../defaults.ts"
import { logLevels } from "../telemetry/logging.ts"
import {
  isJson,
  parseApiKey,
  parseBaseUrl,
  parseHttpUrl,
  parseJson,
  parseLedgerAddress,
  parseLimitMs,
  parseMilliseconds,
  parseOneOf,
  parseOrigins,
  parsePhone,
  parsePort,
  parseSecretBytes,
  parseText,
  parseWholeNumber,
  type Parser,
} from "./parsers.ts"

/** The variables of a process, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** One variable of the environment. */
export interface Variable<Value> {
  /** Description in one line, for `help` and the reference site. */
  readonly description: string
  readonly parse: Parser<Value>
  /** Default value as text. Undefined without a default. */
  readonly defaultText: string | undefined
  readonly required: boolean
  /** If true, the value may also be in the file whose path is in `<name>_FILE`. */
  readonly secret: boolean
  /** Returns the text without secrets. */
  readonly show: (text: string) => string
}

/** Defaults of a variable's properties. */
const base = {
  defaultText: undefined,
  required: false,
  secret: false,
  show: (text: string) => text,
} as const

/** Every variable of the service, in the order of `help`. */
export const variables = {
  PORT: withDefault(defaults.port, parsePort, "port of the API; 0 selects a free port"),
  HOST: withDefault(defaults.host, parseText, "host name or IP address to bind to"),
  OPERATIONS_PORT: optional(parsePort, "port of the probes and metrics, instead of `PORT`"),
  DATABASE_URL: {
    ...secret(
      withDefault(
        "sqlite:./data/ledger.sqlite",
        parseLedgerAddress,
        "ledger: `sqlite:<path>` on one machine, or `postgres://…`",
      ),
    ),
    show: showLedgerUrl,
  },
  LEDGER_SECRET: secret(
    required(
      parseSecretBytes,
      "secret of the ledger, at least 32 bytes in base64; never change it",
    ),
  ),
  AUTH_ISSUER: required(parseText, "required `iss` of access tokens"),
  AUTH_AUDIENCE: required(parseText, "required `aud` of access tokens"),
  AUTH_JWKS_URL: required(parseHttpUrl, "URL of the issuer's key set (JWKS)"),
  AUTH_BRAND_CLAIM: withDefault("brand_id", parseText, "claim with the brand ID"),
  AUTH_USER_CLAIM: withDefault("sub", parseText, "claim with the user ID"),
  JUNCTION_BASE_URL: required(
    parseBaseUrl,
    "Junction's API, such as `https://api.sandbox.us.junction.com`",
  ),
  JUNCTION_API_KEY: secret(
    required(
      parseApiKey,
      "API key of your team at Junction, for the environment of `JUNCTION_BASE_URL`",
    ),
  ),
  JUNCTION_PANELS: {
    ...required(
      parseJson<OrderDefaults["panels"]>(validatePanels),
      "lab tests of each panel at Junction, as JSON or the path of a JSON file",
    ),
    show: showJson,
  },
  JUNCTION_FALLBACK_PHONE: optional(
    parsePhone,
    "phone number for patients without one; if not set, their orders are rejected",
  ),
  JUNCTION_CONSENTS: {
    ...optional(
      parseJson<NonNullable<OrderDefaults["consents"]>>(validateConsents),
      "consents of every patient, as JSON or the path of a JSON file",
    ),
    show: showJson,
  },
  CORS_ORIGINS: optional(parseOrigins, "origins whose pages may call the API, separated by commas"),
  LOG_LEVEL: withDefault(
    "info",
    parseOneOf(logLevels),
    `minimum level of log lines: ${logLevels.join(", ")}`,
  ),
  AUDIT_LOG: optional(
    parseText,
    "path of the audit file; if it is not set, audit lines go to standard output",
  ),
  MAX_CONCURRENT_REQUESTS: withDefault(
    defaults.maxConcurrentRequests,
    parseWholeNumber(1, 1_000_000),
    "maximum number of concurrent requests; further requests are rejected as `overloaded`",
  ),
  MAX_CONNECTIONS: withDefault(
    defaults.maxConnections,
    parseWholeNumber(1, 1_000_000),
    "maximum number of connections, at most half of the file descriptors; if a new connection exceeds it, the longest idle one is closed",
  ),
  HEADERS_TIMEOUT_MS: withDefault(
    defaults.headersTimeoutMs,
    parseLimitMs,
    "time for the headers of a request to arrive, in milliseconds",
  ),
  REQUEST_TIMEOUT_MS: withDefault(
    defaults.requestTimeoutMs,
    parseLimitMs,
    "time for a whole request to arrive, in milliseconds",
  ),
  KEEP_ALIVE_TIMEOUT_MS: withDefault(
    defaults.keepAliveTimeoutMs,
    parseLimitMs,
    "time that an idle connection stays open, in milliseconds; set it longer than in the proxy",
  ),
  SHUTDOWN_DELAY_MS: withDefault(
    defaults.shutdownDelayMs,
    parseMilliseconds,
    "time to accept requests after `/readyz` starts to return 503, in milliseconds",
  ),
  DRAIN_TIMEOUT_MS: withDefault(
    defaults.drainTimeoutMs,
    parseMilliseconds,
    "time for active requests to finish during a shutdown, in milliseconds; then their claims are released",
  ),
  SETTLE_MS: withDefault(
    defaults.settleMs,
    parseWholeNumber(minSettleMs, 86_400_000),
    "time after the last send of an order until Junction lists it, in milliseconds; at least 60000",
  ),
} satisfies Readonly<Record<string, Variable<unknown>>>

/** The name of a variable. */
export type VariableName = keyof typeof variables

/** The parsed values of the variables. */
export type Values = {
  readonly [Name in VariableName]: ReturnType<(typeof variables)[Name]["parse"]>
}

/** The names of the variables, in order. */
export const variableNames = Object.keys(variables) as readonly VariableName[]

function required<Value>(parse: Parser<Value>, description: string): Variable<Value> {
  return { ...base, description, parse, required: true }
}

function optional<Value>(parse: Parser<Value>, description: string): Variable<Value | undefined> {
  return { ...base, description, parse }
}

function withDefault<Value>(
  value: string | number,
  parse: Parser<Value>,
  description: string,
): Variable<Value> {
  return { ...base, description, parse, defaultText: String(value) }
}

function secret<Value>(variable: Variable<Value>): Variable<Value> {
  return { ...variable, secret: true, show: () => "set" }
}

/** Returns a ledger URL without its password, and without its query, which may contain one. */
function showLedgerUrl(text: string): string {
  if (!text.startsWith("postgres")) return text
  if (!URL.canParse(text)) return "set"
  const { protocol, username, password, host, pathname } = new URL(text)
  return `${protocol}//${username}${password && ":***"}${username && "@"}${host}${pathname}`
}

function showJson(text: string): string {
  return isJson(text) ? "JSON" : text
}
