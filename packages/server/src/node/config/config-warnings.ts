import { defaultSettleMs } from "../../orders/ledger.ts"
import { variableNames, variables, type Environment, type Values } from "./variables.ts"

/** Finds valid settings that are probably mistakes. Warnings contain no values. */
export function findConfigWarnings(
  environment: Environment,
  values: Partial<Values>,
): readonly string[] {
  return [
    ...findUnknownNames(environment),
    ...findUnencryptedUrls(values),
    ...findEnvironmentMismatch(values),
    ...findShortSettleTime(values),
    ...(environment["DATABASE_URL"] || environment["DATABASE_URL_FILE"]
      ? []
      : [
          "DATABASE_URL is not set, so the ledger is a file in the working directory. Set it to a path on durable storage.",
        ]),
  ]
}

function findShortSettleTime({ SETTLE_MS: settleMs }: Partial<Values>): readonly string[] {
  if (settleMs === undefined || settleMs >= defaultSettleMs) return []
  return [
    `SETTLE_MS is below ${defaultSettleMs}. If Junction takes longer than SETTLE_MS to list an order, one key can create two orders.`,
  ]
}

/** Finds unknown variables whose names begin like known ones. */
function findUnknownNames(environment: Environment): readonly string[] {
  const known = new Set<string>(
    variableNames.flatMap((name) => (variables[name].secret ? [name, `${name}_FILE`] : [name])),
  )
  const beginnings = variableNames
    .filter((name) => name.includes("_"))
    .map((name) => name.slice(0, name.lastIndexOf("_") + 1))
  return Object.keys(environment)
    .filter((name) => !known.has(name) && !serviceLink.test(name))
    .filter((name) => beginnings.some((beginning) => name.startsWith(beginning)))
    .map(
      (name) => `Unknown variable ${name} is ignored. Run "integrations-server help" for the list.`,
    )
}

/** Variables that Kubernetes sets for a service, such as one named `auth`. */
const serviceLink = /_SERVICE_(HOST|PORT)|_PORT(_\d+_(TCP|UDP|SCTP)(_.+)?)?$/

function findUnencryptedUrls(values: Partial<Values>): readonly string[] {
  const urls = {
    AUTH_JWKS_URL: ["an attacker on the network could forge tokens", values.AUTH_JWKS_URL],
    JUNCTION_BASE_URL: ["patient data would be sent unencrypted", values.JUNCTION_BASE_URL],
  } as const
  return Object.entries(urls).flatMap(([name, [risk, text]]) => {
    if (text === undefined) return []
    const { protocol, hostname } = new URL(text)
    const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
    return protocol === "http:" && !local
      ? [`Use an https URL for ${name}. Otherwise, ${risk}.`]
      : []
  })
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
      ? "JUNCTION_API_KEY does not look like a Junction key. Keys begin with pk_ or sk_ and the region."
      : `JUNCTION_API_KEY is for ${keyLocation}, but JUNCTION_BASE_URL is for ${urlLocation}. Use one environment.`,
  ]
}

function toLocation(sandbox: boolean, region: string | undefined): string {
  return `${sandbox ? "sandbox" : "production"} ${region?.toUpperCase()}`
}
