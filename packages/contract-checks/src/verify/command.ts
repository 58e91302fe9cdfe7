import { exec } from "node:child_process"
import type { JsonWebKey } from "node:crypto"
import { writeFile } from "node:fs/promises"
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { parseArgs, promisify } from "node:util"
import { chooseFormat } from "../choose-format.ts"
import { rejectDeadReferences } from "../document/references.ts"
import { readSource } from "../document/source.ts"
import { findContract } from "../find-contract.ts"
import { InputError } from "../input-error.ts"
import type { TokenSource } from "./cases/test-case.ts"
import type { VerifyOptions } from "./options.ts"
import { writeHar } from "./report/har-report.ts"
import { verifyFormats, writeReport } from "./report/write-report.ts"
import { groups } from "./rules/groups.ts"
import { quoteArgument } from "./requests/quote-argument.ts"
import type { Fetch } from "./run/transport.ts"
import { verifyContract } from "./verify-contract.ts"

/** Help for the options of `contract verify`. */
export const verifyUsage = `Options of verify:
  --fetch <module>            Checks a service in this process. The module exports fetch or
                              a default function.
  --contract <file>           The contract. Default: the nearest spec/openapi.yaml, from this folder upwards.
  --token <token>             Access token of the caller. Default: the token of --token-command, or
                              an invented token.
  --other-token <token>       Access token of another caller.
  --token-command <command>   Shell command that prints a token. The environment variable
                              CONTRACT_CLAIMS contains the claims to change, as JSON.
  --jwks-url <url>            URL of the token issuer's public keys.
  --origin <origin>           Origin whose pages may call the service, such as https://app.example.
                              Can be used several times. Pages of other origins may not call it.
                              Default: unknown, so only contradictions are errors.
  --group <group>             Group of cases. Can be used several times. Default: all.
                              One of: ${groups.join(", ")}.
  --seed <number>             Seed of all random values. Default: random.
  --case <id>                 Runs only the examples and this case.
  --max-orders <number>       Maximum number of successful requests that may create something.
                              Default: 300.
  --max-seconds <number>      Maximum duration in seconds. Default: 600.
  --format <format>           Format of the report: ${verifyFormats.join(", ")}. Default: text.
  --har <file>                Writes all requests and responses to a HAR file, without tokens.
  --yes-place-orders          Allows a host that is not loopback. Each run places orders.
`

const text = { type: "string" } as const

const options = {
  fetch: text,
  contract: text,
  token: text,
  "other-token": text,
  "token-command": text,
  "jwks-url": text,
  origin: { type: "string", multiple: true },
  group: { type: "string", multiple: true },
  seed: text,
  case: text,
  "max-orders": text,
  "max-seconds": text,
  format: text,
  har: text,
  "yes-place-orders": { type: "boolean" },
} as const

/**
 * Runs `contract verify`. Returns the exit code: 0 without errors, 1 with errors. Throws an
 * {@link InputError} for invalid arguments, an unreadable document, or a service without responses.
 */
export async function runVerify(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args)
  const [url, ...more] = positionals
  if (more.length > 0 || (url === undefined) === (values.fetch === undefined)) {
    throw new InputError("Pass either one URL or --fetch <module>.")
  }
  const format = chooseFormat(values.format, verifyFormats)
  const source = await readSource(findContract(values.contract, process.cwd()))
  rejectDeadReferences(source)
  const command = values["token-command"]
  const getToken = command === undefined ? undefined : tokenSource(command)
  const token = values.token ?? (await getToken?.({}))
  const jwksUrl = values["jwks-url"]
  const seconds = readNumber("--max-seconds", values["max-seconds"])
  const progress = createProgress()
  const report = await verifyContract({
    contract: source.root,
    placeOrders: values["yes-place-orders"] === true,
    target: url ?? `--fetch ${values.fetch}`,
    command: commandOf(url, values),
    onProgress: progress.show,
    ...defined({
      url,
      fetch: values.fetch === undefined ? undefined : await importFetch(values.fetch),
      token,
      otherToken: values["other-token"],
      getToken,
      getPublicKeys: jwksUrl === undefined ? undefined : () => fetchKeys(jwksUrl),
      origins: values.origin,
      groups: values.group?.map((group) => chooseOne("--group", group, groups)),
      seed: readNumber("--seed", values.seed),
      caseId: values.case,
      maxOrders: readNumber("--max-orders", values["max-orders"]),
      maxDurationMs: seconds === undefined ? undefined : seconds * 1_000,
    }),
  })
  progress.clear()
  if (values.har !== undefined) await writeFile(values.har, writeHar(report))
  process.stdout.write(`${writeReport(report, format, process.stdout.isTTY)}\n`)
  return report.passed ? 0 : 1
}

/** Options whose values can be secrets, each with the variable that replaces them. */
const secrets: Readonly<Record<string, string>> = {
  token: "$TOKEN",
  "other-token": "$OTHER_TOKEN",
  "token-command": "$TOKEN_COMMAND",
}

/** Options that do not affect the case of a finding, or that the finding adds. */
const ownOptions = new Set(["seed", "case", "max-orders", "max-seconds", "format", "har"])

/** Returns the shell command that reproduces findings, without secrets, `--seed`, and `--case`. */
function commandOf(url: string | undefined, values: ReturnType<typeof parse>["values"]): string {
  const given = Object.keys(options)
    .filter((name) => !ownOptions.has(name))
    .flatMap((name) => {
      const value = values[name as keyof typeof values] ?? []
      const secret = secrets[name]
      return [value].flat().map((one) => {
        if (one === true) return `--${name}`
        return `--${name} ${secret === undefined ? quoteArgument(String(one)) : `"${secret}"`}`
      })
    })
  return [
    "npx --no contract verify",
    ...(url === undefined ? [] : [quoteArgument(url)]),
    ...given,
  ].join(" ")
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new InputError(`${error.message.split(/\.\s/)[0]}. Run "contract help" for the options.`)
  }
}

function chooseOne<Name extends string>(
  option: string,
  text: string,
  names: readonly Name[],
): Name {
  const name = names.find((one) => one === text)
  if (name !== undefined) return name
  throw new InputError(`Unknown ${option} "${text}". Expected one of: ${names.join(", ")}.`)
}

function readNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw new InputError(
    `Invalid ${option} "${text}". Expected a whole number from 0 to 9,999,999,999.`,
  )
}

function defined<Values extends object>(values: Values) {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
    // An undefined property becomes an absent optional one.
  ) as {
    [Name in keyof Values]?: Exclude<Values[Name], undefined>
  } satisfies Partial<VerifyOptions>
}

/**
 * Returns a token source that runs a shell command. The environment variable CONTRACT_CLAIMS
 * contains the claims to change, as JSON.
 */
function tokenSource(command: string): TokenSource {
  return async (claims) => {
    const env = { ...process.env, CONTRACT_CLAIMS: JSON.stringify(claims) }
    const { stdout } = await promisify(exec)(command, { env }).catch(() => {
      throw new InputError("The --token-command failed. Run the command alone to see its error.")
    })
    const token = stdout.trim()
    if (/^\S+$/.test(token)) return token
    throw new InputError("The --token-command must print one token without white space.")
  }
}

async function importFetch(file: string): Promise<Fetch> {
  const module = (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>
  const exported = module["fetch"] ?? module["default"]
  if (typeof exported === "function") return exported as Fetch
  throw new InputError(
    `The module ${file} must export a function named fetch, or a default function.`,
  )
}

async function fetchKeys(url: string): Promise<readonly JsonWebKey[]> {
  const response = await fetch(url).catch(() => undefined)
  const body = (await response?.json().catch(() => undefined)) as { keys?: unknown } | undefined
  if (Array.isArray(body?.keys)) return body.keys as JsonWebKey[]
  throw new InputError(`The key set at ${url} cannot be read (RFC 7517). Check --jwks-url.`)
}

/** Shows the current case on a terminal. */
function createProgress() {
  const { stderr } = process
  let last = 0
  const clear = () => {
    if (stderr.isTTY) stderr.write("\r\u001B[K")
  }
  return {
    clear,
    show: (caseId: string) => {
      if (!stderr.isTTY || Date.now() - last < 100) return
      last = Date.now()
      stderr.write(`\r\u001B[K${caseId.slice(0, stderr.columns - 1)}`)
    },
  }
}
