import type { JsonObject } from "../document/json.ts"
import { InputError } from "../input-error.ts"
import { allCases } from "./cases/all-cases.ts"
import { exampleCases } from "./cases/example-cases.ts"
import { readOptions, type VerifyOptions } from "./options.ts"
import type { ApiOperation } from "./read-document/api-document.ts"
import { readDocument } from "./read-document/read-document.ts"
import { measureCoverage } from "./report/coverage.ts"
import type { Skipped, VerifyReport } from "./report/finding.ts"
import type { Exchange } from "./run/exchange.ts"
import { quoteArgument } from "./requests/quote-argument.ts"
import { createRawConnection } from "./run/raw-connection.ts"
import { createRecorder, redactExchange, type Recorder } from "./run/recorder.ts"
import { createCaseRunner } from "./run/run-cases.ts"
import { createSender } from "./run/sender.ts"
import { createTransport } from "./run/transport.ts"

/**
 * Sends requests derived from an OpenAPI document to a service, and checks the responses. Every
 * finding can be reproduced with its seed and case ID. Throws an {@link InputError} if the URL, its
 * host, or the case ID is not allowed, or if no example receives a response.
 */
export async function verifyContract(options: VerifyOptions): Promise<VerifyReport> {
  const startedAt = Date.now()
  // Parsed JSON or YAML, which has no other values.
  const document = readDocument(options.contract as JsonObject)
  const read = readOptions(options, document.serverUrl)
  const { baseUrl, target, command, credentials, ...settings } = read
  const { fetch = globalThis.fetch, timeoutMs = 40_000, caseId } = options
  const { maxOrders = 300, maxDurationMs = 600_000, onProgress = () => {} } = options
  const recorder = createRecorder(
    baseUrl,
    (id) => `${command} --seed ${settings.seed} --case ${quoteArgument(id)}`,
  )
  recorder.hideSecret(credentials.token, "$TOKEN")
  recorder.hideSecret(credentials.otherToken ?? "", "$OTHER_TOKEN")
  const sender = createSender(createTransport(fetch, baseUrl, timeoutMs), {
    maxOrders,
    maxDurationMs,
  })
  const runner = createCaseRunner({
    ...settings,
    document,
    sender,
    connection: options.fetch === undefined ? createRawConnection(baseUrl) : undefined,
    recorder,
    credentials,
    onProgress,
  })

  const usable = document.operations.filter(({ unusable }) => unusable === undefined)
  await runner.run(usable.flatMap(exampleCases))
  rejectSilence(sender.exchanges, baseUrl)
  const failing = failingOperations(recorder)
  const cases = usable
    .filter(({ name }) => !failing.has(name))
    .flatMap(allCases)
    .filter(({ id, group }) => (caseId === undefined ? settings.groups.has(group) : id === caseId))
  if (caseId !== undefined && !caseId.includes(":examples:") && cases.length === 0) {
    throw new InputError(`Unknown case "${caseId}". Copy the ID from a finding.`)
  }
  await runner.run(cases)
  runner.finish()

  const findings = recorder.findings()
  return {
    passed: findings.every(({ severity }) => severity !== "error"),
    findings,
    skipped: [...skippedOperations(document.operations, failing), ...runner.skipped],
    coverage: measureCoverage(document.operations, sender.exchanges),
    seed: settings.seed,
    target,
    cases: Object.fromEntries(runner.counts),
    requests: sender.exchanges.length,
    orders: sender.orders(),
    disputed: runner.disputed(),
    durationMs: Date.now() - startedAt,
    exchanges: sender.exchanges.map((exchange) => redactExchange(exchange, recorder, baseUrl)),
  }
}

function rejectSilence(exchanges: readonly Exchange[], baseUrl: string): void {
  const [first] = exchanges
  if (first === undefined || exchanges.some(({ response }) => response !== undefined)) return
  throw new InputError(
    `No response from ${baseUrl} (${first.error ?? "unknown error"}). Check the URL, and that the service is running.`,
  )
}

/** Returns the names of operations with a failed example. Their other results are meaningless. */
function failingOperations(recorder: Recorder): ReadonlySet<string> {
  const failed = recorder.findings().filter(({ rule }) => rule === "example-rejected")
  return new Set(failed.map(({ operation }) => operation))
}

function skippedOperations(
  operations: readonly ApiOperation[],
  failing: ReadonlySet<string>,
): readonly Skipped[] {
  return operations.flatMap(({ name, unusable }) => {
    const reason = failing.has(name)
      ? "A documented example failed. Fix the finding about the example first."
      : unusable
    return reason === undefined ? [] : [{ name, reason }]
  })
}
