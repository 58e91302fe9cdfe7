import type { OrderDefaults } from "../../junction/order-request.ts"
import { validateConsents, validatePanels } from "../../junction/validate-panels.ts"
import { defaults } from "../defaults.ts"
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
  /** What it says, in a line. */
  readonly description: string
  readonly parse: Parser<Value>
  /** What stands for it when it is not set; undefined when nothing does. */
  readonly defaultText: string | undefined
  readonly required: boolean
  /** Also read from the file that `<name>_FILE` names. */
  readonly secret: boolean
  /** The text as anybody may see it. */
  readonly show: (text: string) => string
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const

/** What a variable is unless something else is said of it. */
const base = {
  defaultText: undefined,
  required: false,
  secret: false,
  show: (text: string) => text,
} as const

/** Every variable that the service reads, in the order in which they are shown. */
export const variables = {
  PORT: withDefault(`${defaults.port}`, parsePort, "where the API listens; 0 for any free port"),
  HOST: withDefault(defaults.host, parseText, "the address to bind to"),
  OPERATIONS_PORT: optional(
    parsePort,
    "where the probes and the metrics are served, and then not on `PORT`",
  ),
  DATABASE_URL: {
    ...secret(
      withDefault(
        "sqlite:./data/ledger.sqlite",
        parseLedgerAddress,
        "the ledger: `sqlite:<path>`, or `postgres://…` for several machines",
      ),
    ),
    show: showLedgerUrl,
  },
  LEDGER_SECRET: secret(
    required(parseSecretBytes, "32 bytes or more in base64; the same for the ledger's whole life"),
  ),
  AUTH_ISSUER: required(parseText, "the `iss` that access tokens must have"),
  AUTH_AUDIENCE: required(parseText, "the `aud` that access tokens must be for"),
  AUTH_JWKS_URL: required(parseHttpUrl, "where the issuer publishes its keys"),
  AUTH_BRAND_CLAIM: withDefault("brand_id", parseText, "the claim that names the brand"),
  AUTH_USER_CLAIM: withDefault("sub", parseText, "the claim that names the user"),
  JUNCTION_BASE_URL: required(parseBaseUrl, "such as `https://api.sandbox.us.junction.com`"),
  JUNCTION_API_KEY: secret(required(parseApiKey, "the team's key, of the same environment")),
  JUNCTION_PANELS: {
    ...required(
      parseJson<OrderDefaults["panels"]>(validatePanels),
      "what each panel of the contract is at Junction: JSON, or the path of a file with it",
    ),
    show: showJson,
  },
  JUNCTION_FALLBACK_PHONE: optional(
    parsePhone,
    "for patients who gave no number; without it their orders are rejected",
  ),
  JUNCTION_CONSENTS: {
    ...optional(
      parseJson<NonNullable<OrderDefaults["consents"]>>(validateConsents),
      "what every patient has agreed to: JSON, or the path of a file with it",
    ),
    show: showJson,
  },
  CORS_ORIGINS: optional(parseOrigins, "the origins whose pages may call, separated by commas"),
  LOG_LEVEL: withDefault("info", parseOneOf(logLevels), `one of ${logLevels.join(", ")}`),
  AUDIT_LOG: optional(
    parseText,
    "a file to append the audit of orders to; standard output unless set",
  ),
  MAX_CONCURRENT_REQUESTS: withDefault(
    `${defaults.maxConcurrentRequests}`,
    parseWholeNumber(1, 1_000_000),
    "requests beyond so many at a time are answered `overloaded`",
  ),
  HEADERS_TIMEOUT_MS: withDefault(
    `${defaults.headersTimeoutMs}`,
    parseLimitMs,
    "for the headers of a request to arrive",
  ),
  REQUEST_TIMEOUT_MS: withDefault(
    `${defaults.requestTimeoutMs}`,
    parseLimitMs,
    "for a whole request to arrive",
  ),
  KEEP_ALIVE_TIMEOUT_MS: withDefault(
    `${defaults.keepAliveTimeoutMs}`,
    parseLimitMs,
    "how long a connection is kept for its next request; longer than the proxy in front keeps it",
  ),
  SHUTDOWN_DELAY_MS: withDefault(
    `${defaults.shutdownDelayMs}`,
    parseMilliseconds,
    "how long requests are still taken while `/readyz` says 503 already, for load balancers",
  ),
  DRAIN_TIMEOUT_MS: withDefault(
    `${defaults.drainTimeoutMs}`,
    parseMilliseconds,
    "for requests in flight to end, before their orders are handed back",
  ),
  SETTLE_MS: withDefault(
    `${defaults.settleMs}`,
    parseLimitMs,
    "how long Junction is given to list an order",
  ),
} satisfies Readonly<Record<string, Variable<unknown>>>

/** The name of a variable. */
export type VariableName = keyof typeof variables

/** What the variables say. */
export type Values = {
  readonly [Name in VariableName]: ReturnType<(typeof variables)[Name]["parse"]>
}

/** The names, in order. */
export const variableNames = Object.keys(variables) as readonly VariableName[]

function required<Value>(parse: Parser<Value>, description: string): Variable<Value> {
  return { ...base, description, parse, required: true }
}

function optional<Value>(parse: Parser<Value>, description: string): Variable<Value | undefined> {
  return { ...base, description, parse }
}

function withDefault<Value>(
  defaultText: string,
  parse: Parser<Value>,
  description: string,
): Variable<Value> {
  return { ...base, description, parse, defaultText }
}

function secret<Value>(variable: Variable<Value>): Variable<Value> {
  return { ...variable, secret: true, show: () => "set" }
}

/** Everything but the password, and but the query, where a password may stand too. */
function showLedgerUrl(text: string): string {
  if (!text.startsWith("postgres")) return text
  if (!URL.canParse(text)) return "set"
  const { protocol, username, password, host, pathname } = new URL(text)
  return `${protocol}//${username}${password && ":***"}${username && "@"}${host}${pathname}`
}

function showJson(text: string): string {
  return isJson(text) ? "JSON" : text
}
