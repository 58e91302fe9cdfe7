import { setTimeout as pause } from "node:timers/promises"
import type { Json } from "../../../document/json.ts"
import type { ApiOperation } from "../../read-document/api-document.ts"
import type { ApiRequest } from "../../requests/api-request.ts"
import type { Exchange } from "../../run/exchange.ts"
import { caseFactory, type CaseContext, type TestCase, type Violation } from "../test-case.ts"
import { isPending } from "./results.ts"

/** Maximum number of retries of a request. */
const maxRetries = 5

/** A request in a case about idempotency keys. */
export interface IntentRequest {
  readonly key: string
  /** The body. Default: the body of the first example. */
  readonly body?: Json | string
  /** The access token. Default: the caller's token. `null` sends no token. */
  readonly token?: string | null
}

/** Creates a case of the group `intents`. */
export function intentCase(operation: ApiOperation, name: string, run: TestCase["run"]): TestCase {
  return caseFactory(operation, "intents")(name, run)
}

/** Builds the request of an intent. */
export function buildIntent(context: CaseContext, { key, body, token }: IntentRequest): ApiRequest {
  return context.build({
    key: [key],
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    ...(token === undefined ? {} : { token }),
  })
}

/** Sends an intent. Retries up to 5 times while the response allows a retry. */
export async function sendIntent(context: CaseContext, intent: IntentRequest): Promise<Exchange> {
  return settle(context, buildIntent(context, intent))
}

/** Sends a request. Retries up to 5 times while the response allows a retry. */
export async function settle(context: CaseContext, request: ApiRequest): Promise<Exchange> {
  for (let retries = 0; ; retries += 1) {
    const exchange = await context.send(request)
    if (retries === maxRetries || !isPending(exchange)) return exchange
    const seconds = Number(exchange.response?.headers.get("retry-after") ?? 0)
    await pause(Math.min(5_000, seconds * 1_000 || 50 * 2 ** retries))
  }
}

/** Reports a violation, if any. Returns whether there is no violation. */
export function reportIf(context: CaseContext, violation: Violation | undefined): boolean {
  if (violation !== undefined) context.report(violation)
  return violation === undefined
}
