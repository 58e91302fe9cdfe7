import type { ApiOperation } from "../../read-document/api-document.ts"
import { describeResponse, outcomeOf, type Exchange } from "../../run/exchange.ts"
import type { CaseContext, TestCase } from "../test-case.ts"
import { buildIntent, intentCase, reportIf, sendIntent, type IntentRequest } from "./intent.ts"
import {
  findReplayViolation,
  findReuseViolation,
  idOf,
  isPending,
  replayHeader,
} from "./results.ts"
import { otherBody } from "./variants.ts"

/** Number of concurrent requests. */
const concurrent = 20

/** Times until an abort, in milliseconds. */
const abortTimes = [0, 1, 5]

/** Returns cases with concurrent and aborted requests. */
export function concurrencyCases(operation: ApiOperation): TestCase[] {
  return [
    intentCase(operation, "concurrent", oneBody),
    intentCase(operation, "concurrent-two-bodies", twoBodies),
    intentCase(operation, "concurrent-keys", severalKeys),
    ...abortTimes.map((ms) =>
      intentCase(operation, `abort-after-${ms}-ms`, (context) => abort(context, ms)),
    ),
  ]
}

/** Sends requests at the same time, without retries. */
async function sendAll(
  context: CaseContext,
  intents: readonly IntentRequest[],
): Promise<readonly Exchange[]> {
  return Promise.all(intents.map((intent) => context.send(buildIntent(context, intent))))
}

async function oneBody(context: CaseContext): Promise<void> {
  const key = context.newKey()
  const responses = await sendAll(
    context,
    Array.from({ length: concurrent }, () => ({ key })),
  )
  const first = checkOneResult(context, responses)
  if (first === undefined) return
  for (const exchange of responses.filter((one) => outcomeOf(one) !== "success")) {
    if (isPending(exchange)) continue
    const message = `Expected the first result or a retryable error for each concurrent request, received ${describeResponse(exchange)}.`
    const rule = outcomeOf(exchange) === "failed" ? "server-error" : "intent-race"
    context.report({ rule, message, exchange })
  }
  const sent = "a retry after concurrent requests"
  const again = await sendIntent(context, { key })
  reportIf(context, findReplayViolation(first, again, "intent-race", sent))
}

/**
 * Checks that all successes have one result. Returns the first success that is not marked as a
 * replay, or else the first success. Returns undefined without one result.
 */
function checkOneResult(
  context: CaseContext,
  responses: readonly Exchange[],
): Exchange | undefined {
  const successes = responses.filter((one) => outcomeOf(one) === "success")
  const header = replayHeader(context.operation)
  const isReplay = (one: Exchange) =>
    header !== undefined && one.response?.headers.get(header) === "true"
  const created = successes.filter((one) => !isReplay(one))
  const [first = successes[0]] = created
  if (first === undefined) {
    const [exchange] = responses
    if (exchange === undefined) return undefined
    const message = `Expected success for one of the concurrent requests, received ${describeResponse(exchange)}.`
    const rule = outcomeOf(exchange) === "failed" ? "server-error" : "intent-race"
    context.report({ rule, message, exchange })
    return undefined
  }
  const second = successes.find((one) => idOf(one) !== idOf(first))
  if (second !== undefined) {
    const message = "Concurrent requests with one key created two results."
    context.report({ rule: "intent-race", message, exchange: second })
    return undefined
  }
  const [, unmarked] = created
  if (header !== undefined && unmarked !== undefined) {
    const message = `Two concurrent responses with one key lack the header "${header}: true". Only the first response may lack it.`
    context.report({ rule: "intent-replay-header", field: header, message, exchange: unmarked })
  }
  return first
}

async function twoBodies(context: CaseContext): Promise<void> {
  const { operation } = context
  const one = operation.examples[0]?.body
  const other = otherBody(operation)
  if (one === undefined || other === undefined) return
  const key = context.newKey()
  const intents = Array.from({ length: concurrent }, (_, index) => {
    return { key, body: index % 2 === 0 ? one : other }
  })
  const responses = await sendAll(context, intents)
  const first = checkOneResult(context, responses)
  if (first === undefined) return
  const winner = first.request.body
  for (const exchange of responses) {
    const isSame = exchange.request.body === winner
    if (isSame || isPending(exchange)) continue
    reportIf(context, findReuseViolation(first, exchange, "the body"))
  }
}

async function severalKeys(context: CaseContext): Promise<void> {
  const intents = Array.from({ length: 5 }, () => ({ key: context.newKey() }))
  const responses = await sendAll(context, intents)
  const ids = responses.map(idOf)
  const shared = responses.find((one, index) => {
    return outcomeOf(one) === "success" && idOf(one) !== undefined && ids.indexOf(idOf(one)) < index
  })
  if (shared !== undefined) {
    const message = "Concurrent requests with different keys received one result."
    context.report({ rule: "intent-keys-mixed", message, exchange: shared })
  }
  for (const exchange of responses) {
    if (outcomeOf(exchange) === "success" || isPending(exchange)) continue
    const message = `Expected success for concurrent requests with different keys, received ${describeResponse(exchange)}.`
    const rule = outcomeOf(exchange) === "failed" ? "server-error" : "intent-race"
    context.report({ rule, message, exchange })
  }
}

/** Aborts a request, and checks that retries succeed and return one result. */
async function abort(context: CaseContext, afterMs: number): Promise<void> {
  const key = context.newKey()
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), afterMs)
  const aborted = await context.send(buildIntent(context, { key }), { signal: controller.signal })
  clearTimeout(timer)
  const first = await sendIntent(context, { key })
  if (outcomeOf(first) !== "success") {
    const message = `Expected success for a retry after an aborted request, received ${describeResponse(first)}.`
    context.report({ rule: "intent-abort", message, exchange: first })
    return
  }
  if (outcomeOf(aborted) === "success" && idOf(aborted) !== idOf(first)) {
    const message = "A retry after an aborted request created a second result."
    context.report({ rule: "intent-abort", message, exchange: first })
    return
  }
  const again = await sendIntent(context, { key })
  const sent = "a second retry after an aborted request"
  reportIf(context, findReplayViolation(first, again, "intent-abort", sent))
}
