import { findUncopiedLedger } from "../ledgers/find-uncopied-ledger.ts"
import { findNearestName } from "./nearest-name.ts"
import { defaultSettleMs } from "../../orders/ledger.ts"
import { variableNames, variables, type Environment, type Values } from "./variables.ts"

/** Finds the warnings of {@link findConfigWarnings}, and a SQLite ledger that was not copied. */
export async function findAllWarnings(
  environment: Environment,
  values: Partial<Values>,
): Promise<readonly string[]> {
  const { DATABASE_URL: url } = values
  const uncopied = url === undefined ? [] : await findUncopiedLedger(url)
  return [...findConfigWarnings(environment, values), ...uncopied]
}

/** Finds valid settings that are probably mistakes. Warnings contain no values. */
export function findConfigWarnings(
  environment: Environment,
  values: Partial<Values>,
): readonly string[] {
  return [
    ...(environment["NODE_TLS_REJECT_UNAUTHORIZED"] === "0"
      ? [
          "Remove NODE_TLS_REJECT_UNAUTHORIZED. With 0, an attacker on the network could read and change every call.",
        ]
      : []),
    ...findUnknownNames(environment),
    ...findWeakSecret(values),
    ...findUnencryptedUrls(values),
    ...findUnencryptedDatabase(environment, values),
    ...findPublicMetrics(values),
    ...findEnvironmentMismatch(values),
    ...findShortSettleTime(values),
    ...(environment["DATABASE_URL"] || environment["DATABASE_URL_FILE"]
      ? []
      : [
          "DATABASE_URL is not set, so the ledger is a file in the working directory. Set DATABASE_URL to a path on durable storage.",
        ]),
  ]
}

function findShortSettleTime({ SETTLE_MS: settleMs }: Partial<Values>): readonly string[] {
  if (settleMs === undefined || settleMs >= defaultSettleMs) return []
  return [
    `Increase SETTLE_MS to ${defaultSettleMs}. If Junction takes longer than SETTLE_MS to list an order, one key can create two orders.`,
  ]
}

/** Finds unknown variables whose names are similar to known ones, or begin like them. */
function findUnknownNames(environment: Environment): readonly string[] {
  const known = variableNames.flatMap((name) =>
    variables[name].secret ? [name, `${name}_FILE`] : [name],
  )
  const knownNames = new Set<string>(known)
  const beginnings = variableNames
    .filter((name) => name.includes("_"))
    .map((name) => name.slice(0, name.lastIndexOf("_") + 1))
  return Object.keys(environment)
    .filter((name) => !knownNames.has(name))
    .flatMap((name) => {
      const nearest = findNearestName(name, known)
      if (nearest !== undefined) {
        return [`Unknown variable ${name} is ignored. Did you mean ${nearest}?`]
      }
      const isSimilar = beginnings.some((beginning) => name.startsWith(beginning))
      return isSimilar && !serviceLink.test(name)
        ? [`Unknown variable ${name} is ignored. Run "integrations-server help" for the list.`]
        : []
    })
}

/** Variables that Kubernetes sets for a service, such as one named `auth`. */
const serviceLink = /_SERVICE_(HOST|PORT)|_PORT(_\d+_(TCP|UDP|SCTP)(_.+)?)?$/

/** Random secrets have more different bytes, even if they are written in hexadecimal digits. */
const minDistinctBytes = 12

function findWeakSecret({ LEDGER_SECRET: secret }: Partial<Values>): readonly string[] {
  if (secret === undefined || new Set(secret).size >= minDistinctBytes) return []
  return [
    'LEDGER_SECRET is easy to guess. Generate a random one with "openssl rand -base64 32" before the first order.',
  ]
}

function findUnencryptedUrls(values: Partial<Values>): readonly string[] {
  const urls = {
    "an https URL for AUTH_JWKS_URL": [
      "an attacker on the network could forge tokens",
      [values.AUTH_JWKS_URL],
    ],
    "an https URL for JUNCTION_BASE_URL": [
      "patient data would be sent unencrypted",
      [values.JUNCTION_BASE_URL],
    ],
    "https origins for CORS_ORIGINS": [
      "an attacker on the network could change the pages that place orders",
      values.CORS_ORIGINS ?? [],
    ],
  } as const
  return Object.entries(urls).flatMap(([what, [risk, texts]]) => {
    const isUnencrypted = (text: string | undefined) => {
      if (text === undefined) return false
      const { protocol, hostname } = new URL(text)
      return protocol === "http:" && !isLocal(hostname)
    }
    return texts.some(isUnencrypted) ? [`Use ${what}. Otherwise, ${risk}.`] : []
  })
}

/** Returns whether a host name or an IP address is the machine itself. */
function isLocal(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/.test(host)
}

/** Finds a database on another host without TLS, or with a certificate that is not verified. */
function findUnencryptedDatabase(
  environment: Environment,
  { DATABASE_URL: text = "" }: Partial<Values>,
): readonly string[] {
  // The URL Standard has no URL with a user and without a host.
  const url = text.startsWith("postgres") ? URL.parse(text.replace("@/", "@localhost/")) : null
  if (url === null) return []
  const parameter = (name: string) => url.searchParams.get(name)
  const host = parameter("host") ?? decodeURIComponent(url.hostname)
  if (host === "" || host.startsWith("/") || isLocal(host)) return []
  const mode = parameter("sslmode") ?? environment["PGSSLMODE"] ?? "disable"
  const encrypted =
    mode === "disable"
      ? parameter("sslmode") === null &&
        (/^(true|1)$/.test(parameter("ssl") ?? "") || parameter("sslrootcert") !== null)
      : mode !== "no-verify"
  return encrypted
    ? []
    : [
        "Add sslmode=verify-full to DATABASE_URL. Otherwise, an attacker on the network could read and change orders.",
      ]
}

function findPublicMetrics({ HOST: host, OPERATIONS_PORT: port }: Partial<Values>) {
  return host === undefined || isLocal(host) || port !== undefined
    ? []
    : ["Set OPERATIONS_PORT. Otherwise, callers of the API can read the metrics."]
}

/** Compares the key with the URL. Keys begin with `pk_` (production) or `sk_` (sandbox). */
function findEnvironmentMismatch(values: Partial<Values>): readonly string[] {
  const { JUNCTION_API_KEY: key, JUNCTION_BASE_URL: url } = values
  if (key === undefined || url === undefined) return []
  const ofKey = /^([ps])k_(us|eu)_/.exec(key)
  const { hostname } = new URL(url)
  const ofUrl = /^api\.(sandbox\.)?(us|eu)\.junction\.com$/.exec(hostname)
  const keyLocation = ofKey && toLocation(ofKey[1] === "s", ofKey[2])
  const urlLocation = ofUrl && toLocation(ofUrl[1] !== undefined, ofUrl[2])
  // Junction's older hosts still work and have other names.
  if (keyLocation === urlLocation || hostname.endsWith(".tryvital.io")) return []
  if (urlLocation === null) {
    return keyLocation?.startsWith("production") === true
      ? [
          `JUNCTION_API_KEY is for ${keyLocation}, but JUNCTION_BASE_URL is not a Junction URL. Use Junction's URL or a sandbox key.`,
        ]
      : []
  }
  return [
    keyLocation === null
      ? "JUNCTION_API_KEY does not look like a Junction key. Keys begin with pk_us_, pk_eu_, sk_us_, or sk_eu_."
      : `JUNCTION_API_KEY is for ${keyLocation}, but JUNCTION_BASE_URL is for ${urlLocation}. Use the same environment and region for both.`,
  ]
}

function toLocation(sandbox: boolean, region: string | undefined): string {
  return `${sandbox ? "sandbox" : "production"} ${region?.toUpperCase()}`
}
