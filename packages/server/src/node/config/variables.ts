import { findConsentFaults, findPanelFaults } from "../../junction/validate-panels.ts"
import type { OrderDefaults } from "../../junction/order-request.ts"
import {
  isJson,
  readApiKey,
  readBaseUrl,
  readFolder,
  readHttpUrl,
  readJson,
  readLedgerUrl,
  readLimitMs,
  readMilliseconds,
  readOneOf,
  readOrigins,
  readPhone,
  readPort,
  readSecretBytes,
  readText,
  readWholeNumber,
  type ValueReader,
} from "./parsers.ts"

/** The variables of a process, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** One variable of the environment. */
export interface Variable<Value> {
  /** What it says, in a line. */
  readonly meaning: string
  readonly read: ValueReader<Value>
  /** What stands for it when it is not set; undefined when nothing does. */
  readonly standard: string | undefined
  readonly required: boolean
  /** Also read from the file that `<name>_FILE` names. */
  readonly secret: boolean
  /** The text as anybody may see it. */
  readonly show: (text: string) => string
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const

/** What a variable is unless something else is said of it. */
const plain = {
  standard: undefined,
  required: false,
  secret: false,
  show: (text: string) => text,
} as const

/** Every variable that the service reads, in the order in which they are shown. */
export const variables = {
  PORT: standing("8787", readPort, "where the API listens; 0 for any free port"),
  HOST: standing("0.0.0.0", readText, "the address to bind to"),
  OPERATIONS_PORT: optional(
    readPort,
    "where the probes and the metrics are served, and then not on `PORT`",
  ),
  DATABASE_URL: {
    ...secretly(
      standing(
        "sqlite:./data/ledger.sqlite",
        readLedgerUrl,
        "the ledger: `sqlite:<path>`, or `postgres://…` for several machines",
      ),
    ),
    show: showLedgerUrl,
  },
  LEDGER_SECRET: secretly(
    required(readSecretBytes, "32 bytes or more in base64; the same for the ledger's whole life"),
  ),
  AUTH_ISSUER: required(readText, "the `iss` that access tokens must have"),
  AUTH_AUDIENCE: required(readText, "the `aud` that access tokens must be for"),
  AUTH_JWKS_URL: required(readHttpUrl, "where the issuer publishes its keys"),
  AUTH_BRAND_CLAIM: standing("brand_id", readText, "the claim that names the brand"),
  AUTH_USER_CLAIM: standing("sub", readText, "the claim that names the user"),
  JUNCTION_BASE_URL: required(readBaseUrl, "such as `https://api.sandbox.us.junction.com`"),
  JUNCTION_API_KEY: secretly(required(readApiKey, "the team's key, of the same environment")),
  JUNCTION_PANELS: {
    ...required(
      readJson<OrderDefaults["panels"]>(findPanelFaults),
      "what each panel of the contract is at Junction: JSON, or the path of a file with it",
    ),
    show: showJson,
  },
  JUNCTION_FALLBACK_PHONE: optional(
    readPhone,
    "for patients who gave no number; without it their orders are refused",
  ),
  JUNCTION_CONSENTS: {
    ...optional(
      readJson<NonNullable<OrderDefaults["consents"]>>(findConsentFaults),
      "what every patient has agreed to: JSON, or the path of a file with it",
    ),
    show: showJson,
  },
  CORS_ORIGINS: optional(readOrigins, "the origins whose pages may call, separated by commas"),
  DOCS_DIR: optional(readFolder, "a built site to serve under `/docs/`"),
  LOG_LEVEL: standing("info", readOneOf(logLevels), `one of ${logLevels.join(", ")}`),
  AUDIT_LOG: optional(
    readText,
    "a file to append the audit of orders to; standard output unless set",
  ),
  MAX_CONCURRENT_REQUESTS: standing(
    "1000",
    readWholeNumber(1, 1_000_000),
    "requests beyond so many at a time are answered `overloaded`",
  ),
  HEADERS_TIMEOUT_MS: standing("10000", readLimitMs, "for the headers of a request to arrive"),
  REQUEST_TIMEOUT_MS: standing("30000", readLimitMs, "for a whole request to arrive"),
  KEEP_ALIVE_TIMEOUT_MS: standing(
    "65000",
    readLimitMs,
    "how long a connection is kept for its next request; longer than the proxy in front keeps it",
  ),
  SHUTDOWN_DELAY_MS: standing(
    "0",
    readMilliseconds,
    "how long requests are still taken while `/readyz` says 503 already, for load balancers",
  ),
  DRAIN_TIMEOUT_MS: standing(
    "20000",
    readMilliseconds,
    "for requests in flight to end, before their orders are handed back",
  ),
  SETTLE_MS: standing("600000", readLimitMs, "how long Junction is given to list an order"),
} satisfies Readonly<Record<string, Variable<unknown>>>

/** The name of a variable. */
export type VariableName = keyof typeof variables

/** What the variables say. */
export type Values = {
  readonly [Name in VariableName]: ReturnType<(typeof variables)[Name]["read"]>
}

/** The names, in order. */
export const variableNames = Object.keys(variables) as readonly VariableName[]

function required<Value>(read: ValueReader<Value>, meaning: string): Variable<Value> {
  return { ...plain, meaning, read, required: true }
}

function optional<Value>(read: ValueReader<Value>, meaning: string): Variable<Value | undefined> {
  return { ...plain, meaning, read }
}

function standing<Value>(
  standard: string,
  read: ValueReader<Value>,
  meaning: string,
): Variable<Value> {
  return { ...plain, meaning, read, standard }
}

function secretly<Value>(variable: Variable<Value>): Variable<Value> {
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
