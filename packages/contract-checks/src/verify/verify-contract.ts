import { randomBytes, type JsonWebKey } from "node:crypto"
import type { JsonObject } from "../document/json.ts"
import { InputError } from "../input-error.ts"
import { authCases } from "./cases/auth/auth-cases.ts"
import { boundaryCases } from "./cases/boundaries/boundary-cases.ts"
import { exampleCases } from "./cases/example-cases.ts"
import { bodyCases } from "./cases/framing/body-cases.ts"
import { pathCases } from "./cases/framing/path-cases.ts"
import { fuzzCases } from "./cases/fuzz-cases.ts"
import { intentCases } from "./cases/intents/intent-cases.ts"
import { leakCases } from "./cases/leak-cases.ts"
import { parameterCases } from "./cases/parameter-cases.ts"
import { responseCases } from "./cases/response-cases.ts"
import type { Credentials, TestCase, TokenSource } from "./cases/test-case.ts"
import type { ApiOperation } from "./read-document/api-document.ts"
import { readDocument } from "./read-document/read-document.ts"
import { measureCoverage } from "./report/coverage.ts"
import type { Skipped, VerifyReport } from "./report/finding.ts"
import { digest } from "./requests/idempotency-keys.ts"
import { groups, type Group } from "./rules/groups.ts"
import { createCaseRunner } from "./run/run-cases.ts"
import { createRecorder } from "./run/recorder.ts"
import { createSender } from "./run/sender.ts"
import { createTransport, type Fetch } from "./run/transport.ts"

/** Options for `verifyContract`. */
export interface VerifyOptions {
  /** The OpenAPI document as an object. Its references must be local. */
  readonly contract: object
  /** Base URL of the service. Default: the document's first server, which only `fetch` can use. */
  readonly url?: string
  /** Sends the requests. Default: the platform's `fetch`, which needs `url`. */
  readonly fetch?: Fetch
  /** Access token of the caller. Default: an invented one, for services that do not verify tokens. */
  readonly token?: string
  /** Access token of another caller, for cases with two callers. */
  readonly otherToken?: string
  /** Returns a token with other claims, for cases with invalid tokens. Null removes a claim. */
  readonly getToken?: TokenSource
  /** Returns the public keys of the token issuer, for a case with a key as a secret. */
  readonly getPublicKeys?: () => Promise<readonly JsonWebKey[]>
  /** Groups of cases. Default: all. */
  readonly groups?: readonly Group[]
  /** Seed of everything random. Default: random. */
  readonly seed?: number
  /** Runs only this case, after the documented examples. */
  readonly caseId?: string
  /** Maximum number of successful requests that may create something. Default: 300. */
  readonly maxOrders?: number
  /** Maximum duration in milliseconds. Default: 600,000. */
  readonly maxDurationMs?: number
  /** Timeout of one request in milliseconds. Default: 40,000. */
  readonly timeoutMs?: number
  /** Makes the idempotency keys of a run unique. Default: random. */
  readonly nonce?: string
  /** The target as it is written in the commands of findings. Default: the URL. */
  readonly target?: string
  /** Called before each case. */
  readonly onProgress?: (caseId: string) => void
}

const caseFactories: readonly ((operation: ApiOperation) => TestCase[])[] = [
  boundaryCases,
  parameterCases,
  fuzzCases,
  bodyCases,
  pathCases,
  authCases,
  responseCases,
  intentCases,
  leakCases,
]

/**
 * Sends requests derived from an OpenAPI document to a service, and checks the responses. Every finding can be reproduced
 * with its seed and case ID. Throws {@link InputError} if the options are incomplete or no example succeeds.
 */
export async function verifyContract(options: VerifyOptions): Promise<VerifyReport> {
  const startedAt = Date.now()
  const { seed = randomBytes(4).readUInt32BE(), maxOrders = 300, maxDurationMs = 600_000 } = options
  // Parsed JSON or YAML, which has no other values.
  const document = readDocument(options.contract as JsonObject)
  const baseUrl = readBaseUrl(options.url, document.serverUrl, options.fetch)
  const selected = new Set(options.groups ?? groups)
  const target = options.target ?? baseUrl
  const recorder = createRecorder(
    baseUrl,
    (caseId) => `contract verify ${target} --seed ${seed} --case ${quote(caseId)}`,
  )
  const credentials = readCredentials(options, seed)
  recorder.hideSecret(credentials.token, "$TOKEN")
  if (credentials.otherToken !== undefined) {
    recorder.hideSecret(credentials.otherToken, "$OTHER_TOKEN")
  }
  const { fetch = globalThis.fetch, timeoutMs = 40_000 } = options
  const transport = createTransport(fetch, baseUrl, timeoutMs)
  const sender = createSender(transport, { maxOrders, maxDurationMs })
  const runner = createCaseRunner({
    document,
    sender,
    recorder,
    credentials,
    groups: selected,
    seed,
    nonce: options.nonce ?? randomBytes(8).toString("hex"),
    onProgress: options.onProgress ?? (() => {}),
  })

  const usable = document.operations.filter(({ unusable }) => unusable === undefined)
  const skipped: Skipped[] = document.operations.flatMap(({ name, unusable }) =>
    unusable === undefined ? [] : [{ name, reason: unusable }],
  )
  await runner.run(usable.flatMap((operation) => exampleCases(operation)))
  const failing = new Set(
    recorder
      .findings()
      .filter(({ rule }) => rule === "example-rejected")
      .map(({ operation }) => operation),
  )
  const verified = usable.filter(({ name }) => !failing.has(name))
  skipped.push(
    ...[...failing].map((name) => ({ name, reason: "A documented example was rejected." })),
  )
  const cases = verified
    .flatMap((operation) => caseFactories.flatMap((create) => create(operation)))
    .filter(({ id, group }) =>
      options.caseId === undefined ? selected.has(group) : id === options.caseId,
    )
  if (
    options.caseId !== undefined &&
    cases.length === 0 &&
    !options.caseId.includes(":examples:")
  ) {
    throw new InputError(`Unknown case "${options.caseId}". Copy the ID from a finding.`)
  }
  await runner.run(cases)
  runner.finish()
  const findings = recorder.findings()
  return {
    passed: findings.every(({ severity }) => severity !== "error"),
    findings,
    skipped: [...skipped, ...runner.skipped],
    coverage: measureCoverage(document.operations, sender.exchanges),
    seed,
    cases: Object.fromEntries(runner.counts),
    requests: sender.exchanges.length,
    orders: sender.orders(),
    disputed: runner.disputed(),
    durationMs: Date.now() - startedAt,
  }
}

function readBaseUrl(
  url: string | undefined,
  serverUrl: string | undefined,
  fetch: Fetch | undefined,
): string {
  if (url !== undefined) {
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
      throw new InputError(`Invalid URL "${url}". Expected an http or https URL.`)
    }
    return url.replace(/\/+$/, "")
  }
  if (fetch === undefined) throw new InputError("Provide a URL or a fetch function.")
  return serverUrl ?? "http://localhost"
}

function readCredentials(options: VerifyOptions, seed: number): Credentials {
  const { token, otherToken, getToken, getPublicKeys } = options
  return {
    token: token ?? `verify-${digest(`token ${seed}`)}`,
    isReal: token !== undefined,
    otherToken,
    getToken,
    getPublicKeys,
  }
}

/** Quotes a case ID for a shell. */
function quote(text: string): string {
  return /^[\w:/.+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
