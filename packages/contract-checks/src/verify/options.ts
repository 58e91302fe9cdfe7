import { randomBytes, type JsonWebKey } from "node:crypto"
import { InputError } from "../input-error.ts"
import type { Credentials, TokenSource } from "./cases/test-case.ts"
import { digest } from "./requests/idempotency-keys.ts"
import { groups, type Group } from "./rules/groups.ts"
import type { Fetch } from "./run/transport.ts"

/** Options for `verifyContract`. */
export interface VerifyOptions {
  /**
   * The OpenAPI document as an object. All references must be local. The object must not change
   * afterwards.
   */
  readonly contract: object
  /**
   * Base URL of the service. Required without `fetch`. With `fetch`, the default is the document's
   * first server, or else `http://localhost`.
   */
  readonly url?: string
  /** Sends the requests. Default: the platform's `fetch`, which needs `url`. */
  readonly fetch?: Fetch
  /**
   * Access token of the caller. Default: an invented token, for services that do not verify tokens.
   */
  readonly token?: string
  /** Access token of another caller, for cases with two callers. */
  readonly otherToken?: string
  /** Returns a token with other claims, for cases with invalid tokens. Null removes a claim. */
  readonly getToken?: TokenSource
  /** Returns the issuer's public keys. One case uses such a key as a secret. */
  readonly getPublicKeys?: () => Promise<readonly JsonWebKey[]>
  /**
   * The only origins whose pages may call the service, as browsers send them. Default: unknown, so
   * that only contradictions are errors.
   */
  readonly origins?: readonly string[]
  /**
   * Whether a host that is not loopback is allowed. Each run places orders. Ignored with `fetch`.
   * Default: false.
   */
  readonly placeOrders?: boolean
  /** Groups of cases. The documented examples always run. Default: all. */
  readonly groups?: readonly Group[]
  /** Seed of all random values. Default: random. */
  readonly seed?: number
  /**
   * ID of the only case to run, after the documented examples. Default: all cases of the groups.
   */
  readonly caseId?: string
  /** Maximum number of successful requests that may create something. Default: 300. */
  readonly maxOrders?: number
  /** Maximum duration in milliseconds. Default: 600,000. */
  readonly maxDurationMs?: number
  /** Timeout of one request in milliseconds. Default: 40,000. */
  readonly timeoutMs?: number
  /** Text that makes the idempotency keys of a run unique. Default: random. */
  readonly nonce?: string
  /** The checked service, as the report names it. Default: the URL. */
  readonly target?: string
  /**
   * The shell command that reproduces findings, without `--seed` and `--case`. Default: `verify`
   * with the target, and with `--token` if `token` is set.
   */
  readonly command?: string
  /** Called before each case. */
  readonly onProgress?: (caseId: string) => void
}

/** The options with their defaults. */
export interface Settings {
  readonly baseUrl: string
  readonly target: string
  readonly command: string
  readonly groups: ReadonlySet<Group>
  readonly seed: number
  readonly nonce: string
  readonly credentials: Credentials
  readonly origins: readonly string[]
}

/**
 * Checks the URL and origins, and adds the defaults. Throws an {@link InputError} if the URL is
 * missing, if one of them is invalid, or if the host is not allowed.
 */
export function readOptions(options: VerifyOptions, serverUrl: string | undefined): Settings {
  const baseUrl = readBaseUrl(options, serverUrl)
  if (options.fetch === undefined && options.placeOrders !== true) rejectRemoteHost(baseUrl)
  const { origins = [] } = options
  rejectInvalidOrigins(origins)
  const { seed = randomBytes(4).readUInt32BE(), token, target = baseUrl } = options
  const withToken = token === undefined ? "" : ' --token "$TOKEN"'
  return {
    baseUrl,
    target,
    command: options.command ?? `npx --no contract verify ${target}${withToken}`,
    groups: new Set(options.groups ?? groups),
    seed,
    origins,
    nonce: options.nonce ?? randomBytes(8).toString("hex"),
    credentials: {
      token: token ?? `verify-${digest(`token ${seed}`)}`,
      isReal: token !== undefined,
      otherToken: options.otherToken,
      getToken: options.getToken,
      getPublicKeys: options.getPublicKeys,
    },
  }
}

function readBaseUrl({ url, fetch }: VerifyOptions, serverUrl: string | undefined): string {
  if (url !== undefined) {
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
      throw new InputError(`Invalid URL "${url}". Expected an http or https URL.`)
    }
    return url.replace(/\/+$/, "")
  }
  if (fetch === undefined) throw new InputError("Provide a URL or a fetch function.")
  return serverUrl ?? "http://localhost"
}

function rejectInvalidOrigins(origins: readonly string[]): void {
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue
    throw new InputError(
      `Invalid origin "${origin}". Write it as browsers send it, such as https://app.example.`,
    )
  }
}

function rejectRemoteHost(baseUrl: string): void {
  const { hostname } = new URL(baseUrl)
  if (/^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return
  throw new InputError(
    `The host ${hostname} is not loopback, and each run places orders. To allow this host, pass --yes-place-orders, or set placeOrders to true.`,
  )
}
