import type { ApiOperation } from "../read-document/api-document.ts"
import type { RequestParts } from "../requests/api-request.ts"
import { digest } from "../requests/idempotency-keys.ts"
import type { RuleId } from "../rules/verify-rules.ts"
import type { Exchange } from "../run/exchange.ts"
import { caseFactory, type CaseContext, type TestCase } from "./test-case.ts"

/** Returns cases about the pages that may call the operation (Fetch, section 3.2). */
export function corsCases(operation: ApiOperation): TestCase[] {
  const create = caseFactory(operation, "cors")
  return [
    create("unknown-origins", async (context) => {
      for (const origin of [`https://verify-${digest(`origin ${context.seed}`)}.example`, "null"]) {
        await sendUnknown(context, origin)
      }
    }),
    create("stated-origins", async (context) => {
      for (const origin of context.origins) await sendStated(context, origin)
    }),
    create("similar-origins", async (context) => {
      const { origins } = context
      const similar = origins.flatMap(similarOrigins).filter((one) => !origins.includes(one))
      for (const origin of similar) {
        const rejected = operation.credential === undefined ? { body: "{" } : { token: null }
        const exchanges = [await preflight(context, origin), await send(context, origin, rejected)]
        for (const exchange of exchanges) checkUnknown(context, exchange, origin)
      }
    }),
  ]
}

/** Sends the preflight of a page, without a credential. */
async function preflight(context: CaseContext, origin: string): Promise<Exchange> {
  const { method, path, headers } = context.build()
  const names = headers.map(([name]) => name).toSorted()
  return context.send(
    {
      method: "OPTIONS",
      path,
      headers: [
        ["origin", origin],
        ["access-control-request-method", method],
        ["access-control-request-headers", names.join(",")],
      ],
      body: undefined,
    },
    { isOutsideOperation: true },
  )
}

async function send(context: CaseContext, origin: string, parts: RequestParts): Promise<Exchange> {
  return context.send(context.build({ ...parts, headers: { origin: [origin] } }))
}

/** Sends a valid request, one without a credential, and one with a malformed body. */
async function sendEach(context: CaseContext, origin: string): Promise<readonly Exchange[]> {
  const { body, credential } = context.operation
  const exchanges = [await send(context, origin, {})]
  if (credential !== undefined) exchanges.push(await send(context, origin, { token: null }))
  if (body !== undefined) exchanges.push(await send(context, origin, { body: "{" }))
  return exchanges
}

/** The configuration of the service is unknown, so only contradictions are errors. */
async function sendUnknown(context: CaseContext, origin: string): Promise<void> {
  const first = await preflight(context, origin)
  const exchanges = await sendEach(context, origin)
  for (const exchange of [first, ...exchanges]) checkUnknown(context, exchange, origin)
  if ([first, ...exchanges].some((exchange) => isAllowed(exchange, origin))) {
    expectReadable(context, exchanges, origin)
  }
}

async function sendStated(context: CaseContext, origin: string): Promise<void> {
  const { method, headers } = context.build()
  const first = await preflight(context, origin)
  const { status = 0 } = first.response ?? {}
  const isSafelisted = ["GET", "HEAD", "POST"].includes(method)
  const allowed = listOf(first, "access-control-allow-headers")
  const missing = [
    ...(isSafelisted || listOf(first, "access-control-allow-methods").includes(method.toLowerCase())
      ? []
      : [method]),
    ...headers.map(([name]) => name).filter((name) => !isCovered(allowed, name)),
  ]
  if (status < 200 || status > 299 || !isAllowed(first, origin)) {
    const message = `Expected a preflight from ${origin} to be allowed, received status ${status} with access-control-allow-origin ${allowedOrigin(first) ?? "absent"}.`
    context.report({ rule: "cors-blocked", field: "preflight", message, exchange: first })
  } else if (missing.length > 0) {
    const message = `The response to a preflight from ${origin} does not allow ${missing.join(", ")}.`
    context.report({ rule: "cors-blocked", field: "preflight", message, exchange: first })
  }
  expectReadable(context, await sendEach(context, origin), origin)
}

/** A wildcard does not include `authorization`. */
function isCovered(allowed: readonly string[], name: string): boolean {
  return allowed.includes(name) || (allowed.includes("*") && name !== "authorization")
}

function listOf({ response }: Exchange, name: string): readonly string[] {
  return (response?.headers.get(name) ?? "").split(",").map((item) => item.trim().toLowerCase())
}

function allowedOrigin({ response }: Exchange): string | undefined {
  return response?.headers.get("access-control-allow-origin")
}

function isAllowed(exchange: Exchange, origin: string): boolean {
  return ["*", origin].includes(allowedOrigin(exchange) ?? "")
}

/** Checks that a page of an allowed origin can read the responses. */
function expectReadable(
  context: CaseContext,
  exchanges: readonly Exchange[],
  origin: string,
): void {
  for (const exchange of exchanges) {
    const status = exchange.response?.status
    if (status === undefined || isAllowed(exchange, origin)) continue
    const received = allowedOrigin(exchange) ?? "absent"
    const message = `A page of ${origin} may send the request, but cannot read the response with status ${status}, because access-control-allow-origin is ${received}.`
    context.report({ rule: "cors-blocked", field: String(status), message, exchange })
  }
}

/** Checks what a response allows to a page of an origin that the service does not know. */
function checkUnknown(context: CaseContext, exchange: Exchange, origin: string): void {
  const received = allowedOrigin(exchange)
  const report = (rule: RuleId, message: string) => {
    context.report({ rule, field: "access-control-allow-origin", message, exchange })
  }
  if (received === undefined) return
  if (!/^(\*|null|[a-z][a-z\d+.-]*:\/\/[^\s,/*]+)$/.test(received)) {
    report("cors-blocked", `Browsers reject access-control-allow-origin "${received}".`)
  } else if (isAllowed(exchange, origin)) {
    const allowsCredentials =
      exchange.response?.headers.get("access-control-allow-credentials") === "true"
    if (allowsCredentials) {
      report("cors-credentials", `Pages of ${origin} may send credentials.`)
    } else if (context.origins.length > 0) {
      report("cors-forbidden-origin", `Pages of ${origin} may read the response.`)
    } else if (received === origin) {
      report("cors-any-origin", `The response allows ${origin}, an origin that does not exist.`)
    }
  }
}

/** Returns origins that a comparison by prefix, suffix, pattern, or host confuses with another. */
function similarOrigins(origin: string): readonly string[] {
  const { protocol, host, port } = new URL(origin)
  const others = [
    `${protocol}//${host}.verify.example`,
    `${protocol}//verify-${host}`,
    `${protocol}//${host.replace(".", "x")}`,
    `${protocol === "https:" ? "http:" : "https:"}//${host}`,
    ...(port === "" ? [`${origin}:8443`] : []),
  ]
  return others.filter((other) => URL.canParse(other))
}
