import { variableNames, variables, type Environment, type Values } from "./variables.ts"

/** Finds what is allowed and probably not meant. A warning repeats no value. */
export function findConfigWarnings(
  environment: Environment,
  values: Partial<Values>,
): readonly string[] {
  return [
    ...findUnknownNames(environment),
    ...findClearText(values),
    ...findOtherJunction(values),
    ...(environment["DATABASE_URL"] || environment["DATABASE_URL_FILE"]
      ? []
      : [
          "DATABASE_URL is not set: the ledger is a file below the folder in which the process was started, and must outlive it",
        ]),
  ]
}

/** Names that differ from one of ours in their last words. */
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
    .map((name) => `${name} is none of the service's variables, and nothing reads it`)
}

/** What Kubernetes sets for a service of any name, such as `auth`. */
const serviceLink = /_SERVICE_(HOST|PORT)|_PORT(_\d+_(TCP|UDP|SCTP)(_.+)?)?$/

function findClearText(values: Partial<Values>): readonly string[] {
  const urls = {
    AUTH_JWKS_URL: ["whoever is in between can sign tokens", values.AUTH_JWKS_URL],
    JUNCTION_BASE_URL: ["patients are sent in clear", values.JUNCTION_BASE_URL],
  } as const
  return Object.entries(urls).flatMap(([name, [danger, text]]) => {
    if (text === undefined) return []
    const { protocol, hostname } = new URL(text)
    const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
    return protocol === "http:" && !local ? [`${name} is not https: ${danger}`] : []
  })
}

/** Junction's keys begin with `pk_` in production and `sk_` in the sandbox, and then with the region. */
function findOtherJunction(values: Partial<Values>): readonly string[] {
  const { JUNCTION_API_KEY: key, JUNCTION_BASE_URL: url } = values
  if (key === undefined || url === undefined) return []
  const ofKey = /^([ps])k_(us|eu)_/.exec(key)
  const { hostname } = new URL(url)
  const ofUrl = /^api\.(sandbox\.)?(us|eu)\.junction\.com$/.exec(hostname)
  const keyPlace = ofKey && toPlace(ofKey[1] === "s", ofKey[2])
  const urlPlace = ofUrl && toPlace(ofUrl[1] !== undefined, ofUrl[2])
  if (urlPlace !== null) {
    if (keyPlace === urlPlace) return []
    return keyPlace === null
      ? ["JUNCTION_API_KEY does not begin as a key of Junction does"]
      : [`JUNCTION_API_KEY is of Junction's ${keyPlace}, and JUNCTION_BASE_URL of its ${urlPlace}`]
  }
  // Junction's older hosts still answer, and say their place in other ways.
  if (hostname.endsWith(".tryvital.io")) return []
  return keyPlace?.startsWith("production") === true
    ? [`JUNCTION_API_KEY is of Junction's ${keyPlace}, and JUNCTION_BASE_URL is not Junction's`]
    : []
}

function toPlace(sandbox: boolean, region: string | undefined): string {
  return `${sandbox ? "sandbox" : "production"} in the ${region?.toUpperCase()}`
}
